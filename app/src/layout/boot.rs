//! What every page knows before anything is loaded: who reads it and what the last form said.

use crate::forms::Flash;
use app_types::Permission;
use app_types::identity::{Me, TenantBrief};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Made by the server for each document and handed to the browser inside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boot {
    /// `None`: nobody is signed in.
    pub me: Option<Me>,
    /// The workspace of the host or of the last sign-in on this browser.
    pub tenant: Option<TenantBrief>,
    pub sign_up_open: bool,
    pub flash: Option<Flash>,
}

impl Boot {
    /// From the request on the server; from the document in the browser.
    pub fn load() -> Self {
        SharedValue::new(Self::of_request).into_inner()
    }

    /// Empty in the browser.
    pub fn of_request() -> Self {
        crate::server::boot()
    }

    /// Values of `data-theme` and `data-density`.
    pub fn look(&self) -> (&'static str, &'static str) {
        self.me.as_ref().map_or(("system", "comfortable"), |me| {
            (me.theme.as_str(), me.density.as_str())
        })
    }

    /// Value of `data-accent`.
    pub fn accent(&self) -> &'static str {
        let tenant = self
            .me
            .as_ref()
            .map(|me| &me.tenant)
            .or(self.tenant.as_ref());
        tenant.map_or("indigo", |tenant| tenant.accent.as_str())
    }
}

/// The boot data as components reach it.
#[derive(Clone, Copy)]
pub struct BootContext(StoredValue<Boot>);

/// Loads the boot data and makes it available to every component.
pub fn provide_boot() -> Boot {
    let boot = Boot::load();
    provide_context(BootContext(StoredValue::new(boot.clone())));
    boot
}

/// # Panics
/// Never inside [`crate::App`], which provides it.
pub fn use_boot() -> BootContext {
    use_context().unwrap_or_else(|| BootContext(StoredValue::new(Boot::default())))
}

impl BootContext {
    pub fn me(self) -> Option<Me> {
        self.0.with_value(|boot| boot.me.clone())
    }

    pub fn tenant(self) -> Option<TenantBrief> {
        self.0.with_value(|boot| boot.tenant.clone())
    }

    pub fn sign_up_open(self) -> bool {
        self.0.with_value(|boot| boot.sign_up_open)
    }

    pub fn can(self, permission: Permission) -> bool {
        self.0.with_value(|boot| {
            boot.me
                .as_ref()
                .is_some_and(|me| me.permissions.has(permission))
        })
    }

    /// The message of the last form, for the first page after it.
    pub fn message(self) -> Option<String> {
        self.0.with_value(|boot| {
            boot.flash
                .as_ref()
                .map(|flash| flash.message.clone())
                .filter(|message| !message.is_empty())
        })
    }

    /// What the last post of the form `name` left behind; empty for other forms.
    pub fn flash_for(self, name: &str) -> Flash {
        self.0.with_value(|boot| {
            boot.flash
                .clone()
                .filter(|flash| flash.form == name)
                .unwrap_or_default()
        })
    }

    /// Forgets the flash: it belongs to the first page only.
    pub fn forget_flash(self) {
        self.0.update_value(|boot| boot.flash = None);
    }
}
