//! The operator's command line, as a process: what it does, what it says, what it refuses.

use app_types::identity::AuditFilter;
use serde_json::Value;
use server_core::audit::{self, From};
use server_core::clocktext::ClockText;
use server_testing::{CANARY, Kit, World};
use std::io::Write;
use std::process::{Command, Stdio};

const PASSWORD: &str = "quartz lemon tram\n";

struct Cli {
    kit: Kit,
    world: World,
}

struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Answer {
    fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

impl Cli {
    async fn new() -> Self {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        Self { kit, world }
    }

    fn run(&self, args: &[&str]) -> Answer {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], input: &str) -> Answer {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nestogy"))
            .args(args)
            .env_clear()
            .env("NESTOGY_ENV", "testing")
            .env("DATABASE_URL", self.kit.db.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Answer {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn status_of(&self, email: &str) -> String {
        let people = self
            .run(&["user", "list", "--tenant", "alpha", "--json"])
            .json();
        let people = people.as_array().unwrap();
        let person = people.iter().find(|person| person["email"] == email);
        person.map_or("unknown".into(), |p| p["status"].as_str().unwrap().into())
    }

    /// What the tenant's audit log has of the operator under this action.
    async fn audit(&self, action: &str) -> usize {
        let filter = AuditFilter {
            action: action.into(),
            actor: "Operator".into(),
            ..AuditFilter::default()
        };
        let mut tx = self.kit.read(self.world.a.owner()).await;
        let text = ClockText::new("UTC", tx.now());
        let page = audit::list(&mut tx, &filter, From::Newest, &text).await;
        page.unwrap().rows.len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_workspace_comes_with_a_link_that_works_without_mail() {
    let cli = Cli::new().await;
    let made = cli.run(&[
        "tenant",
        "create",
        "--slug",
        "acme",
        "--name",
        "Acme",
        "--owner-email",
        "olga@example.com",
        "--json",
    ]);
    let made = made.json();
    let link = made["link"].as_str().unwrap();
    let token = link.split_once("/accept-invite?token=").unwrap().1;
    let joined = server_core::identity::invitations::accept(
        &cli.kit.core,
        token,
        "Olga",
        PASSWORD.trim().to_string().into(),
        server_db::Origin::default(),
    );
    joined.await.unwrap();

    let listed = cli.run(&["tenant", "list"]);
    assert!(listed.out.contains("acme"), "{}", listed.out);
    let listed = cli.run(&["tenant", "list", "--json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 3);
    let again = cli.run(&[
        "tenant",
        "create",
        "--slug",
        "acme",
        "--name",
        "Acme",
        "--owner-email",
        "olga@example.com",
    ]);
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("slug: "), "{}", again.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_added_disabled_and_let_in_again_and_the_audit_log_knows() {
    let cli = Cli::new().await;
    let new = [
        "user",
        "create",
        "vera@example.com",
        "--tenant",
        "alpha",
        "--name",
        "Vera",
        "--role",
        "technician",
    ];
    let invited = cli.run(&new);
    assert!(
        invited.out.contains("/accept-invite?token="),
        "{}{}",
        invited.out,
        invited.err
    );
    assert_eq!(cli.status_of("vera@example.com"), "invited");
    let person = |command: &str| {
        cli.run(&[
            "user",
            command,
            "Vera@Example.com ",
            "--tenant",
            "alpha",
            "--json",
        ])
    };
    let link = person("reset-password").json();
    assert!(
        link["link"].as_str().unwrap().contains("/accept-invite"),
        "{link}"
    );
    let set = [
        "user",
        "reset-password",
        "vera@example.com",
        "--tenant",
        "alpha",
        "--password-from-stdin",
    ];
    assert_eq!(cli.run_with(&set, PASSWORD).code, Some(0));
    assert_eq!(cli.status_of("vera@example.com"), "active");
    let link = person("reset-password").json();
    assert!(
        link["link"].as_str().unwrap().contains("/reset?token="),
        "{link}"
    );
    assert_eq!(person("disable").code, Some(0));
    assert_eq!(cli.status_of("vera@example.com"), "disabled");
    assert!(person("reset-password").err.contains("is disabled"));
    assert_eq!(person("enable").code, Some(0));
    assert_eq!(person("reset-second-factor").code, Some(0));
    assert_eq!(person("revoke-sessions").json()["sessions"], 0);
    for action in [
        "user.invite",
        "user.password_reset",
        "user.reset_requested",
        "user.disable",
        "user.enable",
        "user.totp_reset",
        "user.sessions_revoked",
    ] {
        assert!(cli.audit(action).await > 0, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_a_password_is_in_at_once_and_signed_out_by_hand() {
    let cli = Cli::new().await;
    let new = [
        "user",
        "create",
        "vera@example.com",
        "--tenant",
        "alpha",
        "--name",
        "Vera",
        "--role",
        "read_only",
        "--password-from-stdin",
    ];
    let weak = cli.run_with(&new, "password\n");
    assert!(weak.err.contains("password: "), "{}", weak.err);
    assert_eq!(cli.run_with(&new, PASSWORD).code, Some(0));
    assert_eq!(cli.status_of("vera@example.com"), "active");
    let owner = &cli.world.a.user("owner").email;
    let out = cli.run(&[
        "user",
        "revoke-sessions",
        owner,
        "--tenant",
        "alpha",
        "--json",
    ]);
    assert!(out.json()["sessions"].as_i64().unwrap() >= 0);
    let last = cli.run(&["user", "disable", owner, "--tenant", "alpha"]);
    assert!(last.err.contains("last owner"), "{}", last.err);
}

/// The other tenant's people do not exist here, whatever is typed.
#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_people_are_out_of_reach() {
    let cli = Cli::new().await;
    let theirs = cli.world.b.user("technician").email.clone();
    for command in [
        "disable",
        "enable",
        "reset-password",
        "reset-second-factor",
        "revoke-sessions",
    ] {
        let refused = cli.run(&["user", command, &theirs, "--tenant", "alpha"]);
        assert_eq!(refused.code, Some(1), "{command}");
        assert!(
            refused.err.contains("nobody in workspace alpha"),
            "{}",
            refused.err
        );
    }
    let listed = cli.run(&["user", "list", "--tenant", "alpha"]);
    let listed = listed.out.to_lowercase();
    assert!(listed.contains("owner") && !listed.contains(&CANARY.to_lowercase()));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_are_refused_by_name_and_change_nothing() {
    let cli = Cli::new().await;
    let before = cli
        .run(&["user", "list", "--tenant", "alpha", "--json"])
        .out;
    let long = "x".repeat(100_000);
    let hostile = [
        "",
        " ",
        "a",
        "a@b",
        "a@b.co\r\nBcc: x@y.z",
        "' OR 1=1 -- @x.co",
        "\u{1b}[2J@x.co",
        &long,
    ];
    for words in hostile {
        let person = [
            "user", "create", words, "--tenant", "alpha", "--name", "N", "--role", "owner",
        ];
        let named = [
            "user",
            "create",
            "n@example.com",
            "--tenant",
            "alpha",
            "--name",
            &long,
            "--role",
            "owner",
        ];
        let ranked = [
            "user",
            "create",
            "n@example.com",
            "--tenant",
            "alpha",
            "--name",
            "N",
            "--role",
            words,
        ];
        let placed = ["user", "list", "--tenant", words];
        let absent = ["user", "disable", words, "--tenant", "alpha"];
        for args in [&person[..], &named, &ranked, &placed, &absent] {
            let answer = cli.run(args);
            assert!(
                matches!(answer.code, Some(1 | 2)),
                "{args:?}: {}{}",
                answer.out,
                answer.err
            );
            assert!(
                !answer.err.is_empty() && !answer.err.contains('\u{1b}'),
                "{args:?}"
            );
            assert!(answer.err.len() < 300_000 && !answer.err.contains("panicked"));
        }
    }
    let after = cli
        .run(&["user", "list", "--tenant", "alpha", "--json"])
        .out;
    assert_eq!(before, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_no_text_or_has_no_end_is_refused() {
    let cli = Cli::new().await;
    let email = cli.world.a.user("technician").email.clone();
    let set = [
        "user",
        "reset-password",
        &email,
        "--tenant",
        "alpha",
        "--password-from-stdin",
    ];
    for bad in ["", "\n", "short\n", &"a".repeat(1_000_000)] {
        let refused = cli.run_with(&set, bad);
        assert_eq!(refused.code, Some(1), "{} bytes", bad.len());
        assert!(refused.err.contains("password"), "{}", refused.err);
    }
}
