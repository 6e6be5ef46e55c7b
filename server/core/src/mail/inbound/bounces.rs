//! What a delivery report changes: the mail it is about, and what is known about the address.

use super::parse::ParsedMail;
use super::reports::{Fate, Reported};
use crate::error::Result;
use crate::mail::words::cut;
use crate::mail::{outbound, undeliverable};
use server_db::TenantTx;

/// Notes what a report says at the mails of ours that it names, and answers why it makes no
/// ticket. A report that names none of ours changes nothing: whoever writes one must know the
/// Message-ID.
pub(super) async fn note(tx: &mut TenantTx, mail: &ParsedMail) -> Result<&'static str> {
    let ids = &mail.signs.reported_ids;
    match fate(&mail.signs.reported) {
        Fate::Arrived => return Ok("A delivery report: a mail of ours arrived"),
        Fate::Delayed => {
            let words = format!("Delayed, and still tried. {}", reason(mail));
            outbound::delayed(tx, ids, cut(words.trim(), 500)).await?;
            return Ok("A delivery report: a mail of ours is delayed, and still tried");
        }
        Fate::Failed => {}
    }
    let reason = reason(mail);
    let words = format!("It came back: {reason}");
    for address in outbound::bounced(tx, ids, cut(&words, 500)).await? {
        if concerns(&mail.signs.reported, &address) {
            undeliverable::note(tx, &address, &reason).await?;
        }
    }
    Ok("A delivery report: a mail of ours could not be delivered")
}

/// The worst that is said; a report without recipients is one of a failure.
fn fate(reported: &[Reported]) -> Fate {
    let any = |fate| reported.iter().any(|recipient| recipient.fate == fate);
    if reported.is_empty() || any(Fate::Failed) {
        Fate::Failed
    } else if any(Fate::Delayed) {
        Fate::Delayed
    } else {
        Fate::Arrived
    }
}

/// Whether the address itself failed. One that forwards elsewhere works, whatever fails there.
fn concerns(reported: &[Reported], address: &str) -> bool {
    let failed = |recipient: &Reported| {
        recipient.fate == Fate::Failed && recipient.addresses.iter().any(|of| of == address)
    };
    reported.is_empty() || reported.iter().any(failed)
}

/// The mail server's words, else the subject of the report.
fn reason(mail: &ParsedMail) -> String {
    let said = mail
        .signs
        .reported
        .iter()
        .filter(|of| of.fate != Fate::Arrived);
    let words = said
        .map(|of| of.reason.as_str())
        .find(|words| !words.is_empty());
    words.unwrap_or(&mail.subject).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(address: &str, fate: Fate) -> Reported {
        Reported {
            addresses: vec![address.into()],
            fate,
            reason: String::new(),
        }
    }

    #[test]
    fn the_worst_counts() {
        let delayed = reported("a@b.co", Fate::Delayed);
        let arrived = reported("a@b.co", Fate::Arrived);
        let failed = reported("c@d.co", Fate::Failed);
        assert_eq!(fate(&[]), Fate::Failed);
        assert_eq!(fate(std::slice::from_ref(&arrived)), Fate::Arrived);
        assert_eq!(fate(&[arrived.clone(), delayed.clone()]), Fate::Delayed);
        assert_eq!(fate(&[arrived, delayed, failed]), Fate::Failed);
    }

    #[test]
    fn an_address_that_forwards_elsewhere_is_not_blamed() {
        let elsewhere = [reported("anna@private.example", Fate::Failed)];
        assert!(!concerns(&elsewhere, "anna@client.example"));
        assert!(concerns(&elsewhere, "anna@private.example"));
        assert!(concerns(&[], "anna@client.example"));
    }
}
