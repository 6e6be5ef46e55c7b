//! `nestogy tenant`

use super::{Outcome, in_words, tenant_by_slug};
use crate::config::Config;
use crate::wiring;
use app_types::identity::TenantStatus;
use secrecy::SecretString;
use server_core::Core;
use server_core::tenants::{self, NewTenant};
use server_db::Origin;
use std::io::BufRead;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Make a workspace and its owner, who gets an invitation by mail.
    Create(Create),
    /// List every workspace with its status.
    List,
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
}

pub async fn run(config: Config, command: Command) -> Outcome {
    let core = wiring::core(&config)?;
    match command {
        Command::Create(args) => create(&core, args).await,
        Command::List => list(&core).await,
        Command::Suspend { slug } => set(&core, &slug, TenantStatus::Suspended).await,
        Command::Resume { slug } => set(&core, &slug, TenantStatus::Active).await,
    }
}

async fn create(core: &Core, args: Create) -> Outcome {
    let owner_password = match args.password_from_stdin {
        true => Some(first_line()?),
        false => None,
    };
    let invited = owner_password.is_none();
    let new = NewTenant {
        slug: args.slug,
        name: args.name,
        time_zone: args.time_zone,
        owner_name: args.owner_name,
        owner_email: args.owner_email.clone(),
        owner_password,
    };
    let made = tenants::create(core, new, Origin::default()).await;
    let made = made.map_err(|error| in_words(&error))?;
    println!(
        "Workspace {} is ready at {}.",
        made.tenant.slug, core.settings.base_url
    );
    if invited {
        println!(
            "An invitation goes to {} as soon as a worker runs.",
            args.owner_email
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn first_line() -> std::io::Result<SecretString> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_string().into())
}

async fn list(core: &Core) -> Outcome {
    for (tenant, status) in tenants::all(core).await? {
        println!(
            "{:6} {:40} {:10} {}",
            tenant.id, tenant.slug, status, tenant.name
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
