//! The people of the workspace: list, invitation, one person.

use super::breadcrumb;
use super::workspace_api::{UserData, UsersData, load_user, load_users};
use crate::identity::{PostForm, posted};
use crate::layout::boot::use_boot;
use crate::loaded::loaded;
use app_types::Permission;
use app_types::identity::{RoleDetail, UserListRow, UserStatus};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/settings/users`
#[component]
pub fn UsersPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.read().get("after").unwrap_or_default());
    let data = Resource::new_blocking(move || after.get(), load_users);
    view! {
        <Title text="Users"/>
        <PageHeader title="Users" breadcrumb=breadcrumb()/>
        {loaded(data, |data| view! { <Users data/> })}
    }
    .into_any()
}

#[component]
fn Users(data: UsersData) -> impl IntoView {
    let may = use_boot().can(Permission::UsersManage);
    let text = format!("{} people on this page, by name", data.page.rows.len());
    let older = data
        .page
        .next
        .map(|after| format!("/settings/users?after={after}"));
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("Role"),
        Column::new("Status"),
        Column::new("Two-step sign-in"),
        Column::new("Last seen").class("nowrap"),
    ];
    view! {
        {may.then(|| view! { <Invite roles=data.roles/> })}
        <DataTable caption="Users" columns=Signal::stored(columns) cards=true>
            {data.page.rows.into_iter().map(|row| view! { <UserLine row/> }).collect_view()}
        </DataTable>
        <Pager text older older_label="Next"/>
    }
}

#[component]
fn UserLine(row: UserListRow) -> impl IntoView {
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/users/{}", row.id) data-row="">{row.name}</a>
                <span class="cell-sub">{row.email}</span>
            </td>
            <td data-label="Role">{row.role_name}</td>
            <td data-label="Status"><StatusOf status=row.status/></td>
            <td data-label="Two-step sign-in">{if row.has_totp { "On" } else { "Off" }}</td>
            <td class="nowrap" data-label="Last seen">
                {match row.last_seen {
                    Some(at) => view! { <TimeText datetime=at.iso text=at.text title=at.long/> }.into_any(),
                    None => view! { <span class="muted">"Never"</span> }.into_any(),
                }}
            </td>
        </tr>
    }
}

#[component]
fn StatusOf(status: UserStatus) -> impl IntoView {
    let tone = match status {
        UserStatus::Active => Tone::Success,
        UserStatus::Invited => Tone::Info,
        UserStatus::Disabled => Tone::Neutral,
    };
    view! { <Badge text=status.label() tone/> }
}

#[component]
fn Invite(roles: Vec<RoleDetail>) -> impl IntoView {
    let form = posted("settings/invite");
    view! {
        <Disclosure summary="Invite somebody" open=form.is_back()>
            <ErrorSummary errors=form.errors()/>
            <PostForm action="settings/invite">
                <TextInput name="name" label="Name" maxlength=120 value=form.typed("name", "") error=form.error("name")/>
                <TextInput name="email" label="E-mail address" kind="email" value=form.typed("email", "") error=form.error("email")/>
                <Select name="role" label="Role" options=role_options(&roles) placeholder="Choose a role"
                    value=form.typed("role", "") error=form.error("role")/>
                <FormActions><Button variant=Variant::Primary icon=IconName::Mail>"Send the invitation"</Button></FormActions>
            </PostForm>
        </Disclosure>
    }
}

/// Only roles that the reader could hand out: those that can do no more than they can.
fn role_options(roles: &[RoleDetail]) -> Vec<(String, String)> {
    let mine = use_boot().me().map(|me| me.permissions).unwrap_or_default();
    let given = roles.iter().filter(|role| mine.covers(role.permissions));
    given
        .map(|role| (role.id.to_string(), role.name.clone()))
        .collect()
}

/// `/settings/users/:id`
#[component]
pub fn UserPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let data = Resource::new_blocking(move || id.get(), load_user);
    let mut up = breadcrumb();
    up.push(("Users".to_string(), "/settings/users".to_string()));
    loaded(data, move |data| {
        let name = data.user.name.clone();
        let up = up.clone();
        view! {
            <Title text=name.clone()/>
            <PageHeader title=name breadcrumb=up/>
            <UserDetail data/>
        }
    })
    .into_any()
}

#[component]
fn UserDetail(data: UserData) -> impl IntoView {
    let form = posted("settings/change-user");
    let act = posted("settings/act-on-user");
    let user = data.user;
    let mine = use_boot().me().map(|me| me.permissions).unwrap_or_default();
    let theirs = data.roles.iter().find(|role| role.id == user.role);
    let may = mine.has(Permission::UsersManage)
        && theirs.is_some_and(|role| mine.covers(role.permissions));
    let again = user.clone();
    view! {
        <div class="stack-lg">
            <ErrorSummary errors=form.errors()/>
            <ErrorSummary errors=act.errors()/>
            <Facts user=again.clone()/>
            {may.then(|| view! {
                <Panel title="Change"><ChangeForm user=again roles=data.roles/></Panel>
                <Acts user/>
            })}
        </div>
    }
}

#[component]
fn Facts(user: UserListRow) -> impl IntoView {
    view! {
        <DescriptionList>
            <Fact label="E-mail address">{user.email}</Fact>
            <Fact label="Role">{user.role_name}</Fact>
            <Fact label="Status"><StatusOf status=user.status/></Fact>
            <Fact label="Two-step sign-in">{if user.has_totp { "On" } else { "Off" }}</Fact>
        </DescriptionList>
    }
}

#[component]
fn ChangeForm(user: UserListRow, roles: Vec<RoleDetail>) -> impl IntoView {
    let form = posted("settings/change-user");
    let name = form.typed("name", &user.name);
    let role = form.typed("role", &user.role.to_string());
    view! {
        <PostForm action="settings/change-user">
            <input type="hidden" name="id" value=user.id.to_string()/>
            <TextInput name="name" label="Name" maxlength=120 value=name error=form.error("name")/>
            <Select name="role" label="Role" options=role_options(&roles) value=role error=form.error("role")
                hint="Another role ends this person's sessions."/>
            <FormActions><Button variant=Variant::Primary>"Save"</Button></FormActions>
        </PostForm>
    }
}

#[component]
fn Acts(user: UserListRow) -> impl IntoView {
    let id = user.id.to_string();
    let mut acts = Vec::new();
    if user.status == UserStatus::Invited {
        acts.push((
            "invite-again",
            "Send the invitation again",
            Variant::Secondary,
        ));
    }
    if user.has_totp {
        acts.push((
            "reset-totp",
            "Turn off two-step sign-in",
            Variant::Secondary,
        ));
    }
    acts.push(match user.status {
        UserStatus::Disabled => ("enable", "Enable", Variant::Secondary),
        _ => ("disable", "Disable", Variant::Secondary),
    });
    let forms = acts.into_iter().map(|(act, words, variant)| {
        let id = id.clone();
        view! {
            <PostForm action="settings/act-on-user" class="inline-form">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="act" value=act/>
                <Button variant>{words}</Button>
            </PostForm>
        }
    });
    let forms = forms.collect_view();
    view! { <ButtonRow>{forms}</ButtonRow> }
}
