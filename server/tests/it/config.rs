//! Settings: each variable with hostile values, all complaints at once, no secret shown.

use server::config::{Config, ConfigError, VARIABLES};
use std::collections::HashMap;

const KEY: &str = "9f2c4a7be1d3580617f8e9ab3c5d6270a1b2c3d4e5f60718293a4b5c6d7e8f90";

fn production() -> HashMap<&'static str, &'static str> {
    HashMap::from([
        ("NESTOGY_ENV", "production"),
        ("NESTOGY_BASE_URL", "https://desk.example.com"),
        ("NESTOGY_SECRET_KEY", KEY),
        ("DATABASE_URL", "mysql://u:database-secret@db:3306/nestogy"),
        ("REDIS_URL", "redis://:redis-secret@redis:6379/0"),
        ("SMTP_URL", "smtp://u:smtp-secret@mail:587?tls=required"),
    ])
}

fn read(values: &HashMap<&'static str, &'static str>) -> Result<Config, ConfigError> {
    Config::read(&|name| values.get(name).map(ToString::to_string))
}

#[test]
fn good_settings_are_taken_and_show_no_secret() {
    let config = read(&production()).unwrap();
    assert_eq!(config.http.base_url.origin(), "https://desk.example.com");
    assert_eq!(config.mail.from, "nestogy@desk.example.com");
    assert!(!config.sign_up_open);
    let shown = format!("{config:?}");
    for secret in ["database-secret", "redis-secret", "smtp-secret", KEY] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// H09: whoever reaches the Redis reads sessions and jobs.
#[test]
fn h09_a_redis_without_a_password_must_be_on_this_machine() {
    for (url, taken) in [
        ("redis://redis:6379/0", false),
        ("redis://10.0.0.5:6379/0", false),
        ("redis://:@redis:6379/0", false),
        ("redis://user@redis:6379/0", false),
        ("rediss://redis.example.com:6379/0", false),
        ("redis://localhost.evil.example:6379/0", false),
        ("redis://:secret@redis:6379/0", true),
        ("redis://user:secret@redis:6379/0", true),
        ("redis://127.0.0.1:6379/0", true),
        ("redis://[::1]:6379/0", true),
        ("redis://localhost:6379/0", true),
        (
            "redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/nestogy/0",
            false,
        ),
        (
            "redis+sentinel://127.0.0.1:26379,10.0.0.2:26379/nestogy",
            false,
        ),
        ("redis+sentinel://:secret@10.0.0.1,10.0.0.2/nestogy/0", true),
        ("rediss+sentinel://:secret@10.0.0.1/nestogy", true),
    ] {
        let mut values = production();
        values.insert("REDIS_URL", url);
        let read_it = read(&values);
        assert_eq!(read_it.is_ok(), taken, "{url}");
        if let Err(refused) = read_it {
            assert!(refused.to_string().contains("REDIS_URL"), "{refused}");
        }
        // Trying it out needs no password.
        values.insert("NESTOGY_ENV", "development");
        assert!(read(&values).is_ok(), "{url}");
    }
}

#[test]
fn every_variable_refuses_nonsense_by_name() {
    let hostile: &[(&str, &[&str])] = &[
        ("NESTOGY_ENV", &["prod", "Production", "production "]),
        (
            "NESTOGY_LISTEN",
            &["3000", "localhost", "127.0.0.1:99999", "127.0.0.1"],
        ),
        ("NESTOGY_METRICS_LISTEN", &["on", "9464"]),
        (
            "NESTOGY_BASE_URL",
            &[
                "desk.example.com",
                "ftp://x",
                "https://",
                "https://u@x",
                "https://x/path",
                "https://x?y",
                "http://desk.example.com",
                "https://x:y",
            ],
        ),
        ("NESTOGY_SECRET_KEY", &["short", KEY_OF_ZEROS, "zz"]),
        (
            "DATABASE_URL",
            &["", "postgres://u@h/d", "mysql://h", "mysql:///d"],
        ),
        ("DATABASE_REPLICA_URL", &["x"]),
        ("DATABASE_POOL_SIZE", &["0", "-1", "501", "many", "1e3"]),
        (
            "REDIS_URL",
            &[
                "http://x",
                "redis://",
                "redis+sentinel://host",
                "redis+sentinel://host/name/x",
                "redis+cluster://host",
            ],
        ),
        (
            "SMTP_URL",
            &["", "http://x", "mail.example.com", "ses://", "ses://here"],
        ),
        (
            "NESTOGY_QUEUE_URL",
            &[
                "nestogy",
                "sqs://eu-central-1",
                "https://127.0.0.1/nestogy-",
            ],
        ),
        ("NESTOGY_DIRECT_DOWNLOADS_MB", &["0", "1025", "all"]),
        (
            "NESTOGY_CA_FILE",
            &["/nowhere/ca.pem", "/etc/hostname", "/"],
        ),
        (
            "NESTOGY_MAIL_DOMAIN",
            &["nodot", "a b.example", "x..example"],
        ),
        (
            "NESTOGY_MAIL_FROM",
            &["nobody", "a@b", "a@b.example\r\nBcc: c@d.example"],
        ),
        ("NESTOGY_SIGN_UP", &["yes", "OPEN"]),
        (
            "NESTOGY_TRUSTED_PROXIES",
            &["0.0.0.0/0", "10.0.0.0/33", "proxy", "::/0"],
        ),
        ("NESTOGY_SESSION_IDLE_MINUTES", &["4", "10081", "x"]),
        ("NESTOGY_SESSION_MAX_HOURS", &["0", "2161"]),
        ("NESTOGY_LOG", &["a=b=c", "info,x=loudest"]),
        ("NESTOGY_LOG_FORMAT", &["xml"]),
        ("NESTOGY_SHUTDOWN_GRACE_SECONDS", &["601", "-1"]),
        ("NESTOGY_DRAIN_SECONDS", &["121"]),
        ("NESTOGY_MAX_UPLOAD_MB", &["0", "1025"]),
        ("NESTOGY_MAX_CONCURRENT_REQUESTS", &["0"]),
    ];
    for (name, values) in hostile {
        for value in *values {
            if value.trim() != *value && value.trim() == "production" {
                continue;
            }
            let mut settings = production();
            settings.insert(name, value);
            let error = read(&settings).expect_err(&format!("{name}={value:?} was taken"));
            let named = error
                .problems
                .iter()
                .any(|problem| problem.variable == *name);
            assert!(named, "{name}={value:?}: {error}");
        }
    }
}

const KEY_OF_ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

#[test]
fn everything_wrong_is_said_at_once() {
    let settings = HashMap::from([("NESTOGY_ENV", "production"), ("NESTOGY_LISTEN", "x")]);
    let error = read(&settings).unwrap_err();
    let names: Vec<&str> = error
        .problems
        .iter()
        .map(|problem| problem.variable)
        .collect();
    for name in [
        "NESTOGY_LISTEN",
        "NESTOGY_BASE_URL",
        "NESTOGY_SECRET_KEY",
        "DATABASE_URL",
        "SMTP_URL",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
}

#[test]
fn a_message_never_repeats_a_value() {
    let mut settings = production();
    settings.insert("DATABASE_URL", "postgres://u:database-secret@db/x");
    settings.insert("NESTOGY_SECRET_KEY", "typed-secret");
    let text = read(&settings).unwrap_err().to_string();
    assert!(
        !text.contains("database-secret") && !text.contains("typed-secret"),
        "{text}"
    );
}

#[test]
fn development_needs_a_database_and_nothing_else() {
    let settings = HashMap::from([("DATABASE_URL", "mysql://u@localhost/n")]);
    assert!(read(&settings).unwrap().sign_up_open);
}

/// Files that name settings, and would go on naming one that was renamed.
const FILES: [(&str, &str); 3] = [
    (".env.example", include_str!("../../../.env.example")),
    ("compose.yaml", include_str!("../../../compose.yaml")),
    ("Dockerfile", include_str!("../../../Dockerfile")),
];

#[test]
fn no_file_names_a_setting_that_does_not_exist() {
    for (file, text) in FILES {
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let settings = words.filter(|word| {
            let ours = ["NESTOGY_", "DATABASE_", "REDIS_", "SMTP_"];
            ours.iter().any(|start| word.starts_with(start))
        });
        let mut seen = 0;
        for name in settings {
            seen += 1;
            let known = VARIABLES.iter().any(|variable| variable.name == name);
            assert!(known, "{file}: nothing reads {name}");
        }
        assert!(seen > 2, "{file} names settings");
    }
}

/// `NAME: value` of the block that all our services in compose.yaml share, over the image's own.
fn compose_settings() -> HashMap<String, String> {
    let compose = FILES[1].1;
    let block = compose.split("&environment").nth(1).unwrap();
    let lines = block.lines().skip(1).take_while(|line| !line.is_empty());
    let mut settings: HashMap<String, String> = lines
        .map(|line| {
            let (name, value) = line.trim().split_once(": ").unwrap();
            (name.to_string(), default_of(value).to_string())
        })
        .collect();
    for line in FILES[2].1.lines().filter(|line| line.contains("NESTOGY_")) {
        let words = line.trim().trim_start_matches("ENV ");
        let (name, value) = words.trim_end_matches(" \\").split_once('=').unwrap();
        settings.entry(name.into()).or_insert(value.into());
    }
    settings
}

/// `${NAME:-value}` as compose reads it when nothing is set.
fn default_of(value: &str) -> &str {
    value
        .strip_prefix("${")
        .and_then(|inner| inner.strip_suffix('}'))
        .and_then(|inner| inner.split_once(":-"))
        .map_or(value, |(_, default)| default)
}

#[test]
fn the_settings_of_compose_are_taken_by_the_program() {
    let settings = compose_settings();
    let config = Config::read(&|name| settings.get(name).cloned());
    let config = config.unwrap_or_else(|error| panic!("{error}"));
    // The seeder refuses to run anywhere else, and `migrate` seeds.
    assert_eq!(config.environment, server::config::Environment::Development);
    assert!(config.redis_url.is_some());
    assert_eq!(config.http.listen.port(), 3000);
}

/// The file that people copy names every variable.
#[test]
fn the_example_file_is_complete() {
    let example = include_str!("../../../.env.example");
    for variable in VARIABLES {
        assert!(
            example.contains(&format!("#{}=", variable.name)),
            "{}: `nestogy config --example > .env.example`",
            variable.name
        );
    }
}
