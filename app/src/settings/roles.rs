//! What each role may do.

use super::breadcrumb;
use super::workspace_api::load_roles;
use crate::error::{ApiError, ErrorPage};
use crate::identity::{PostForm, posted};
use crate::layout::boot::use_boot;
use crate::loaded::loaded;
use app_types::Permission;
use app_types::identity::RoleDetail;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/roles`
#[component]
pub fn RolesPage() -> impl IntoView {
    let roles = Resource::new_blocking(|| (), |()| load_roles());
    let may = use_boot().can(Permission::RolesManage);
    view! {
        <Title text="Roles"/>
        <PageHeader title="Roles" breadcrumb=breadcrumb() actions=move || may.then(|| view! {
            <LinkButton href="/settings/roles/new" icon=IconName::Plus>"New role"</LinkButton>
        })/>
        {loaded(roles, move |roles| view! { <Matrix roles may/> })}
    }
    .into_any()
}

/// Permissions down, roles across.
#[component]
fn Matrix(roles: Vec<RoleDetail>, may: bool) -> impl IntoView {
    let mut columns = vec![Column::new("Permission").class("col-wide")];
    columns.extend(roles.iter().map(|role| Column::new(role.name.clone())));
    let lines = Permission::ALL.iter().map(|permission| {
        let cells = roles.iter().map(|role| cell(role, *permission));
        let cells = cells.map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr><th scope="row">{permission.label()}</th>{cells}</tr> }
    });
    let lines = lines.collect_view();
    let people = roles
        .iter()
        .map(|role| view! { <td class="num">{role.users}</td> });
    let people = people.collect_view();
    view! {
        <DataTable caption="What each role may do" columns=Signal::stored(columns)>
            {lines}
            <tr><th scope="row">"People"</th>{people}</tr>
        </DataTable>
        {may.then(|| view! { <Editable roles/> })}
    }
}

#[component]
fn Editable(roles: Vec<RoleDetail>) -> impl IntoView {
    let roles = roles
        .into_iter()
        .filter(|role| role.built_in.as_deref() != Some("owner"));
    view! {
        <Panel title="Change a role">
            <ul class="list-plain list-lines">
                {roles.map(|role| view! {
                    <li><a class="list-row" href=format!("/settings/roles/{}", role.id)>{role.name}</a></li>
                }).collect_view()}
            </ul>
            <p class="muted small">"The owner role always holds every permission."</p>
        </Panel>
    }
}

fn cell(role: &RoleDetail, permission: Permission) -> impl IntoView + use<> {
    match role.permissions.has(permission) {
        true => view! { <Icon name=IconName::Check label="Yes"/> }.into_any(),
        false => view! { <span class="muted" aria-hidden="true">"–"</span><Hidden>"No"</Hidden> }
            .into_any(),
    }
}

/// `/settings/roles/:id`, `/settings/roles/new`
#[component]
pub fn RolePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let roles = Resource::new_blocking(|| (), |()| load_roles());
    let mut up = breadcrumb();
    up.push(("Roles".to_string(), "/settings/roles".to_string()));
    view! {
        <Title text="Role"/>
        <PageHeader title=Signal::derive(move || if id.get() == "new" { "New role".to_string() } else { "Role".to_string() }) breadcrumb=up/>
        {loaded(roles, move |roles| {
            let id = id.get();
            let role = roles.into_iter().find(|role| role.id.to_string() == id);
            match (id.as_str(), role) {
                ("new", _) => view! { <RoleForm role=None/> }.into_any(),
                (_, Some(role)) => view! { <RoleForm role=Some(role)/> }.into_any(),
                (_, None) => {
                    crate::server::page_not_found();
                    view! { <ErrorPage error=ApiError::NotFound/> }.into_any()
                }
            }
        })}
    }
    .into_any()
}

#[component]
fn RoleForm(role: Option<RoleDetail>) -> impl IntoView {
    let form = posted("settings/save-role");
    let deleting = posted("settings/delete-role");
    let mine = use_boot().me().map(|me| me.permissions).unwrap_or_default();
    let typed: Option<Vec<String>> = form
        .find("permissions")
        .map(|keys| keys.split(' ').map(str::to_string).collect());
    let has = |permission: Permission| match (&typed, &role) {
        (Some(keys), _) => keys.iter().any(|key| key == permission.as_str()),
        (None, Some(role)) => role.permissions.has(permission),
        (None, None) => false,
    };
    let boxes = Permission::ALL.iter().map(|permission| {
        view! {
            <Checkbox name="permissions[]" id=format!("permission-{permission}") value=permission.as_str()
                label=permission.label() checked=has(*permission) disabled=!mine.has(*permission)/>
        }
    });
    let boxes = boxes.collect_view();
    let id = role
        .as_ref()
        .map(|role| role.id.to_string())
        .unwrap_or_default();
    let version = role.as_ref().map_or(1, |role| role.version);
    let deleted = id.clone();
    let own = role.as_ref().is_some_and(|role| role.built_in.is_none());
    let name = role.map(|role| role.name).unwrap_or_default();
    view! {
        <ErrorSummary errors=form.errors()/>
        <ErrorSummary errors=deleting.errors()/>
        <PostForm action="settings/save-role">
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <TextInput name="name" label="Name" maxlength=60 value=form.typed("name", &name) error=form.error("name")/>
            <Fieldset legend="Permissions" hint="You can grant what you hold yourself.">{boxes}</Fieldset>
            <FormActions>
                <Button variant=Variant::Primary>"Save"</Button>
                <LinkButton href="/settings/roles" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </PostForm>
        {own.then(|| view! {
            <PostForm action="settings/delete-role">
                <input type="hidden" name="id" value=deleted/>
                <Button variant=Variant::Danger>"Delete the role"</Button>
            </PostForm>
        })}
    }
}
