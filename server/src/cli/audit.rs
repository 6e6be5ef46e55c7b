//! `nestogy audit`

use super::{Outcome, tenant_by_slug};
use crate::config::Config;
use crate::wiring;
use app_types::identity::{AuditVerdict, TenantBrief};
use server_core::{Core, audit, tenants};
use server_db::Actor;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Check that no entry of the audit log was changed, removed or put in. Exit code 2: one was.
    Verify {
        /// Only this workspace, by its slug.
        #[arg(long)]
        tenant: Option<String>,
    },
}

pub async fn run(config: Config, command: Command) -> Outcome {
    let Command::Verify { tenant } = command;
    let core = wiring::core(&config)?;
    let tenants = match tenant {
        Some(slug) => vec![tenant_by_slug(&core, &slug).await?],
        None => tenants::all(&core)
            .await?
            .into_iter()
            .map(|(tenant, _)| tenant)
            .collect(),
    };
    let mut whole = true;
    for tenant in tenants {
        whole &= verify(&core, &tenant).await?;
    }
    Ok(if whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

/// On the primary: a replica may not have the latest entries yet.
async fn verify(core: &Core, tenant: &TenantBrief) -> server_core::Result<bool> {
    let mut tx = core
        .db
        .begin(Actor::system(tenant.id, "audit verify"))
        .await?;
    let verdict = audit::verify(&mut tx).await?;
    tx.rollback().await?;
    Ok(match verdict {
        AuditVerdict::Intact { entries } => {
            println!("{}: {entries} entries, whole", tenant.slug);
            true
        }
        AuditVerdict::Broken { seq, reason } => {
            println!("{}: broken at entry {seq}: {reason}", tenant.slug);
            false
        }
    })
}
