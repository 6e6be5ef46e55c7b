//! Every variable in one table. `nestogy config`, `--help` and `.env.example` print from it, and
//! a test refuses a variable that is read but not listed.

/// A variable of the environment.
pub struct Variable {
    pub name: &'static str,
    /// What holds when it is not set, as people read it.
    pub default: &'static str,
    pub help: &'static str,
    /// Never printed.
    pub secret: bool,
}

const fn variable(name: &'static str, default: &'static str, help: &'static str) -> Variable {
    Variable {
        name,
        default,
        help,
        secret: false,
    }
}

/// A variable whose value may hold a password.
const fn secret(name: &'static str, default: &'static str, help: &'static str) -> Variable {
    Variable {
        name,
        default,
        help,
        secret: true,
    }
}

pub const VARIABLES: &[Variable] = &[
    variable(
        "NESTOGY_ENV",
        "development",
        "development | testing | staging | production. Staging and production refuse settings that are only fit for trying out.",
    ),
    variable(
        "NESTOGY_LISTEN",
        "127.0.0.1:3000",
        "Address and port that the web server binds.",
    ),
    variable(
        "NESTOGY_METRICS_LISTEN",
        "off; 127.0.0.1:9464 in staging and production",
        "Private address and port of /metrics for Prometheus, or `off`. Never make it public.",
    ),
    variable(
        "NESTOGY_BASE_URL",
        "http://localhost:3000",
        "Where people reach Nestogy, without a path: https://desk.example.com. Must be https in staging and production.",
    ),
    secret(
        "NESTOGY_SECRET_KEY",
        "a known key in development and testing",
        "64 hexadecimal digits: encrypts second factors, mailbox passwords and browsers' push addresses, signs reply addresses. Made by `openssl rand -hex 32`. Losing it loses those.",
    ),
    variable(
        "NESTOGY_SECRET_KEY_FILE",
        "",
        "A file that holds the key, instead of NESTOGY_SECRET_KEY.",
    ),
    secret(
        "NESTOGY_BACKUP_KEY",
        "none; `nestogy backup` and `nestogy restore` need it",
        "64 hexadecimal digits: seals backups. Made by `openssl rand -hex 32`. Keep it apart from the backups: without it nobody can read them.",
    ),
    variable(
        "NESTOGY_BACKUP_KEY_FILE",
        "",
        "A file that holds the key of the backups, instead of NESTOGY_BACKUP_KEY.",
    ),
    secret(
        "DATABASE_URL",
        "required",
        "MySQL 8.4 or MariaDB 10.11, and newer: mysql://user:password@host:3306/nestogy",
    ),
    secret(
        "DATABASE_REPLICA_URL",
        "reads go to DATABASE_URL",
        "A read replica; reads that may be a moment old go there.",
    ),
    variable(
        "DATABASE_POOL_SIZE",
        "20",
        "Connections per process to each database, 1 to 500.",
    ),
    secret(
        "REDIS_URL",
        "none",
        "Redis 7: session copies, live updates between processes, the job lane. redis://host:6379/0, or the master that Sentinel names, redis+sentinel://:password@host1:26379,host2:26379/name/0 (the sentinels' own password as ?sentinel_password=); rediss and rediss+sentinel for TLS. Works without, more slowly.",
    ),
    variable(
        "NESTOGY_QUEUE_URL",
        "none; ids of jobs go through Redis",
        "Amazon's SQS carries the ids of jobs instead of Redis: how the addresses of its queues begin, https://sqs.eu-central-1.amazonaws.com/123456789012/nestogy- (then nestogy-mail, nestogy-mail-out and so on are needed; see docs/jobs.md).",
    ),
    secret(
        "SMTP_URL",
        "smtp://127.0.0.1:1025 in development and testing",
        "The mail server that takes outgoing mail: smtp://host:25, smtp://user:password@host:587?tls=required or smtps://user:password@host:465. Or Amazon's SES: ses://eu-central-1?configuration-set=name, with credentials from the environment or the machine's role.",
    ),
    variable(
        "NESTOGY_CA_FILE",
        "public authorities only",
        "A PEM file with the certificates of an authority of your own, believed beside the public ones when mail servers are reached by TLS (SMTP and IMAP).",
    ),
    variable(
        "NESTOGY_MAIL_DOMAIN",
        "host of NESTOGY_BASE_URL",
        "Domain in the Message-IDs of outgoing mail.",
    ),
    variable(
        "NESTOGY_MAIL_FROM",
        "nestogy@ the mail domain",
        "Sender of mails that belong to no mailbox: password resets and invitations.",
    ),
    variable(
        "NESTOGY_PRIVATE_HOSTS",
        "none; 127.0.0.1 and localhost in development and testing",
        "Hosts in private networks that workspaces may fetch mail from: mail.office.lan, 192.168.1.7. All others must be on the public internet.",
    ),
    variable(
        "NESTOGY_FILES_DIR",
        ".local/run/files",
        "Folder for attachments and raw mails, or s3://bucket/prefix?region=… with credentials from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY). All servers need the same one.",
    ),
    variable(
        "NESTOGY_DIRECT_DOWNLOADS_MB",
        "off",
        "Attachments of at least so many MB are fetched from the bucket of NESTOGY_FILES_DIR itself, by an address that is good for a minute, 1 to 1024. Browsers must reach the bucket.",
    ),
    variable(
        "NESTOGY_SITE_ROOT",
        "target/site",
        "Folder with what bin/build made for the browser.",
    ),
    variable(
        "NESTOGY_SIGN_UP",
        "open; closed in staging and production",
        "open | closed: whether anyone may make a workspace at /sign-up.",
    ),
    variable(
        "NESTOGY_TRUSTED_PROXIES",
        "none",
        "Addresses of proxies whose X-Forwarded-For is believed: 10.0.0.0/8, 192.168.1.7",
    ),
    variable(
        "NESTOGY_SESSION_IDLE_MINUTES",
        "720",
        "Sign-out after this long without a request, 5 to 10080.",
    ),
    variable(
        "NESTOGY_SESSION_MAX_HOURS",
        "168",
        "Sign-out after this long in any case, 1 to 2160.",
    ),
    variable(
        "NESTOGY_LOG",
        "info",
        "error | warn | info | debug | trace, also per module: info,server_core::mail=debug",
    ),
    variable(
        "NESTOGY_LOG_FORMAT",
        "text; json in staging and production",
        "text | json: one line or one JSON object per event.",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "off",
        "A collector that takes traces by OTLP over HTTP: http://localhost:4318. Statements are sent without their values.",
    ),
    secret(
        "OTEL_EXPORTER_OTLP_HEADERS",
        "none",
        "What the collector wants to see, such as a key: api-key=…,other=…",
    ),
    variable(
        "OTEL_TRACES_SAMPLER_ARG",
        "1",
        "The share of requests whose trace is sent, 0 to 1.",
    ),
    variable(
        "NESTOGY_SHUTDOWN_GRACE_SECONDS",
        "20",
        "How long a stopping process may finish what it does, 0 to 600.",
    ),
    variable(
        "NESTOGY_DRAIN_SECONDS",
        "0; 5 in staging and production",
        "How long a stopping web server says that it is not ready before it stops accepting: at least three health checks of the load balancer. 0 to 120.",
    ),
    variable(
        "NESTOGY_MAX_UPLOAD_MB",
        "32",
        "Largest request that uploads files, 1 to 1024.",
    ),
    variable(
        "NESTOGY_MAX_CONCURRENT_REQUESTS",
        "512",
        "Requests worked on at once; more are answered 503 with Retry-After. 1 to 100000.",
    ),
];

/// The table as text for `nestogy config --list` and the long help.
pub fn listing() -> String {
    let mut out = String::new();
    for variable in VARIABLES {
        let default = match variable.default {
            "" => String::new(),
            default => format!("    Default: {default}\n"),
        };
        out.push_str(&format!(
            "  {}\n    {}\n{default}",
            variable.name, variable.help
        ));
    }
    out
}
