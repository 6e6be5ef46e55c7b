//! What the load asked for, and what it was told.

use crate::programs::RecordingSmtp;
use std::sync::Mutex;

#[derive(Default)]
pub struct Ledger {
    mails: Mutex<Vec<Mail>>,
    writes: Mutex<Vec<Write>>,
    complaints: Mutex<Vec<String>>,
}

/// A mail for which `nestogy mail receive` exited 0.
#[derive(Debug, Clone)]
pub struct Mail {
    pub shop: usize,
    pub message_id: String,
    /// Found in nothing else.
    pub words: String,
    pub kind: MailKind,
    /// How often it was handed over.
    pub deliveries: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    /// From a client's person: a ticket of its own.
    New,
    /// Answers a mail of ours: a post in its ticket.
    Answer,
    /// From nobody known: quarantine.
    Stranger,
}

/// Something a technician did over HTTP.
#[derive(Debug, Clone)]
pub struct Write {
    /// Sent as the request id, and part of the text: found in nothing else.
    pub mark: String,
    pub kind: WriteKind,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteKind {
    Reply {
        with_file: bool,
    },
    /// A new subject.
    Rename,
    /// A status; the ticket may have it already.
    Status,
    Create,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The server said that it is done.
    Acknowledged,
    /// The server said that nothing was changed.
    Refused,
    /// No answer, or an error of the server's: it may have happened, once.
    Unknown,
}

impl Ledger {
    pub fn mail(&self, mail: Mail) {
        self.mails.lock().unwrap().push(mail);
    }

    pub fn write(&self, write: Write) {
        self.writes.lock().unwrap().push(write);
    }

    /// Something that must not happen at all.
    pub fn complain(&self, text: String) {
        self.complaints.lock().unwrap().push(text);
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    pub fn writes(&self) -> Vec<Write> {
        self.writes.lock().unwrap().clone()
    }

    pub fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap().clone()
    }

    /// For the reader of the log.
    pub fn summary(&self, smtp: &RecordingSmtp) -> String {
        let (mails, writes) = (self.mails(), self.writes());
        let told = |outcome| {
            writes
                .iter()
                .filter(|write| write.outcome == outcome)
                .count()
        };
        let (taken, letters) = (smtp.taken().len(), smtp.copies().len());
        format!(
            "{} mails taken in by {} deliveries; {} writes acknowledged, {} refused, {} without an answer; \
             {letters} mails sent, {} second copies",
            mails.len(),
            mails.iter().map(|mail| mail.deliveries).sum::<usize>(),
            told(Outcome::Acknowledged),
            told(Outcome::Refused),
            told(Outcome::Unknown),
            taken - letters,
        )
    }
}
