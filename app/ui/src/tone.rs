//! The six tones every coloured thing is painted in. A tone never stands alone:
//! each component that takes one also takes words.

/// What a colour means here. Add no seventh without a meaning of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub(crate) fn badge(self) -> &'static str {
        match self {
            Tone::Neutral => "badge",
            Tone::Accent => "badge badge-accent",
            Tone::Info => "badge badge-info",
            Tone::Success => "badge badge-success",
            Tone::Warning => "badge badge-warning",
            Tone::Danger => "badge badge-danger",
        }
    }

    pub(crate) fn banner(self) -> &'static str {
        match self {
            Tone::Neutral => "banner",
            Tone::Accent => "banner banner-accent",
            Tone::Info => "banner banner-info",
            Tone::Success => "banner banner-success",
            Tone::Warning => "banner banner-warning",
            Tone::Danger => "banner banner-danger",
        }
    }

    pub(crate) fn toast(self) -> &'static str {
        match self {
            Tone::Neutral | Tone::Accent => "toast",
            Tone::Info => "toast toast-info",
            Tone::Success => "toast toast-success",
            Tone::Warning => "toast toast-warning",
            Tone::Danger => "toast toast-danger",
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Tone::Neutral => "",
            Tone::Accent => "text-accent",
            Tone::Info => "text-info",
            Tone::Success => "text-success",
            Tone::Warning => "text-warning",
            Tone::Danger => "text-danger",
        }
    }

    pub(crate) fn meter(self) -> &'static str {
        match self {
            Tone::Neutral | Tone::Accent | Tone::Info => "meter",
            Tone::Success => "meter meter-success",
            Tone::Warning => "meter meter-warning",
            Tone::Danger => "meter meter-danger",
        }
    }

    pub(crate) fn icon(self) -> crate::IconName {
        match self {
            Tone::Success => crate::IconName::Check,
            Tone::Warning | Tone::Danger => crate::IconName::Warning,
            _ => crate::IconName::Info,
        }
    }
}
