//! `nestogy tenant`

use super::{Outcome, in_words, password_from_stdin, print_invitation, print_json, tenant_by_slug};
use crate::config::Config;
use crate::wiring;
use app_types::identity::TenantStatus;
use secrecy::ExposeSecret;
use serde_json::json;
use server_core::Core;
use server_core::tenants::{self, NewTenant};
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Make a workspace and its owner, who is invited by mail and by the link that this prints.
    Create(Create),
    /// List every workspace with its status.
    List {
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sign everybody of a workspace out and let nobody in.
    Suspend { slug: String },
    /// Let a suspended workspace work again.
    Resume { slug: String },
}

#[derive(clap::Args)]
pub struct Create {
    /// Short name in addresses: lower-case letters, digits and hyphens.
    #[arg(long)]
    slug: String,
    /// The company's name.
    #[arg(long)]
    name: String,
    #[arg(long)]
    owner_email: String,
    #[arg(long, default_value = "Owner")]
    owner_name: String,
    /// For example Europe/Berlin.
    #[arg(long, default_value = "UTC")]
    time_zone: String,
    /// Read the owner's password from the first line of standard input, instead of inviting.
    #[arg(long)]
    password_from_stdin: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

pub async fn run(config: Config, command: Command) -> Outcome {
    let core = wiring::core(&config)?;
    match command {
        Command::Create(args) => create(&core, args).await,
        Command::List { json } => list(&core, json).await,
        Command::Suspend { slug } => set(&core, &slug, TenantStatus::Suspended).await,
        Command::Resume { slug } => set(&core, &slug, TenantStatus::Active).await,
    }
}

async fn create(core: &Core, args: Create) -> Outcome {
    let owner_password = match args.password_from_stdin {
        true => Some(password_from_stdin()?),
        false => None,
    };
    let new = NewTenant {
        slug: args.slug,
        name: args.name,
        time_zone: args.time_zone,
        owner_name: args.owner_name,
        owner_email: args.owner_email.clone(),
        owner_password,
    };
    let made = tenants::create_as_operator(core, new).await;
    let made = made.map_err(|error| in_words(&error))?;
    let link = made.invitation.as_ref().map(ExposeSecret::expose_secret);
    let base_url = &core.settings.base_url;
    if args.json {
        let (id, slug) = (made.tenant.id, &made.tenant.slug);
        print_json(&json!({ "id": id, "slug": slug, "url": base_url, "link": link }));
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("Workspace {} is ready at {base_url}.", made.tenant.slug);
    if let Some(link) = link {
        print_invitation(&args.owner_email, link);
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(core: &Core, as_json: bool) -> Outcome {
    let tenants = tenants::all(core).await?;
    if as_json {
        let all = tenants.iter().map(|(tenant, status)| {
            json!({ "id": tenant.id, "slug": tenant.slug, "name": tenant.name, "status": status.as_str() })
        });
        print_json(&all.collect());
        return Ok(ExitCode::SUCCESS);
    }
    for (tenant, status) in tenants {
        println!(
            "{:6} {:40} {:10} {}",
            tenant.id,
            tenant.slug,
            status.as_str(),
            tenant.name
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn set(core: &Core, slug: &str, status: TenantStatus) -> Outcome {
    let tenant = tenant_by_slug(core, slug).await?;
    tenants::set_status(core, tenant.id, status).await?;
    println!("Workspace {slug} is now {status}.");
    Ok(ExitCode::SUCCESS)
}
