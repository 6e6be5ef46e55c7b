//! What a mailbox form may say.

use app_types::Invalid;
use app_types::form::looks_like_email;
use app_types::id::BoardId;
use app_types::mail::MailboxInput;
use secrecy::SecretString;
use server_integrations::imap::Server;

/// A checked form.
pub(super) struct Checked {
    pub address: String,
    pub display_name: String,
    pub board: BoardId,
    /// `None`: mail is piped in.
    pub imap_url: Option<String>,
    pub imap_username: Option<String>,
    pub imap_folder: String,
    /// `None`: keep the stored one.
    pub password: Option<SecretString>,
}

pub(super) fn check(input: &MailboxInput, has_password: bool, invalid: &mut Invalid) -> Checked {
    let address = invalid.required_email("address", &input.address);
    if looks_like_email(&address) && address.contains('+') {
        invalid.add(
            "address",
            "Leave out the plus sign and what follows: replies use it",
        );
    }
    let display_name = invalid.required_line("display_name", "a name", &input.display_name, 120);
    let url = invalid.optional_line("imap_url", "the server", &input.imap_url, 255);
    let username =
        invalid.optional_line("imap_username", "the user name", &input.imap_username, 254);
    let folder = invalid.optional_line("imap_folder", "the folder", &input.imap_folder, 120);
    let fetched = !url.is_empty();
    if fetched {
        if let Err(error) = Server::parse(&url) {
            invalid.add("imap_url", error.to_string());
        }
        if username.is_empty() {
            invalid.add("imap_username", "Enter the user name");
        }
        if input.imap_password.is_empty() && !has_password {
            invalid.add("imap_password", "Enter the password");
        }
    }
    if input.imap_password.chars().count() > 500
        || input.imap_password.chars().any(char::is_control)
    {
        invalid.add(
            "imap_password",
            "Enter a password of at most 500 characters on one line",
        );
    }
    // The nil id is nobody's board: the caller finds that out with the other wrong ones.
    let board = BoardId::parse(&input.board).unwrap_or(BoardId(uuid::Uuid::nil()));
    Checked {
        address,
        display_name,
        board,
        imap_url: fetched.then_some(url),
        imap_username: fetched.then_some(username),
        imap_folder: if folder.is_empty() {
            "INBOX".to_string()
        } else {
            folder
        },
        password: (fetched && !input.imap_password.is_empty())
            .then(|| SecretString::from(input.imap_password.clone())),
    }
}
