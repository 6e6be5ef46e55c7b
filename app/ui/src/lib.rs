//! # The design system
//!
//! Everything a page is made of, and no word of the trade. Every component renders complete on the server, works without
//! script as far as HTML can, and hydrates to the same tree. Styles are in `style/`; the class names below are the vocabulary.
//!
//! Rules that keep pages working:
//!
//! * **No `style=` attribute, no `style:` directive**: the content security policy refuses them. Need a new look? Write a class.
//! * **No `<textarea` outside [`TextArea`]**: Leptos 0.8 writes its children unescaped.
//! * The clock, the locale and the time zone are the server's: hand in text that is already formatted.
//! * `on:*` and `attr:*` on a component reach its outermost element (for a field that is the frame: `input` and `change` events
//!   bubble to it, attributes for the control have props).
//! * Slots are closures: `actions=|| view! { <Button>"Save"</Button> }` (`move ||` when they capture).
//! * Text props take `"text"`, `String`, a signal, or `Signal::derive(move || ..)`; `MaybeProp` props take an `Option` as well.
//! * A wrapper `html[data-hydrated]` (set by the root) shows what is marked `needs_script`.
//!
//! ```ignore
//! use app_ui::*;
//!
//! view! {
//!     <PageHeader title="New client" breadcrumb=vec![("Clients".into(), "/clients".into())]/>
//!     <ErrorSummary errors=errors.clone()/>
//!     <form method="post" action="/clients" class="form" novalidate>
//!         <TextInput name="name" label="Name" value=given.name error=error_for(&errors, "name")/>
//!         <Select name="status" label="Status" options=vec![("active".to_owned(), "Active".to_owned())] value="active"/>
//!         <TextArea name="note" label="Note" hint="Only we can read it." optional=true/>
//!         <FormActions>
//!             <Button variant=Variant::Primary>"Create client"</Button>
//!             <LinkButton href="/clients" variant=Variant::Ghost>"Cancel"</LinkButton>
//!         </FormActions>
//!     </form>
//! }
//! ```
//!
//! ## Components
//!
//! `*` required · `→` slot (closure) · everything else optional. All fields share **F** = `name* label* id hint error optional hide_label`.
//!
//! | Component | Props |
//! |---|---|
//! | [`SkipLink`] | – (first in `<body>`; target `<main id="main" tabindex="-1">`) |
//! | [`NavGroup`] | `title` children: NavItem |
//! | [`NavItem`] | `href* label* icon count exact current` (current by context [`CurrentPath`]) |
//! | [`PageHeader`] | `title* breadcrumb: Vec<(label, href)> meta→ actions→` |
//! | [`RecordLayout`] | `aside_label* aside→* children` |
//! | [`Panel`] | `title level(2,3) flush actions→ children` |
//! | [`FilterBar`] | `action* clear_href submit label children` |
//! | [`Tabs`] | `label* items*: Vec<Tab>`; `Tab::new(label, href).count(n).current(bool)` |
//! | [`EmptyState`] | `title* text* icon action→` |
//! | [`Skeleton`] | `count shape("text","rows","panel") label` |
//! | [`Banner`] | `tone title urgent actions→ children` |
//! | [`DescriptionList`] / [`Fact`] | `stacked children` / `label* children` |
//! | [`FigureRow`] / [`Figure`] | children / `label* value* note href tone` |
//! | [`Meter`] | `label* text* value* max* tone` (f64) |
//! | [`Disclosure`] | `summary* open children` |
//! | [`Conversation`] | `label* children` |
//! | [`ConversationItem`] | `author* time* datetime* audience(Public,Internal,System) id meta own actions→ children` |
//! | [`TimelineEvent`] | `time* datetime* icon children` |
//! | [`Avatar`] | `name* labelled size("sm","lg")` |
//! | [`Badge`] | `text* tone icon` |
//! | [`Kbd`] · [`Icon`] · [`Hidden`] | `keys*` · `name* label class` · children (screen readers only) |
//! | [`TimeText`] | `datetime* text* title` |
//! | [`Prose`] · [`SanitisedHtml`] | children · `html*` (already sanitised) |
//! | [`Button`] | `variant(Primary,Secondary,Danger,Ghost) button_type("submit") small icon needs_script disabled busy children` |
//! | [`LinkButton`] | `href* variant small icon children` |
//! | [`IconButton`] | `icon* label* button_type("button") needs_script pressed` |
//! | [`CopyButton`] | `text* label* compact` |
//! | [`ButtonRow`] · [`FormActions`] | children |
//! | [`Field`] | `id* label* hint error optional hide_label children` (own control: [`described_by`], [`invalid`]) |
//! | [`Fieldset`] | `legend* hint error id hide_legend children` |
//! | [`ErrorSummary`] | `errors*: Vec<FieldError>`; [`FieldError::new`]`(field, message)`, [`error_for`] |
//! | [`TextInput`] | F + `value model kind disabled readonly autofocus width("xs","sm","md") prefix suffix autocomplete inputmode placeholder pattern min max step maxlength suggestions node_ref` |
//! | [`PasswordInput`] | F without hide_label + `model autocomplete autofocus node_ref` |
//! | [`TextArea`] | F + `value model rows disabled readonly autofocus code maxlength placeholder autocomplete node_ref` |
//! | [`Select`] | F + `options*: Vec<(value, label)> value model placeholder disabled width node_ref` |
//! | [`Checkbox`] | `name* label* id value("true") checked model: RwSignal<bool> hint error hide_label disabled node_ref` |
//! | [`RadioGroup`] | `name* legend* options*: Vec<Choice> id value model hint error inline hide_legend`; `Choice::new(value, label).hint(..)` |
//! | [`FileInput`] | F + `accept multiple` |
//! | [`DataTable`] | `caption* columns*: Vec<Column> show_caption cards foot→ children: <tr>`; `Column::new(label).num().class(..).hidden().sort(href, Option<Sorted>)` |
//! | [`BarChart`] | `title* bars*: Vec<Bar> value_label* name_label table_open`; `Bar::new(label, value, text)` |
//! | [`Pager`] | `text* newer older newer_label older_label` |
//! | [`BulkBar`] | `text* visible* children` |
//! | [`Dialog`] | `open*: RwSignal<bool> title* id* size("sm","lg") children`, foot: [`DialogActions`] |
//! | [`Menu`] | `label* icon avatar icon_only align_end ghost small children`: [`MenuLink`]`(href* icon children)`, [`MenuButton`]`(icon button_type danger keys name value on_press children)`, [`MenuSeparator`]`(title)` |
//! | [`Toaster`] | – ; [`provide_toasts`], [`use_toasts`]`().success("Saved")`, `.show(Toast::success("Closed").undo(callback))` |
//! | [`CommandPalette`] | `open* query* items*: Vec<PaletteItem> on_select*: Callback<String> label empty` |
//! | [`ShortcutSheet`] | `open* groups*: Vec<ShortcutGroup> footer→` |
//!
//! `value` versus `model`: `value` is what the server knows and becomes the HTML default; a `model: RwSignal<String>` is bound both
//! ways and, on hydration, learns what was typed while the page loaded.
//!
//! ## Classes
//!
//! | Class | For |
//! |---|---|
//! | `app-shell` > `sidebar` + `app-main` > `topbar` + `main.page` | the chrome; `sidebar-head`, `sidebar-foot`, `nav-toggle` (a `<details>` on the phone) |
//! | `page-narrow`, `page-wide` | on `main.page`: forms (680 px), tables and boards (no limit) |
//! | `auth` > `auth-card`, `auth-brand` | sign-in pages: one centred card |
//! | `form`, `form-grid`, `span-2` | a column of fields; two columns where there is room; a field over both |
//! | `stack`, `stack-lg`, `row`, `row-between`, `grow`, `wrap` | spacing and alignment, in place of margins |
//! | `cols-2`, `cols-3` | panels side by side, one under the other on a phone |
//! | `num`, `mono`, `muted`, `strong`, `small`, `nowrap`, `truncate` | text; `num` has tabular figures and aligns right in tables |
//! | `text-info`, `text-success`, `text-warning`, `text-danger` | tone of words |
//! | `sla`, `sla-ok`, `sla-soon`, `sla-late` | a deadline in words with a tone; add an `<Icon>` |
//! | `prio`, `prio-low`, `prio-normal`, `prio-high`, `prio-urgent` | a priority in words with a bar glyph |
//! | `data-table`, `data-table-cards`, `cell-title`, `cell-sub`, `col-check`, `col-min`, `col-wide`, `row-selected`, `row-unread` | tables |
//! | `list-plain`, `list-lines`, `list-row` | lists without bullets; with lines; a row that is a link |
//! | `composer`, `composer-internal`, `composer-tabs`, `composer-bar` | the reply box under a conversation |
//! | `pill-new` | "3 new" over a list |
//! | `board`, `board-column`, `board-card` | a board |
//! | `calendar`, `calendar-day` | a month |
//! | `print-only`, `no-print`, `print-page` | paper |
//! | `sr-only`, `needs-script`, `no-script` | readers only; hidden until, or after, hydration |

mod action;
mod chart;
mod conversation;
mod field;
mod icon;
mod input;
mod overlay;
mod page;
mod palette;
mod table;
mod text;
mod toast;
mod tone;

pub use action::*;
pub use chart::*;
pub use conversation::*;
pub use field::*;
pub use icon::*;
pub use input::*;
pub use overlay::{Dialog, DialogActions, Menu, MenuButton, MenuLink, MenuSeparator};
pub use overlay::{
    DialogActionsProps, DialogProps, MenuButtonProps, MenuLinkProps, MenuProps, MenuSeparatorProps,
};
pub use page::*;
pub use palette::*;
pub use table::*;
pub use text::*;
pub use toast::*;
pub use tone::*;

#[cfg(all(test, feature = "ssr"))]
mod tests;

#[cfg(all(test, feature = "ssr"))]
mod contrast;
