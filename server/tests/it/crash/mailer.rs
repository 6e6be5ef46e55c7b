//! A mail server that hands mail over through the pipe, and like every mail server tries again
//! until it hears that the mail was taken.

use super::desk::{Desk, Shop};
use super::ledger::{Mail, MailKind};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// The exit code by which `nestogy mail receive` asks to come back (EX_TEMPFAIL).
const TRY_LATER: i32 = 75;

pub async fn run(desk: Arc<Desk>, shop: usize, over: Arc<AtomicBool>) {
    for number in 0.. {
        if over.load(Ordering::Relaxed) {
            return;
        }
        let (mut mail, raw) = write(&desk, shop, number);
        mail.deliveries += deliver(&desk, shop, &raw).await;
        match rand::random_range(0..6) {
            0 => mail.deliveries += deliver(&desk, shop, &raw).await,
            1 => {
                let (one, two) =
                    tokio::join!(deliver(&desk, shop, &raw), deliver(&desk, shop, &raw));
                mail.deliveries += one + two;
            }
            _ => {}
        }
        desk.ledger.mail(mail);
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..150))).await;
    }
}

fn write(desk: &Desk, shop: usize, number: usize) -> (Mail, String) {
    let Shop {
        slug,
        mailbox,
        client_domain,
        ..
    } = &desk.shops[shop];
    let words = format!("mail-{slug}-{number}-end");
    let message_id = format!("{words}@clients.example");
    let person = format!("person{}@{client_domain}", number % 7);
    let (kind, from, thread) = match (number % 5, answerable(desk, mailbox)) {
        (1 | 3, Some((id, person))) => {
            let thread = format!("In-Reply-To: <{id}>\r\n");
            (MailKind::Answer, person, thread)
        }
        (4, _) => {
            let stranger = format!("stranger{number}@nowhere.example");
            (MailKind::Stranger, stranger, String::new())
        }
        _ => (MailKind::New, person, String::new()),
    };
    let raw = format!(
        "From: Person <{from}>\r\nTo: {mailbox}\r\nSubject: {words}\r\n\
         Message-ID: <{message_id}>\r\n{thread}Date: Wed, 25 Nov 2026 10:00:00 +0000\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nPlease look at {words}.\r\n\
         --b\r\nContent-Type: text/plain; name=\"log.txt\"\r\n\
         Content-Disposition: attachment; filename=\"log.txt\"\r\n\r\nlog of {words}\r\n--b--\r\n"
    );
    let mail = Mail {
        shop,
        message_id,
        words,
        kind,
        deliveries: 0,
    };
    (mail, raw)
}

/// Message-ID and addressee of a mail that we sent from this mailbox.
fn answerable(desk: &Desk, mailbox: &str) -> Option<(String, String)> {
    let taken = desk.smtp.taken();
    let sent: Vec<_> = taken
        .iter()
        .filter(|taken| taken.text.contains(mailbox))
        .collect();
    let taken = sent.get(rand::random_range(0..sent.len().max(1)))?;
    let to = taken
        .text
        .lines()
        .find_map(|line| line.strip_prefix("To: "))?;
    let to = to.rsplit(['<', ' ']).next()?.trim_end_matches('>');
    Some((taken.message_id.clone(), to.to_string()))
}

/// Hands it over until it is taken; says how many times it was handed over.
async fn deliver(desk: &Desk, shop: usize, raw: &str) -> usize {
    for tries in 1.. {
        // One delivery in eight is killed at some moment.
        let patience = match rand::random_range(0..8) {
            0 => Duration::from_millis(rand::random_range(5..250)),
            _ => Duration::from_secs(60),
        };
        match hand_over(desk, shop, raw, patience).await {
            Some(0) => return tries,
            Some(TRY_LATER) | None => {}
            Some(code) => {
                let complaint = format!("mail receive exited {code}");
                desk.ledger.complain(complaint);
                return tries;
            }
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    unreachable!("the loop ends by returning")
}

/// The exit code; `None` when it was killed.
async fn hand_over(desk: &Desk, shop: usize, raw: &str, patience: Duration) -> Option<i32> {
    let mailbox = &desk.shops[shop].mailbox;
    let command = desk.installation.command(&["mail", "receive", mailbox]);
    let mut command = tokio::process::Command::from(command);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.kill_on_drop(true).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let work = async {
        let _ = input.write_all(raw.as_bytes()).await;
        drop(input);
        child.wait().await.unwrap().code()
    };
    // `kill -9` by the drop.
    tokio::time::timeout(patience, work).await.ok().flatten()
}
