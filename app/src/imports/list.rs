//! The latest imports, and the way to a new one.

use super::api::load_imports;
use crate::identity::posted;
use crate::loaded::loaded;
use app_types::imports::{ImportKind, ImportList, ImportRow};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/imports`
#[component]
pub fn ImportsPage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_imports());
    view! {
        <Title text="Imports"/>
        <PageHeader title="Imports" breadcrumb=vec![("Clients".to_string(), "/clients".to_string())]/>
        <div class="stack-lg">
            <Panel title="New import"><Upload/></Panel>
            {loaded(list, |list| view! { <Rows list/> })}
        </div>
    }
}

/// Posted by the browser itself, with and without script.
#[component]
fn Upload() -> impl IntoView {
    let form = posted("imports/upload");
    let kinds: Vec<_> = ImportKind::ALL
        .iter()
        .map(|kind| (kind.to_string(), kind.label().to_string()))
        .collect();
    view! {
        <form method="post" action="/api/imports/upload" enctype="multipart/form-data" class="form">
            <ErrorSummary errors=form.errors()/>
            <Select name="kind" label="What the rows are" options=kinds value=form.typed("kind", "clients") error=form.error("kind")/>
            <FileInput name="file" label="CSV file" accept=".csv,.txt,text/csv" error=form.error("file")
                hint="The first line names the columns. Up to 2,000 rows and 4 MB. Nothing is taken in before you have seen what would happen."/>
            <FormActions>
                <Button variant=Variant::Primary>"Look at the file"</Button>
            </FormActions>
        </form>
    }
}

#[component]
fn Rows(list: ImportList) -> impl IntoView {
    if list.rows.is_empty() {
        return view! {
            <EmptyState title="No imports yet" icon=IconName::List
                text="Clients, contacts and tickets of another program come in as a CSV file."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("File").class("col-wide"),
        Column::new("Rows"),
        Column::new("By"),
        Column::new("Uploaded"),
        Column::new("State"),
    ];
    view! {
        <DataTable caption="Imports" columns=Signal::stored(columns) cards=true>
            {list.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(row: ImportRow) -> impl IntoView {
    let created = row.created;
    let state = match row.done {
        Some(at) => format!("{} taken in {}", row.added, at.text),
        None => "Not taken in".to_string(),
    };
    view! {
        <tr>
            <td class="cell-title"><a href=format!("/imports/{}", row.id) data-row="">{row.file_name}</a></td>
            <td data-label="Rows">{row.kind.label()}</td>
            <td data-label="By">{row.author}</td>
            <td class="nowrap" data-label="Uploaded"><TimeText datetime=created.iso text=created.text title=created.long/></td>
            <td class="muted" data-label="State">{state}</td>
        </tr>
    }
}
