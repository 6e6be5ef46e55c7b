//! The browser's own half of notifications: permission, service worker, subscription. By names, as
//! the objects differ from browser to browser and may be missing.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The script that shows what arrives; see `style/public/push-worker.js`.
const WORKER: &str = "/push-worker.js";

/// What the browser lets us do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    Missing,
    Blocked,
    Ready,
}

/// Where messages go, and the browser's keys in base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
}

/// Why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// By the person, or by a setting of the browser.
    Blocked,
    /// In words.
    Said(String),
}

impl From<JsValue> for Refusal {
    fn from(error: JsValue) -> Self {
        let said = text(&error, "message").unwrap_or_default();
        Self::Said(format!(
            "The browser could not turn notifications on ({said}). Check that it is online and try again."
        ))
    }
}

/// Without asking anybody.
pub fn support() -> Support {
    let Some(window) = web_sys::window() else {
        return Support::Missing;
    };
    let has = |object: &JsValue, name: &str| Reflect::has(object, &name.into()).unwrap_or(false);
    let complete = has(&window.navigator(), "serviceWorker")
        && has(&window, "PushManager")
        && has(&window, "Notification");
    if !complete {
        return Support::Missing;
    }
    let notification = get(&window, "Notification");
    match notification.and_then(|object| text(&object, "permission")) {
        Some(permission) if permission == "denied" => Support::Blocked,
        _ => Support::Ready,
    }
}

/// The subscription that this browser has already.
pub async fn current() -> Option<Subscription> {
    read(&held().await?)
}

/// Asks for permission and subscribes with the workspace's key. Must begin with a click: browsers
/// ask nothing on their own.
///
/// # Errors
/// [`Refusal`].
pub async fn subscribe(key: &[u8]) -> Result<Subscription, Refusal> {
    let window: JsValue = web_sys::window().ok_or(Refusal::Blocked)?.into();
    let asked = get(&window, "Notification").ok_or(Refusal::Blocked)?;
    let permission = settled(call(&asked, "requestPermission", &[])?).await?;
    if permission.as_string().as_deref() != Some("granted") {
        return Err(match support() {
            Support::Blocked => Refusal::Blocked,
            _ => Refusal::Said(
                "The browser was not given permission. Choose Allow when it asks.".into(),
            ),
        });
    }
    let workers = workers().ok_or(Refusal::Blocked)?;
    let registered = settled(call(&workers, "register", &[WORKER.into()])?).await?;
    // Registered is not yet running; only a running one can be subscribed.
    settled(get(&workers, "ready").unwrap_or(registered.clone())).await?;
    let manager = get(&registered, "pushManager").ok_or(Refusal::Blocked)?;
    let options = options(key)?;
    let first = settled(call(&manager, "subscribe", std::slice::from_ref(&options))?).await;
    let made = match first {
        Ok(made) => made,
        // There is one for another key: of another workspace, or of an earlier key of this one.
        Err(_) => {
            end().await;
            settled(call(&manager, "subscribe", &[options])?).await?
        }
    };
    read(&made).ok_or_else(|| {
        Refusal::Said("The browser's answer has no keys. Update it, then try again.".into())
    })
}

/// Ends this browser's subscription, if there is one.
pub async fn end() {
    if let Some(held) = held().await
        && let Ok(promise) = call(&held, "unsubscribe", &[])
    {
        let _ = settled(promise).await;
    }
}

fn options(key: &[u8]) -> Result<JsValue, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"userVisibleOnly".into(), &true.into())?;
    let key = Uint8Array::from(key);
    Reflect::set(&options, &"applicationServerKey".into(), &key)?;
    Ok(options.into())
}

/// The browser's subscription object.
async fn held() -> Option<JsValue> {
    let registration = call(&workers()?, "getRegistration", &["/".into()]).ok()?;
    let registration = settled(registration).await.ok()?;
    let manager = get(&registration, "pushManager")?;
    let held = call(&manager, "getSubscription", &[]).ok()?;
    let held = settled(held).await.ok()?;
    held.is_object().then_some(held)
}

fn workers() -> Option<JsValue> {
    get(&web_sys::window()?.navigator(), "serviceWorker")
}

/// Its `toJSON()`, which writes the keys in base64url.
fn read(held: &JsValue) -> Option<Subscription> {
    let plain = JSON::stringify(held).ok()?;
    let plain = JSON::parse(&String::from(plain)).ok()?;
    let keys = get(&plain, "keys")?;
    Some(Subscription {
        endpoint: text(&plain, "endpoint")?,
        p256dh: text(&keys, "p256dh")?,
        auth: text(&keys, "auth")?,
    })
}

/// `object.name`, unless it is missing.
fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(object, &name.into()).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name)?.as_string()
}

/// `object.name(…)`
fn call(object: &JsValue, name: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &name.into())?.dyn_into()?;
    method.apply(object, &args.iter().collect::<Array>())
}

/// What a promise comes to.
async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&promise)).await
}
