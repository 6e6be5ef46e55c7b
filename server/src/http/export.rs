//! Lists as files. A CSV file is sent while it is being read: its size is not known before, and
//! a fault in the middle breaks the download off instead of ending it as if it were whole. An Excel
//! file is finished on the disk first, a few at a time, and a fault is answered as one.

use super::Site;
use super::errors;
use app::server::{RequestContext, failed};
use app_types::clients::{ClientFilter, ContactFilter};
use app_types::id::ImportId;
use app_types::identity::AuditFilter;
use app_types::tickets::TicketFilter;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures::Stream;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use http::{HeaderMap, HeaderValue};
use server_core::clocktext::ClockText;
use server_core::export::xlsx::Book;
use server_core::export::{self, Columns, Export};
use server_core::{Actor, Core, Error};
use std::collections::HashMap;
use std::fs::File;
use tokio::io::AsyncReadExt;

/// What the list is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Who takes the list, and in whose zone it is written.
#[derive(Clone)]
struct Reader {
    core: Core,
    actor: Actor,
    zone: String,
}

pub async fn download(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(list): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let made = async {
        let (export, columns, kind, reader) = begin(&context, &list, &query).await?;
        let name = export.name();
        let (body, size) = match kind {
            Kind::Csv => (
                Body::from_stream(pages(export, columns, reader.clone())),
                None,
            ),
            Kind::Xlsx => {
                let (file, size) = workbook(&site, export, &columns, &reader).await?;
                (Body::from_stream(chunks(file)), Some(size))
            }
        };
        Ok::<_, Error>(answer(&reader.core, name, kind, body, size))
    };
    made.await.unwrap_or_else(|error| {
        let error = failed(error);
        let status = errors::status_of(&error);
        errors::answer(&site, &headers, "/export/", status, &error)
    })
}

async fn begin(
    context: &RequestContext,
    file: &str,
    query: &HashMap<String, String>,
) -> server_core::Result<(Export, Columns, Kind, Reader)> {
    let session = context.session.as_ref().ok_or(Error::Unauthenticated)?;
    let mut actor = session.actor.clone();
    actor.origin = context.origin.clone();
    let (list, kind) = match file.rsplit_once('.') {
        Some((list, "csv")) => (list, Kind::Csv),
        Some((list, "xlsx")) => (list, Kind::Xlsx),
        _ => return Err(Error::NotFound),
    };
    let export = wanted(list, query).ok_or(Error::NotFound)?;
    let mut tx = context.core.db.begin(actor.clone()).await?;
    let text = ClockText::new(&session.time_zone, tx.now());
    let columns = export::begin(&mut tx, &export, &text).await?;
    tx.commit().await?;
    let reader = Reader {
        core: context.core.clone(),
        actor,
        zone: session.time_zone.clone(),
    };
    Ok((export, columns, kind, reader))
}

/// `/import-problems/{id}`: what is wrong with the rows of a file, as a file.
pub async fn import_problems(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let made = async {
        let session = context.session.as_ref().ok_or(Error::Unauthenticated)?;
        let mut actor = session.actor.clone();
        actor.origin = context.origin.clone();
        let id = ImportId::parse(&id).ok_or(Error::NotFound)?;
        let core = &context.core;
        // A rehearsal: everything is done to see what is wrong, and taken back.
        let mut tx = core.db.begin(actor).await?;
        let found = server_core::imports::problems(core, &mut tx, id).await;
        tx.rollback().await?;
        let body = Body::from(found?);
        Ok::<_, Error>(answer(core, "problems", Kind::Csv, body, None))
    };
    made.await.unwrap_or_else(|error| {
        let error = failed(error);
        let status = errors::status_of(&error);
        errors::answer(&site, &headers, "/import-problems/", status, &error)
    })
}

/// The list of the address, from its first row on.
fn wanted(list: &str, query: &HashMap<String, String>) -> Option<Export> {
    let get = |name: &str| query.get(name).cloned().unwrap_or_default();
    Some(match list {
        "tickets" => Export::Tickets(TicketFilter::read(get).bare()),
        "clients" => Export::Clients(ClientFilter {
            q: get("q"),
            show: get("show"),
            kind: get("kind"),
            ..ClientFilter::default()
        }),
        "contacts" => Export::Contacts(ContactFilter {
            q: get("q"),
            show: get("show"),
            client: get("client"),
            ..ContactFilter::default()
        }),
        "audit" => Export::Audit(
            AuditFilter {
                action: get("action"),
                actor: get("actor"),
                entity: get("entity"),
                entity_id: get("entity_id"),
            },
            server_core::audit::From::Newest,
        ),
        _ => return None,
    })
}

fn answer(core: &Core, list: &str, kind: Kind, body: Body, size: Option<u64>) -> Response {
    let day = core.db.clock.now().iso();
    let day: String = day.chars().take(10).collect();
    let ending = kind.ending();
    let name = format!("attachment; filename=\"{list}-{day}.{ending}\"");
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_TYPE, kind.content_type());
    set(CONTENT_DISPOSITION, &name);
    set(CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
    set(CACHE_CONTROL, "private, no-store");
    if let Some(size) = size {
        set(CONTENT_LENGTH, &size.to_string());
    }
    response
}

/// One page of the list. No connection is held while the browser takes its time.
async fn page(
    reader: &Reader,
    columns: &Columns,
    export: &Export,
) -> server_core::Result<(Vec<export::Row>, Option<Export>)> {
    let mut tx = reader.core.db.read(reader.actor.clone()).await?;
    let text = ClockText::new(&reader.zone, tx.now());
    export::next(&mut tx, export, columns, &text).await
}

/// The head, then page by page.
fn pages(
    export: Export,
    columns: Columns,
    reader: Reader,
) -> impl Stream<Item = Result<String, Error>> + Send {
    let head = export::csv::head(&columns.head);
    let begun = (Some(head), Some(export));
    futures::stream::try_unfold(begun, move |(head, rest)| {
        let (reader, columns) = (reader.clone(), columns.clone());
        async move {
            if let Some(head) = head {
                return Ok::<_, Error>(Some((head, (None, rest))));
            }
            let Some(export) = rest else { return Ok(None) };
            let (rows, rest) = page(&reader, &columns, &export).await?;
            Ok(Some((export::csv::lines(&rows), (None, rest))))
        }
    })
}

/// The whole list as a workbook on the disk. Waits for its turn: each takes room there.
async fn workbook(
    site: &Site,
    export: Export,
    columns: &Columns,
    reader: &Reader,
) -> server_core::Result<(File, u64)> {
    let turn = site.workbooks.acquire().await;
    let _turn = turn.map_err(|_| Error::Unavailable("The export"))?;
    let text = ClockText::new(&reader.zone, reader.core.db.clock.now());
    let mut book = Book::new(export.name(), &columns.head, text)?;
    let mut rest = Some(export);
    while let Some(export) = rest {
        let (rows, after) = page(reader, columns, &export).await?;
        book.push(&rows)?;
        rest = after;
    }
    let packed = tokio::task::spawn_blocking(move || book.finish()).await;
    packed.map_err(|error| Error::Internal(error.to_string()))?
}

/// Bytes that are read from the disk at a time.
const CHUNK: usize = 64 * 1024;

fn chunks(file: File) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
    let file = tokio::fs::File::from_std(file);
    futures::stream::try_unfold(file, |mut file| async move {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok::<_, std::io::Error>((read > 0).then(|| (chunk.freeze(), file)))
    })
}
