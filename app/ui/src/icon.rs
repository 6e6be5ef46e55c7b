//! Icons are references into one sprite, `/icons.svg`: they cost no WebAssembly
//! and are cached with the stylesheet. Draw a new one in `style/public/icons.svg`
//! (16 px grid, 1.5 px stroke, `currentColor`) and add its name here.

use leptos::prelude::*;

/// Every symbol of the sprite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    Inbox,
    Ticket,
    Client,
    Contact,
    Location,
    Home,
    Search,
    Settings,
    User,
    Users,
    Shield,
    Key,
    Mail,
    Bell,
    Plus,
    Minus,
    Check,
    X,
    ChevronDown,
    ChevronUp,
    ChevronLeft,
    ChevronRight,
    ArrowLeft,
    ArrowRight,
    ArrowUp,
    ArrowDown,
    Filter,
    Sort,
    Paperclip,
    Note,
    Reply,
    Clock,
    Play,
    Pause,
    Sun,
    Moon,
    Monitor,
    Menu,
    More,
    External,
    Link,
    Copy,
    Download,
    Upload,
    Refresh,
    Warning,
    Info,
    Help,
    Lock,
    LogOut,
    Queue,
    Activity,
    Archive,
    Restore,
    Trash,
    Edit,
    Eye,
    Command,
    Keyboard,
    Phone,
    Globe,
    Star,
    Calendar,
    Chart,
    Tag,
    Building,
    Device,
    Invoice,
    Contract,
    Book,
    Bolt,
    Print,
    List,
    Columns,
    Send,
}

impl IconName {
    /// The symbol of the button that takes a record out of use, or back when it is `archived`.
    pub fn archiving(archived: bool) -> Self {
        if archived {
            Self::Restore
        } else {
            Self::Archive
        }
    }

    /// All names in the order of the sprite, for the gallery and its test.
    pub const ALL: &'static [IconName] = &[
        IconName::Inbox,
        IconName::Ticket,
        IconName::Client,
        IconName::Contact,
        IconName::Location,
        IconName::Home,
        IconName::Search,
        IconName::Settings,
        IconName::User,
        IconName::Users,
        IconName::Shield,
        IconName::Key,
        IconName::Mail,
        IconName::Bell,
        IconName::Plus,
        IconName::Minus,
        IconName::Check,
        IconName::X,
        IconName::ChevronDown,
        IconName::ChevronUp,
        IconName::ChevronLeft,
        IconName::ChevronRight,
        IconName::ArrowLeft,
        IconName::ArrowRight,
        IconName::ArrowUp,
        IconName::ArrowDown,
        IconName::Filter,
        IconName::Sort,
        IconName::Paperclip,
        IconName::Note,
        IconName::Reply,
        IconName::Clock,
        IconName::Play,
        IconName::Pause,
        IconName::Sun,
        IconName::Moon,
        IconName::Monitor,
        IconName::Menu,
        IconName::More,
        IconName::External,
        IconName::Link,
        IconName::Copy,
        IconName::Download,
        IconName::Upload,
        IconName::Refresh,
        IconName::Warning,
        IconName::Info,
        IconName::Help,
        IconName::Lock,
        IconName::LogOut,
        IconName::Queue,
        IconName::Activity,
        IconName::Archive,
        IconName::Restore,
        IconName::Trash,
        IconName::Edit,
        IconName::Eye,
        IconName::Command,
        IconName::Keyboard,
        IconName::Phone,
        IconName::Globe,
        IconName::Star,
        IconName::Calendar,
        IconName::Chart,
        IconName::Tag,
        IconName::Building,
        IconName::Device,
        IconName::Invoice,
        IconName::Contract,
        IconName::Book,
        IconName::Bolt,
        IconName::Print,
        IconName::List,
        IconName::Columns,
        IconName::Send,
    ];

    /// The address of the symbol.
    pub fn href(self) -> &'static str {
        match self {
            IconName::Inbox => "/icons.svg#inbox",
            IconName::Ticket => "/icons.svg#ticket",
            IconName::Client => "/icons.svg#client",
            IconName::Contact => "/icons.svg#contact",
            IconName::Location => "/icons.svg#location",
            IconName::Home => "/icons.svg#home",
            IconName::Search => "/icons.svg#search",
            IconName::Settings => "/icons.svg#settings",
            IconName::User => "/icons.svg#user",
            IconName::Users => "/icons.svg#users",
            IconName::Shield => "/icons.svg#shield",
            IconName::Key => "/icons.svg#key",
            IconName::Mail => "/icons.svg#mail",
            IconName::Bell => "/icons.svg#bell",
            IconName::Plus => "/icons.svg#plus",
            IconName::Minus => "/icons.svg#minus",
            IconName::Check => "/icons.svg#check",
            IconName::X => "/icons.svg#x",
            IconName::ChevronDown => "/icons.svg#chevron-down",
            IconName::ChevronUp => "/icons.svg#chevron-up",
            IconName::ChevronLeft => "/icons.svg#chevron-left",
            IconName::ChevronRight => "/icons.svg#chevron-right",
            IconName::ArrowLeft => "/icons.svg#arrow-left",
            IconName::ArrowRight => "/icons.svg#arrow-right",
            IconName::ArrowUp => "/icons.svg#arrow-up",
            IconName::ArrowDown => "/icons.svg#arrow-down",
            IconName::Filter => "/icons.svg#filter",
            IconName::Sort => "/icons.svg#sort",
            IconName::Paperclip => "/icons.svg#paperclip",
            IconName::Note => "/icons.svg#note",
            IconName::Reply => "/icons.svg#reply",
            IconName::Clock => "/icons.svg#clock",
            IconName::Play => "/icons.svg#play",
            IconName::Pause => "/icons.svg#pause",
            IconName::Sun => "/icons.svg#sun",
            IconName::Moon => "/icons.svg#moon",
            IconName::Monitor => "/icons.svg#monitor",
            IconName::Menu => "/icons.svg#menu",
            IconName::More => "/icons.svg#more",
            IconName::External => "/icons.svg#external",
            IconName::Link => "/icons.svg#link",
            IconName::Copy => "/icons.svg#copy",
            IconName::Download => "/icons.svg#download",
            IconName::Upload => "/icons.svg#upload",
            IconName::Refresh => "/icons.svg#refresh",
            IconName::Warning => "/icons.svg#warning",
            IconName::Info => "/icons.svg#info",
            IconName::Help => "/icons.svg#help",
            IconName::Lock => "/icons.svg#lock",
            IconName::LogOut => "/icons.svg#log-out",
            IconName::Queue => "/icons.svg#queue",
            IconName::Activity => "/icons.svg#activity",
            IconName::Archive => "/icons.svg#archive",
            IconName::Restore => "/icons.svg#restore",
            IconName::Trash => "/icons.svg#trash",
            IconName::Edit => "/icons.svg#edit",
            IconName::Eye => "/icons.svg#eye",
            IconName::Command => "/icons.svg#command",
            IconName::Keyboard => "/icons.svg#keyboard",
            IconName::Phone => "/icons.svg#phone",
            IconName::Globe => "/icons.svg#globe",
            IconName::Star => "/icons.svg#star",
            IconName::Calendar => "/icons.svg#calendar",
            IconName::Chart => "/icons.svg#chart",
            IconName::Tag => "/icons.svg#tag",
            IconName::Building => "/icons.svg#building",
            IconName::Device => "/icons.svg#device",
            IconName::Invoice => "/icons.svg#invoice",
            IconName::Contract => "/icons.svg#contract",
            IconName::Book => "/icons.svg#book",
            IconName::Bolt => "/icons.svg#bolt",
            IconName::Print => "/icons.svg#print",
            IconName::List => "/icons.svg#list",
            IconName::Columns => "/icons.svg#columns",
            IconName::Send => "/icons.svg#send",
        }
    }
}

/// A 16 px icon. Decorative (hidden from assistive technology) unless it has a
/// `label`; prefer words beside it to a label.
#[component]
pub fn Icon(
    name: IconName,
    /// Says what the icon means when no text next to it does.
    #[prop(into, optional)]
    label: Option<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let role = label.as_ref().map(|_| "img");
    let hidden = label.is_none().then_some("true");
    view! {
        <svg
            class=if class.is_empty() { "icon".to_owned() } else { format!("icon {class}") }
            width="16"
            height="16"
            role=role
            aria-label=label
            aria-hidden=hidden
            focusable="false"
        >
            <use href=name.href()></use>
        </svg>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::IconName;

    #[test]
    fn every_icon_is_drawn_in_the_sprite() {
        let sprite = include_str!("../../../style/public/icons.svg");
        for name in IconName::ALL {
            let id = name.href().trim_start_matches("/icons.svg#");
            assert!(
                sprite.contains(&format!("<symbol id=\"{id}\"")),
                "no symbol {id}"
            );
        }
    }
}
