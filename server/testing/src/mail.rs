//! A mail server that keeps what it is given, and fails on request.

use server_integrations::files::BoxFuture;
use server_integrations::smtp::{MailError, MailTransport, OutgoingMail, Receipt};
use std::sync::Mutex;

/// How the fake answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Accept,
    /// Says "try again later".
    Temporary,
    /// Says "no such address".
    Permanent,
    /// Keeps the message and then loses the connection: sent, but the sender does not know.
    AcceptThenFail,
}

/// Records messages instead of sending them.
#[derive(Default)]
pub struct FakeMail {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    mode: Mode,
    /// How many more calls `mode` holds for; `None`: until it is changed.
    calls: Option<usize>,
    sent: Vec<OutgoingMail>,
    own_ids: bool,
}

/// What stands over the Message-ID of the mail that was taken as number `number`, from 1.
pub fn own_id(number: usize) -> String {
    format!("0102-{number:06}@eu-central-1.amazonses.com")
}

impl FakeMail {
    /// Answers every call with `mode` from now on.
    pub fn set_mode(&self, mode: Mode) {
        let mut state = self.state.lock().unwrap();
        state.mode = mode;
        state.calls = None;
    }

    /// Answers the next `calls` calls with `mode`, then accepts.
    pub fn next(&self, calls: usize, mode: Mode) {
        let mut state = self.state.lock().unwrap();
        state.mode = mode;
        state.calls = Some(calls);
    }

    /// Writes [`own_id`] over the Message-IDs from now on, as Amazon's SES does.
    pub fn write_own_ids(&self) {
        self.state.lock().unwrap().own_ids = true;
    }

    /// Everything that was taken, oldest first.
    pub fn sent(&self) -> Vec<OutgoingMail> {
        self.state.lock().unwrap().sent.clone()
    }

    /// The messages as text, oldest first.
    pub fn texts(&self) -> Vec<String> {
        self.sent()
            .iter()
            .map(|mail| String::from_utf8_lossy(&mail.message).into_owned())
            .collect()
    }

    /// Forgets what was taken.
    pub fn clear(&self) {
        self.state.lock().unwrap().sent.clear();
    }

    fn answer(&self, mail: Option<&OutgoingMail>) -> Result<Receipt, MailError> {
        let mut state = self.state.lock().unwrap();
        let mode = match state.calls {
            Some(0) => Mode::Accept,
            Some(left) => {
                state.calls = Some(left - 1);
                state.mode
            }
            None => state.mode,
        };
        if let (Mode::Accept | Mode::AcceptThenFail, Some(mail)) = (mode, mail) {
            state.sent.push(mail.clone());
        }
        match mode {
            Mode::Accept => Ok(Receipt {
                message_id: state.own_ids.then(|| own_id(state.sent.len())),
            }),
            Mode::Temporary => Err(MailError::Temporary("421 try again later".into())),
            Mode::Permanent => Err(MailError::Permanent("550 no such user".into())),
            Mode::AcceptThenFail => Err(MailError::Temporary("the connection was lost".into())),
        }
    }
}

impl MailTransport for FakeMail {
    fn send<'a>(&'a self, mail: &'a OutgoingMail) -> BoxFuture<'a, Result<Receipt, MailError>> {
        Box::pin(async move { self.answer(Some(mail)) })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), MailError>> {
        Box::pin(async move {
            let mode = self.state.lock().unwrap().mode;
            match mode {
                Mode::Accept => Ok(()),
                _ => Err(MailError::Temporary("421 try again later".into())),
            }
        })
    }
}
