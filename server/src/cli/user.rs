//! `nestogy user`

use super::{Outcome, in_words, password_from_stdin, print_json, tenant_by_slug};
use crate::config::Config;
use crate::wiring;
use app_types::identity::{TenantBrief, UserListRow};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use server_core::Core;
use server_core::identity::operator::{self, NewPerson};
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// List a workspace's people by name.
    List {
        #[command(flatten)]
        workspace: Workspace,
        #[arg(long)]
        json: bool,
    },
    /// Add somebody, who is invited by mail and by the link that this prints.
    Create(Create),
    /// Sign somebody out and let them in no more. What they wrote stays.
    Disable(Person),
    /// Let a disabled person in again.
    Enable(Person),
    /// Print a link where somebody chooses a new password, or set one.
    ResetPassword(ResetPassword),
    /// Take away a lost second factor, so that the person can sign in and set up another.
    ResetSecondFactor(Person),
    /// Sign somebody out everywhere.
    RevokeSessions(Person),
}

#[derive(clap::Args)]
pub struct Workspace {
    /// The workspace's short name, as `nestogy tenant list` shows it.
    #[arg(long, value_name = "SLUG")]
    tenant: String,
}

#[derive(clap::Args)]
pub struct Person {
    /// The person's e-mail address.
    email: String,
    #[command(flatten)]
    workspace: Workspace,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Create {
    email: String,
    #[command(flatten)]
    workspace: Workspace,
    #[arg(long)]
    name: String,
    /// Key of a built-in role (owner, admin, dispatcher, technician, …) or the name of a role.
    #[arg(long)]
    role: String,
    /// Read the password from the first line of standard input, instead of inviting.
    #[arg(long)]
    password_from_stdin: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct ResetPassword {
    #[command(flatten)]
    person: Person,
    /// Read the new password from the first line of standard input, instead of making a link.
    #[arg(long)]
    password_from_stdin: bool,
}

pub async fn run(config: Config, command: Command) -> Outcome {
    let core = wiring::core(&config)?;
    match command {
        Command::List { workspace, json } => list(&core, &workspace.tenant, json).await,
        Command::Create(args) => create(&core, args).await,
        Command::ResetPassword(args) => reset_password(&core, args).await,
        Command::Disable(person) => {
            let tenant = person.tenant(&core).await?;
            let done = operator::disable(&core, tenant.id, &person.email).await;
            done.map_err(|error| person.refusal(&error))?;
            person.say("disabled and signed out", json!({}))
        }
        Command::Enable(person) => {
            let tenant = person.tenant(&core).await?;
            let done = operator::enable(&core, tenant.id, &person.email).await;
            done.map_err(|error| person.refusal(&error))?;
            person.say("enabled", json!({}))
        }
        Command::ResetSecondFactor(person) => {
            let tenant = person.tenant(&core).await?;
            let done = operator::reset_second_factor(&core, tenant.id, &person.email).await;
            done.map_err(|error| person.refusal(&error))?;
            person.say("signed out, and needs no second factor now", json!({}))
        }
        Command::RevokeSessions(person) => {
            let tenant = person.tenant(&core).await?;
            let done = operator::revoke_sessions(&core, tenant.id, &person.email).await;
            let ended = done.map_err(|error| person.refusal(&error))?;
            let said = format!("signed out of {ended} sessions");
            person.say(&said, json!({ "sessions": ended }))
        }
    }
}

impl Person {
    async fn tenant(&self, core: &Core) -> Result<TenantBrief, super::Failure> {
        tenant_by_slug(core, &self.workspace.tenant).await
    }

    /// Why nothing was changed. Here somebody may know who exists: the operator.
    fn refusal(&self, error: &server_core::Error) -> String {
        match error {
            server_core::Error::NotFound => format!(
                "nobody in workspace {} has the address {:?}",
                self.workspace.tenant, self.email
            ),
            error => in_words(error),
        }
    }

    fn say(&self, what: &str, mut more: serde_json::Value) -> Outcome {
        if self.json {
            more["email"] = json!(self.email);
            more["tenant"] = json!(self.workspace.tenant);
            print_json(&more);
        } else {
            println!("{}: {what}.", self.email);
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn list(core: &Core, slug: &str, as_json: bool) -> Outcome {
    let tenant = tenant_by_slug(core, slug).await?;
    let people = operator::list(core, tenant.id).await?;
    if as_json {
        print_json(&people.iter().map(as_value).collect());
        return Ok(ExitCode::SUCCESS);
    }
    for person in people {
        let second_factor = if person.has_totp { "2nd factor" } else { "-" };
        let seen = person.last_seen.map_or("never".into(), |when| when.iso);
        println!(
            "{:40} {:14} {:9} {second_factor:10} {seen:27} {}",
            person.email,
            person.role_name,
            person.status.as_str(),
            person.name
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn as_value(person: &UserListRow) -> serde_json::Value {
    json!({
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "role": person.role_name,
        "status": person.status.as_str(),
        "second_factor": person.has_totp,
        "last_seen": person.last_seen.as_ref().map(|when| &when.iso),
    })
}

async fn create(core: &Core, args: Create) -> Outcome {
    let tenant = tenant_by_slug(core, &args.workspace.tenant).await?;
    let password = match args.password_from_stdin {
        true => Some(password_from_stdin()?),
        false => None,
    };
    let new = NewPerson {
        email: args.email.clone(),
        name: args.name,
        role: args.role,
    };
    let added = operator::create(core, tenant.id, new, password).await;
    let added = added.map_err(|error| in_words(&error))?;
    let link = added.link.as_ref().map(ExposeSecret::expose_secret);
    if args.json {
        print_json(&json!({ "id": added.user, "email": args.email, "link": link }));
        return Ok(ExitCode::SUCCESS);
    }
    match link {
        Some(link) => super::print_invitation(&args.email, link),
        None => println!("{} can sign in to {}.", args.email, tenant.slug),
    }
    Ok(ExitCode::SUCCESS)
}

async fn reset_password(core: &Core, args: ResetPassword) -> Outcome {
    let person = args.person;
    let tenant = person.tenant(core).await?;
    if args.password_from_stdin {
        let password = password_from_stdin()?;
        let done = operator::set_password(core, tenant.id, &person.email, password).await;
        done.map_err(|error| person.refusal(&error))?;
        return person.say("has the new password, and is signed out", json!({}));
    }
    let link = operator::password_link(core, tenant.id, &person.email).await;
    let link: SecretString = link.map_err(|error| person.refusal(&error))?;
    let link = link.expose_secret();
    if person.json {
        return person.say("", json!({ "link": link }));
    }
    println!("{link}");
    eprintln!(
        "Whoever opens this address chooses the password of {}. It works once, for a limited time, and was mailed to nobody unless they were only invited so far.",
        person.email
    );
    Ok(ExitCode::SUCCESS)
}
