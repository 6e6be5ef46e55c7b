//! What may be looked at across tenants, and why: the reviewed list. A [`crate::SystemTx`] with
//! another reason may use the tables without a tenant (`tenants`) and, of all others, the rows of
//! tenants that its statements name.

/// The reason given to `begin_system`, and the tenant tables it may use without a tenant.
const LIST: &[(&str, &[&str])] = &[
    // The oldest due job of every tenant decides whose turn it is.
    ("claim due jobs", &["jobs"]),
    // A process that died held jobs of any tenant.
    ("take back jobs whose lease ran out", &["jobs"]),
    // One figure per queue for the operator; no tenant is named in it.
    ("measure the queues", &["jobs"]),
    // The operator asks whether jobs are done at all; no tenant is named.
    ("doctor: the state of the jobs", &["jobs", "schedule_runs"]),
    // One scheduler serves all tenants and remembers when each task ran last.
    ("schedule: what ran last", &["schedule_runs"]),
    // A mail names an address; whose it is, is the question.
    ("find the mailbox of an incoming mail", &["mailboxes"]),
    // A delivery over HTTP names a mailbox; its secrets decide whether to believe it.
    (
        "find the secrets of a mailbox that mail is delivered to",
        &["mailbox_keys", "mailboxes"],
    ),
];

pub(super) fn may_use(reason: &str, table: &str) -> bool {
    LIST.iter()
        .any(|(known, tables)| *known == reason && tables.contains(&table))
}
