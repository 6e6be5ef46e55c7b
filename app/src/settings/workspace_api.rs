//! Server functions of the workspace's settings: users, roles, the workspace, the audit log.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::common::Page;
use app_types::identity::*;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// `/settings/users`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersData {
    pub page: Page<UserListRow>,
    pub roles: Vec<RoleDetail>,
}

#[server(endpoint = "settings/users")]
pub async fn load_users(after: String) -> Result<UsersData, ApiError> {
    use app_types::id::UserId;
    use server_core::identity::{roles, users};
    crate::server::read(async |tx, text| {
        Ok(UsersData {
            page: users::list(tx, UserId::parse(&after), text).await?,
            roles: roles::list(tx).await?,
        })
    })
    .await
}

/// `/settings/users/:id`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserData {
    pub user: UserListRow,
    pub roles: Vec<RoleDetail>,
}

#[server(endpoint = "settings/user")]
pub async fn load_user(id: String) -> Result<UserData, ApiError> {
    use app_types::id::UserId;
    use server_core::Error;
    use server_core::identity::{roles, users};
    crate::server::read(async |tx, text| {
        let id = UserId::parse(&id).ok_or(Error::NotFound)?;
        Ok(UserData {
            user: users::detail(tx, id, text).await?,
            roles: roles::list(tx).await?,
        })
    })
    .await
}

#[server(endpoint = "settings/invite")]
pub async fn invite_user(
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] role: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::identity::invitations::{NewUser, invite};
    let typed = vec![
        ("email", email.clone()),
        ("name", name.clone()),
        ("role", role.clone()),
    ];
    let new = NewUser { email, name, role };
    submit("settings/invite", typed, async move {
        write(async |core, tx| invite(tx, &core.settings, &new).await).await?;
        Ok(Done::go("/settings/users")
            .saying(format!("An invitation to {} is on its way.", new.email)))
    })
    .await
}

#[server(endpoint = "settings/change-user")]
pub async fn change_user(
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] role: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::UserId;
    use server_core::Error;
    use server_core::identity::users::change;
    let typed = vec![("name", name.clone()), ("role", role.clone())];
    submit("settings/change-user", typed, async move {
        let user = UserId::parse(&id).ok_or(Error::NotFound)?;
        write(async |_, tx| change(tx, user, &name, &role).await).await?;
        Ok(Done::go(format!("/settings/users/{id}")).saying("Saved"))
    })
    .await
}

/// `act` is disable, enable, invite-again or reset-totp.
#[server(endpoint = "settings/act-on-user")]
pub async fn act_on_user(
    #[server(default)] id: String,
    #[server(default)] act: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::UserId;
    use server_core::Error;
    use server_core::identity::{invitations, users};
    submit("settings/act-on-user", vec![], async move {
        let user = UserId::parse(&id).ok_or(Error::NotFound)?;
        let said = write(async |core, tx| match act.as_str() {
            "disable" => users::disable(tx, user).await.map(|()| "Disabled"),
            "enable" => users::enable(tx, user).await.map(|()| "Enabled"),
            "reset-totp" => users::reset_totp(tx, user)
                .await
                .map(|()| "Two-step sign-in is off for this person"),
            "invite-again" => invitations::invite_again(tx, &core.settings, user)
                .await
                .map(|()| "A new invitation is on its way"),
            _ => Err(Error::invalid("", "Choose what to do")),
        })
        .await?;
        Ok(Done::go(format!("/settings/users/{id}")).saying(said))
    })
    .await
}

#[server(endpoint = "settings/roles")]
pub async fn load_roles() -> Result<Vec<RoleDetail>, ApiError> {
    crate::server::read(async |tx, _| server_core::identity::roles::list(tx).await).await
}

/// Makes a role (`id` empty) or changes one.
#[server(endpoint = "settings/save-role")]
pub async fn save_role(
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] version: String,
    #[server(default)] permissions: Vec<String>,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::Permission;
    use app_types::id::RoleId;
    use server_core::Error;
    use server_core::identity::roles::{self, RoleForm};
    let typed = vec![
        ("name", name.clone()),
        ("permissions", permissions.join(" ")),
    ];
    submit("settings/save-role", typed, async move {
        let form = RoleForm {
            name,
            permissions: permissions
                .iter()
                .filter_map(|key| Permission::parse(key))
                .collect(),
            version: version.parse().unwrap_or_default(),
        };
        write(async |_, tx| match id.as_str() {
            "" => roles::create(tx, &form).await.map(|_| ()),
            id => {
                let role = RoleId::parse(id).ok_or(Error::NotFound)?;
                roles::change(tx, role, &form).await
            }
        })
        .await?;
        Ok(Done::go("/settings/roles").saying("Saved. It counts at once."))
    })
    .await
}

#[server(endpoint = "settings/delete-role")]
pub async fn delete_role(#[server(default)] id: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::RoleId;
    use server_core::Error;
    submit("settings/delete-role", vec![], async move {
        let role = RoleId::parse(&id).ok_or(Error::NotFound)?;
        write(async |_, tx| server_core::identity::roles::delete(tx, role).await).await?;
        Ok(Done::go("/settings/roles").saying("The role is deleted."))
    })
    .await
}

/// `/settings/workspace`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceData {
    pub workspace: Workspace,
    pub zones: Vec<String>,
}

#[server(endpoint = "settings/workspace")]
pub async fn load_workspace() -> Result<WorkspaceData, ApiError> {
    use app_types::Permission;
    crate::server::read(async |tx, _| {
        server_core::error::require(tx, Permission::SettingsManage)?;
        Ok(WorkspaceData {
            workspace: server_core::tenants::workspace(tx).await?,
            zones: server_core::clocktext::zones(),
        })
    })
    .await
}

#[server(endpoint = "settings/save-workspace")]
pub async fn save_workspace(
    #[server(default)] name: String,
    #[server(default)] time_zone: String,
    #[server(default)] accent: String,
    #[server(default)] ticket_prefix: String,
    #[server(default)] unknown_sender: String,
    #[server(default)] reopen_window_days: String,
    #[server(default)] auto_close_days: String,
    #[server(default)] require_totp: Option<String>,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    let typed = vec![
        ("name", name.clone()),
        ("time_zone", time_zone.clone()),
        ("accent", accent.clone()),
        ("ticket_prefix", ticket_prefix.clone()),
        ("unknown_sender", unknown_sender.clone()),
        ("reopen_window_days", reopen_window_days.clone()),
        ("auto_close_days", auto_close_days.clone()),
        ("require_totp", require_totp.clone().unwrap_or_default()),
    ];
    let form = WorkspaceForm {
        name,
        time_zone,
        accent,
        ticket_prefix,
        unknown_sender,
        reopen_window_days,
        auto_close_days,
        require_totp,
    };
    submit("settings/save-workspace", typed, async move {
        write(async |_, tx| server_core::tenants::change_workspace(tx, &form).await).await?;
        Ok(Done::go("/settings/workspace").saying("Saved"))
    })
    .await
}

#[server(endpoint = "settings/audit")]
pub async fn load_audit(
    filter: AuditFilter,
    before: String,
    after: String,
) -> Result<Page<AuditRow>, ApiError> {
    use server_core::audit::{From, list};
    let from = match (before.parse(), after.parse()) {
        (Ok(seq), _) => From::Before(seq),
        (_, Ok(seq)) => From::After(seq),
        _ => From::Newest,
    };
    crate::server::read(async |tx, text| list(tx, &filter, from, text).await).await
}

#[server(endpoint = "settings/verify-audit")]
pub async fn verify_audit() -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("settings/verify-audit", vec![], async move {
        let verdict = write(async |_, tx| server_core::audit::verify(tx).await).await?;
        let said = match verdict {
            AuditVerdict::Intact { entries } => {
                format!("The log is whole: {entries} entries, none changed, none missing.")
            }
            AuditVerdict::Broken { seq, reason } => {
                return Err(server_core::Error::invalid(
                    "",
                    format!("The log was tampered with at entry {seq}: {reason}. Everything before it is as it was written"),
                ));
            }
        };
        Ok(Done::go("/settings/audit").saying(said))
    })
    .await
}
