//! Statements on the identity tables, one each.

mod roles;
mod sessions;
mod tokens;
mod users;

pub(super) use roles::*;
pub(super) use sessions::*;
pub(super) use tokens::*;
pub(super) use users::*;
