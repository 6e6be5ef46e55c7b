//! Mails of identity: a link to choose a password, an invitation.

use super::rows::TenantPart;
use crate::core::Settings;
use crate::mail::outbound::NewMail;
use app_types::mail::MailPurpose;
use secrecy::{ExposeSecret, SecretString};

const RESET_PAGE: &str = "reset";
const INVITATION_PAGE: &str = "accept-invite";

/// The address that a mailed invitation leads to.
pub(super) fn invitation_link(settings: &Settings, token: &SecretString) -> SecretString {
    link(settings, INVITATION_PAGE, token).into()
}

/// The address that a mailed reset leads to.
pub(super) fn reset_link(settings: &Settings, token: &SecretString) -> SecretString {
    link(settings, RESET_PAGE, token).into()
}

/// "Choose a new password."
pub(super) fn reset(
    settings: &Settings,
    tenant: &TenantPart,
    to: (&str, &str),
    token: &SecretString,
) -> NewMail {
    let link = link(settings, RESET_PAGE, token);
    let workspace = &tenant.name;
    letter(
        MailPurpose::Reset,
        to,
        format!("Choose a new password for {workspace}"),
        &[
            format!(
                "Someone, most likely you, asked for a new password for your account at {workspace}."
            ),
            "Open this page within one hour to choose it:".into(),
        ],
        &link,
        "If it was not you, do nothing: your password stays as it is.",
    )
}

/// "You are invited."
pub(super) fn invitation(
    settings: &Settings,
    tenant: &TenantPart,
    to: (&str, &str),
    by: &str,
    token: &SecretString,
) -> NewMail {
    let link = link(settings, INVITATION_PAGE, token);
    let workspace = &tenant.name;
    letter(
        MailPurpose::Invite,
        to,
        format!("Join {workspace}"),
        &[
            format!("{by} has invited you to work at {workspace}."),
            "Open this page within seven days to choose a password:".into(),
        ],
        &link,
        "If you do not know what this is about, do nothing.",
    )
}

fn link(settings: &Settings, page: &str, token: &SecretString) -> String {
    format!(
        "{}/{page}?token={}",
        settings.base_url,
        token.expose_secret()
    )
}

fn letter(
    purpose: MailPurpose,
    (address, name): (&str, &str),
    subject: String,
    paragraphs: &[String],
    link: &str,
    last: &str,
) -> NewMail {
    let greeting = if name.is_empty() {
        "Hello,".to_string()
    } else {
        format!("Hello {name},")
    };
    let mut text = vec![greeting.as_str()];
    text.extend(paragraphs.iter().map(String::as_str));
    text.push(link);
    text.push(last);
    let html: Vec<String> = text
        .iter()
        .map(|part| match *part == link {
            true => format!("<p><a href=\"{0}\">{0}</a></p>", escape(part)),
            false => format!("<p>{}</p>", escape(part)),
        })
        .collect();
    NewMail {
        subject,
        body_text: text.join("\n\n"),
        body_html: html.join("\n"),
        ..NewMail::to(purpose, address, name)
    }
}

/// Names are typed by people: none of their characters is markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_stays_text() {
        let mail = letter(
            MailPurpose::Invite,
            ("a@b.co", "<b>\"Eve\"</b>"),
            "Join".into(),
            &["Hi <script>".into()],
            "https://x.example/?a=1&b=2",
            "Bye",
        );
        assert!(!mail.body_html.contains("<b>") && !mail.body_html.contains("<script>"));
        assert!(
            mail.body_html
                .contains("href=\"https://x.example/?a=1&amp;b=2\"")
        );
        assert!(
            mail.body_text
                .contains("\n\nhttps://x.example/?a=1&b=2\n\n")
        );
    }
}
