//! Mail servers over TLS with a private authority: SMTP with STARTTLS and with TLS from the first
//! byte, IMAP in front of a real dovecot; and what must be refused.

mod certificates;
mod imap;
mod smtp;

use server_integrations::trust::Trust;

fn believing(authority: &certificates::Authority) -> Trust {
    Trust::with_pem(&authority.pem()).unwrap()
}
