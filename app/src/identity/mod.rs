//! Coming in: sign-in, second step, sign-up, forgotten password, invitation, sign-out.
//!
//! These forms post as plain forms, also with JavaScript: the session changes, so the document
//! around the app has to be made anew. Errors and what was typed come back as a flash.

mod api;
mod links;
mod parts;
mod sign_in;
mod sign_up;

pub use api::LinkOwner;
pub use links::{AcceptInvitePage, ForgotPage, ResetPage};
pub use parts::{PostForm, Posted, posted};
pub use sign_in::{SecondStepPage, SignInPage, SignOutPage};
pub use sign_up::{SignUpPage, zone_options};
