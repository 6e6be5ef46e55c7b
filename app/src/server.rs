//! What exists on the server only: from the request to the tenant's transaction, from the
//! business's errors to the browser's, and forms without JavaScript.

use crate::layout::boot::Boot;

#[cfg(feature = "ssr")]
mod bulk;
#[cfg(feature = "ssr")]
mod coming_in;
#[cfg(feature = "ssr")]
mod session_cookie;

#[cfg(feature = "ssr")]
pub use bulk::*;
#[cfg(feature = "ssr")]
pub use coming_in::*;
#[cfg(feature = "ssr")]
pub use on_server::*;
#[cfg(feature = "ssr")]
pub use session_cookie::*;

/// The boot data of the current request.
#[cfg(feature = "ssr")]
pub(crate) fn boot() -> Boot {
    on_server::boot_of_request()
}

/// The browser has the boot data in the document.
/// The path of the page that is asked for; empty in the browser.
pub(crate) fn path() -> String {
    #[cfg(feature = "ssr")]
    if let Some(parts) = leptos::prelude::use_context::<axum::http::request::Parts>() {
        return parts.uri.path().to_string();
    }
    String::new()
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn boot() -> Boot {
    Boot::default()
}

/// Gives the page that is being rendered the status 404.
pub(crate) fn page_not_found() {
    #[cfg(feature = "ssr")]
    set_status(axum::http::StatusCode::NOT_FOUND);
}

/// Gives the answer to a request that makes no sense the status 400; the framework's own is 500.
pub(crate) fn arguments_refused() {
    #[cfg(feature = "ssr")]
    set_status(axum::http::StatusCode::BAD_REQUEST);
}

/// Sends a reader without a session to the sign-in page, and back afterwards.
pub(crate) fn redirect_to_sign_in() {
    #[cfg(feature = "ssr")]
    on_server::redirect_to_sign_in();
}

#[cfg(feature = "ssr")]
mod on_server {
    use super::Boot;
    use crate::error::ApiError;
    use crate::forms::{Flash, FormReply};
    use app_types::identity::TenantBrief;
    use axum::http::header::{ACCEPT, HOST, REFERER};
    use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
    use leptos::prelude::*;
    use leptos::server_fn::codec::MultipartData;
    use leptos_axum::ResponseOptions;
    use server_core::clocktext::ClockText;
    use server_core::identity::SignedIn;
    use server_core::tickets::FormPart;
    use server_core::{Actor, Origin, TenantTx};
    use server_core::{Core, Error};

    /// Made by the session layer for every request; server functions and pages find it as context.
    #[derive(Clone)]
    pub struct RequestContext {
        pub core: Core,
        pub origin: Origin,
        /// `None`: nobody is signed in.
        pub session: Option<SignedIn>,
        /// The workspace of the host, or of the last sign-in on this browser.
        pub tenant: Option<TenantBrief>,
        pub flash: Option<Flash>,
        /// Whether cookies carry `Secure` and the `__Host-` prefix.
        pub secure_cookies: bool,
    }

    /// The context of the current request.
    ///
    /// # Errors
    /// [`ApiError::Internal`] outside a request, which only a wiring fault can cause.
    pub fn context() -> Result<RequestContext, ApiError> {
        use_context().ok_or(ApiError::Internal)
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// [`ApiError::Unauthenticated`].
    pub fn signed_in() -> Result<(RequestContext, SignedIn), ApiError> {
        let context = context()?;
        let session = context
            .session
            .clone()
            .ok_or_else(|| failed(Error::Unauthenticated))?;
        Ok((context, session))
    }

    /// Runs `work` with a reading transaction of the signed-in person.
    ///
    /// # Errors
    /// What `work` answers, as the browser may know it.
    pub async fn read<T>(
        work: impl AsyncFnOnce(&mut TenantTx, &ClockText) -> server_core::Result<T>,
    ) -> Result<T, ApiError> {
        let (context, session) = signed_in()?;
        let result = async {
            let mut tx = context.core.db.read(actor(&context, &session)).await?;
            let text = ClockText::new(&session.time_zone, tx.now());
            work(&mut tx, &text).await
        };
        result.await.map_err(failed)
    }

    /// Runs `work` with a transaction of the signed-in person and commits it.
    ///
    /// # Errors
    /// What `work` answers; nothing was changed then.
    pub async fn write<T>(
        work: impl AsyncFnOnce(&Core, &mut TenantTx) -> server_core::Result<T>,
    ) -> server_core::Result<T> {
        let context: RequestContext =
            use_context().ok_or_else(|| Error::Internal("no request context".into()))?;
        let session = context.session.clone().ok_or(Error::Unauthenticated)?;
        let mut tx = context.core.db.begin(actor(&context, &session)).await?;
        let done = work(&context.core, &mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Runs `work` with a transaction of the signed-in person and takes everything back.
    ///
    /// # Errors
    /// What `work` answers.
    pub async fn rehearse<T>(
        work: impl AsyncFnOnce(&Core, &mut TenantTx) -> server_core::Result<T>,
    ) -> server_core::Result<T> {
        let context: RequestContext =
            use_context().ok_or_else(|| Error::Internal("no request context".into()))?;
        let session = context.session.clone().ok_or(Error::Unauthenticated)?;
        let mut tx = context.core.db.begin(actor(&context, &session)).await?;
        let done = work(&context.core, &mut tx).await;
        tx.rollback().await?;
        done
    }

    pub(super) fn actor(context: &RequestContext, session: &SignedIn) -> Actor {
        Actor {
            origin: context.origin.clone(),
            ..session.actor.clone()
        }
    }

    /// Most bytes of one multipart post; the body limit of the route is a little above it.
    const MULTIPART_BYTES: usize = 30 * 1024 * 1024;

    /// Reads a multipart form whole.
    ///
    /// # Errors
    /// [`ApiError::BadRequest`] when it is broken or too large.
    pub async fn read_multipart(data: MultipartData) -> Result<Vec<FormPart>, ApiError> {
        let broken = |_| bad_request("The form did not arrive whole. Send it again.");
        let mut form = data
            .into_inner()
            .ok_or_else(|| bad_request("Send the form as multipart/form-data."))?;
        let mut parts = Vec::new();
        let mut total = 0;
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_string();
            let file_name = field.file_name().map(str::to_string);
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                total += chunk.len();
                if total > MULTIPART_BYTES {
                    return Err(bad_request(
                        "The files are larger than 30 MB together. Send fewer at a time.",
                    ));
                }
                bytes.extend_from_slice(&chunk);
            }
            parts.push(FormPart {
                name,
                file_name,
                bytes,
            });
        }
        Ok(parts)
    }

    fn bad_request(text: &str) -> ApiError {
        set_status(StatusCode::BAD_REQUEST);
        ApiError::BadRequest(text.to_string())
    }

    /// Turns an error of the business into one for the browser: sets the status, and logs what
    /// is our fault, once.
    pub fn failed(error: Error) -> ApiError {
        let (status, answer) = match error {
            Error::NotFound => (StatusCode::NOT_FOUND, ApiError::NotFound),
            Error::Forbidden(permission) => (
                StatusCode::FORBIDDEN,
                ApiError::Forbidden(permission.label().to_string()),
            ),
            Error::Unauthenticated => (StatusCode::UNAUTHORIZED, ApiError::Unauthenticated),
            Error::Invalid(invalid) => {
                let text = invalid
                    .errors
                    .into_iter()
                    .map(|e| e.message)
                    .collect::<Vec<_>>()
                    .join(". ");
                (StatusCode::BAD_REQUEST, ApiError::BadRequest(text))
            }
            Error::Conflict(text) => (StatusCode::CONFLICT, ApiError::Conflict(text)),
            Error::RateLimited {
                retry_after_seconds,
            } => {
                retry_after(retry_after_seconds);
                (
                    StatusCode::TOO_MANY_REQUESTS,
                    ApiError::RateLimited(retry_after_seconds),
                )
            }
            Error::Unavailable(what) => {
                tracing::error!(what, "a dependency is away");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    ApiError::Unavailable(what.to_string()),
                )
            }
            error => {
                tracing::error!(%error, "request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, ApiError::Internal)
            }
        };
        set_status(status);
        answer
    }

    /// Sets the status of the page or answer that is being made.
    pub fn set_status(status: StatusCode) {
        if let Some(response) = use_context::<ResponseOptions>() {
            response.set_status(status);
        }
    }

    /// Adds a header to the page or answer that is being made.
    pub fn add_header(name: HeaderName, value: &str) {
        if let (Some(response), Ok(value)) = (
            use_context::<ResponseOptions>(),
            HeaderValue::from_str(value),
        ) {
            response.append_header(name, value);
        }
    }

    fn retry_after(seconds: u32) {
        add_header(axum::http::header::RETRY_AFTER, &seconds.to_string());
    }

    pub(super) fn boot_of_request() -> Boot {
        let Some(context) = use_context::<RequestContext>() else {
            return Boot::default();
        };
        Boot {
            me: context.session.as_ref().map(SignedIn::me),
            tenant: context.tenant.clone(),
            sign_up_open: context.core.settings.sign_up_open,
            flash: context.flash.clone(),
        }
    }

    /// What a form's work leads to when it succeeds.
    #[derive(Debug, Clone, Default)]
    pub struct Done {
        to: Option<String>,
        message: String,
        shown_once: Option<(String, Vec<(String, String)>)>,
    }

    impl Done {
        /// Stay on the page, or go back to it without JavaScript.
        pub fn stay() -> Self {
            Self::default()
        }

        /// Go to a path of this site.
        pub fn go(path: impl Into<String>) -> Self {
            Self {
                to: Some(path.into()),
                ..Self::default()
            }
        }

        /// Show a value on the next page and never again, as if it had been typed into `form`.
        pub fn showing_once(self, form: &str, name: &str, value: String) -> Self {
            self.typed_into(form, vec![(name.to_string(), value)])
        }

        /// Put values into the fields of `form` on the next page, as if they had been typed.
        pub fn typed_into(mut self, form: &str, fields: Vec<(String, String)>) -> Self {
            self.shown_once = Some((form.to_string(), fields));
            self
        }

        /// Say so.
        pub fn saying(mut self, message: impl Into<String>) -> Self {
            self.message = message.into();
            self
        }
    }

    /// Runs the work of a form and answers it, with or without JavaScript. `typed` is what goes
    /// back into the fields when the input is refused; never passwords.
    ///
    /// # Errors
    /// Everything that is not about the input; those become [`FormReply::Rejected`].
    pub async fn submit(
        form: &str,
        typed: Vec<(&str, String)>,
        work: impl Future<Output = server_core::Result<Done>>,
    ) -> Result<FormReply, ApiError> {
        let rejected = match work.await {
            Ok(done) => return Ok(succeed(done).await),
            Err(Error::Invalid(invalid)) => invalid,
            Err(Error::Conflict(text)) => app_types::Invalid::field("", text),
            // Nothing is wrong with the input and it is worth sending again: a browser without
            // JavaScript gets it back on its page. The others still have it in theirs.
            Err(error @ (Error::RateLimited { .. } | Error::Unavailable(_))) if is_form_post() => {
                app_types::Invalid::field("", failed(error).advice())
            }
            Err(error) => return Err(failed(error)),
        };
        if is_form_post() {
            let typed = typed
                .into_iter()
                .map(|(name, value)| (name.to_string(), value))
                .collect();
            let flash = Flash {
                form: form.to_string(),
                message: String::new(),
                rejected: rejected.clone(),
                typed,
            };
            keep_flash(&flash).await;
            leptos_axum::redirect(&back_path());
        }
        Ok(FormReply::Rejected(rejected))
    }

    async fn succeed(done: Done) -> FormReply {
        if is_form_post() {
            if !done.message.is_empty() || done.shown_once.is_some() {
                let (form, typed) = done.shown_once.unwrap_or_default();
                keep_flash(&Flash {
                    form,
                    typed,
                    message: done.message.clone(),
                    ..Flash::default()
                })
                .await;
            }
            leptos_axum::redirect(done.to.as_deref().unwrap_or(&back_path()));
        } else if let Some(to) = &done.to {
            leptos_axum::redirect(to);
        }
        FormReply::Done {
            message: done.message,
        }
    }

    /// Whether the browser itself posted the form, without JavaScript.
    pub fn is_form_post() -> bool {
        header(ACCEPT).is_some_and(|accept| accept.contains("text/html"))
    }

    pub(super) fn redirect_to_sign_in() {
        let parts: Option<axum::http::request::Parts> = use_context();
        let wanted = parts.and_then(|parts| Some(parts.uri.path_and_query()?.as_str().to_string()));
        let next = wanted
            .filter(|path| path != "/")
            .map(|path| format!("?next={}", escaped(&path)));
        leptos_axum::redirect(&format!("/sign-in{}", next.unwrap_or_default()));
    }

    /// Percent-encodes everything that is not plain in a query value.
    pub(super) fn escaped(value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                    out.push(byte as char)
                }
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
        out
    }

    fn header(name: HeaderName) -> Option<String> {
        let parts: axum::http::request::Parts = use_context()?;
        header_of(&parts.headers, name)
    }

    fn header_of(headers: &HeaderMap, name: HeaderName) -> Option<String> {
        headers.get(name)?.to_str().ok().map(str::to_string)
    }

    /// The path of the page the form was on. A Referer of another site leads to the start page.
    fn back_path() -> String {
        let path = || {
            let (referer, host) = (header(REFERER)?, header(HOST)?);
            let rest = referer.split_once("://")?.1;
            let (authority, path) = rest.split_at(rest.find('/')?);
            let own = authority == host && !path.starts_with("//") && !path.contains('\\');
            own.then(|| path.to_string())
        };
        path().unwrap_or_else(|| "/".to_string())
    }

    /// Name of the cookie that names a kept flash.
    pub const FLASH_COOKIE: &str = "nestogy-flash";

    async fn keep_flash(flash: &Flash) {
        let (Ok(context), Ok(text)) = (context(), serde_json::to_string(flash)) else {
            return;
        };
        let id = server_core::flash::keep(&context.core, text).await;
        let secure = if context.secure_cookies {
            "; Secure"
        } else {
            ""
        };
        let seconds = server_core::flash::KEPT_SECONDS;
        let cookie = format!(
            "{FLASH_COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
        );
        add_header(axum::http::header::SET_COOKIE, &cookie);
    }

    /// Keeps a flash under its old name: the page that should have shown it could not be made.
    pub async fn put_flash_back(core: &Core, id: &str, flash: &Flash) {
        if let Ok(text) = serde_json::to_string(flash) {
            server_core::flash::put_back(core, id, text).await;
        }
    }

    /// Takes the flash named by the request's cookie; it exists once. The session layer calls
    /// this for page loads that carry the cookie, and expires the cookie.
    pub async fn take_flash(core: &Core, id: &str) -> Option<Flash> {
        serde_json::from_str(&server_core::flash::take(core, id).await?).ok()
    }
}
