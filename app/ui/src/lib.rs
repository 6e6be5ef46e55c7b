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
//! | [`NavItem`] | `href* label* icon count count_text exact current` (current by context [`CurrentPath`]) |
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
//! | [`AddressText`] · [`MailLink`] | `text*` · `email*` (break where an address may) |
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
//! | [`DataTable`] | `caption* columns*: Vec<Column> show_caption cards sticky foot→ children: <tr>`; `Column::new(label).num().class(..).hidden().sort(href, Option<Sorted>)` |
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
//! ## The chrome
//!
//! `<html lang=… data-theme="light|dark|system" data-accent="indigo|teal|rose|amber|slate|violet" data-density="comfortable|compact">`,
//! all three optional, written by the server. The root sets `data-hydrated` in an `Effect`.
//!
//! ```text
//! <SkipLink/>
//! <div class="app-shell">
//!     <nav class="sidebar" aria-label="Main">
//!         <div class="sidebar-head">
//!             <a class="brand" href="/"><span class="brand-mark" aria-hidden="true">"N"</span><span class="brand-name">"Northwind IT"</span></a>
//!         </div>
//!         // Shown on a phone only; opens what follows it, without script.
//!         <details class="nav-toggle"><summary class="icon-btn" aria-label="Menu"><Icon name=IconName::Menu/></summary></details>
//!         <div class="sidebar-body">
//!             <div class="sidebar-nav"><NavGroup title="Tickets"><NavItem ../></NavGroup></div>
//!             <div class="sidebar-foot"><ul class="nav-list"><NavItem href="/settings" .. /></ul></div>
//!         </div>
//!     </nav>
//!     <div class="app-main">
//!         <header class="topbar">
//!             <a class="topbar-search" href="/search"><Icon name=IconName::Search/><span>"Search or jump to…"</span><Kbd keys="Ctrl K"/></a>
//!             <div class="topbar-end">
//!                 <span class="timer-chip">..</span>
//!                 <LinkButton href="/tickets/new" icon=IconName::Plus><span class="topbar-word">"New ticket"</span></LinkButton>
//!                 <Menu label="Sarah Miller" avatar="Sarah Miller" icon_only=true align_end=true>..</Menu>
//!             </div>
//!         </header>
//!         <main class="page" id="main" tabindex="-1">..</main>   // page-wide for lists, page-narrow for settings
//!     </div>
//! </div>
//! <Toaster/>
//! ```
//!
//! The client's own screens: `portal-shell` > `header.portal-bar` > `portal-bar-inner` (`brand`, `nav > ul.portal-nav` of NavItems), `main.page`, `footer.portal-foot`.
//!
//! A list row (with `<DataTable cards=true>`), and the reply box:
//!
//! ```text
//! <tr class="row-unread">                                   // or row-selected
//!     <td class="col-check"><input type="checkbox" aria-label="Select ticket 1042"/></td>
//!     <td class="num muted">"#1042"</td>
//!     <td class="cell-title cell-clip col-wide"><a href="/tickets/1042">"Outlook keeps asking…"</a></td>
//!     <td><Badge text="In progress" tone=Tone::Accent/></td>
//!     <td><span class="prio prio-high">"High"</span></td>
//!     <td class="nowrap"><span class="person"><Avatar name="Sarah Miller" size="sm"/>"Sarah Miller"</span></td>
//!     <td><span class="sla sla-soon"><Icon name=IconName::Clock/>"48 min left"</span></td>
//!     <td class="num muted" data-label="Updated">"2 min"</td>
//! </tr>
//!
//! <form class="composer" method="post">                     // composer-internal while it is a note
//!     <div class="composer-tabs"><RadioGroup name="audience" legend="Who can read it" inline=true hide_legend=true .. /></div>
//!     <TextArea name="body" label="Reply" hide_label=true/>
//!     <div class="composer-bar"><IconButton .. /><span class="grow muted small">"Draft saved 10:52"</span><Button ..>"Send reply"</Button></div>
//! </form>
//! ```
//!
//! `cargo run -p app-ui --features ssr --example gallery -- target/gallery` writes all of it as pages to look at.
//!
//! ## Classes
//!
//! | Class | For |
//! |---|---|
//! | `page`, `page-narrow`, `page-wide` | on `main`: 1280 px, 680 px (forms, settings), no limit (tables, boards) |
//! | `auth` > `auth-brand`, `auth-card`, `auth-foot` | sign-in pages: one centred card |
//! | `form`, `form-grid`, `span-2` | a column of fields; two columns where there is room; a field over both |
//! | `stack`, `stack-sm`, `stack-lg`, `row`, `row-between` | spacing (16, 8, 32 px) and alignment, in place of margins |
//! | `cols-2`, `cols-3` | panels side by side, one under the other on a phone |
//! | `num`, `mono`, `muted`, `strong`, `small`, `nowrap`, `truncate`, `grow` | text; `num` has tabular figures and aligns right in tables |
//! | `text-accent`, `text-info`, `text-success`, `text-warning`, `text-danger` | tone of words |
//! | `sla` + `sla-ok`, `sla-soon`, `sla-late` | a deadline in words, with an `<Icon>` in it |
//! | `prio` + `prio-low`, `prio-normal`, `prio-high`, `prio-urgent` | a priority in words, with a bar glyph |
//! | `person` | avatar and name in one line |
//! | `col-check`, `col-min`, `col-wide`, `cell-title`, `cell-sub`, `cell-clip`, `row-selected`, `row-unread` | table cells and rows; `cell-clip` cuts with an ellipsis |
//! | `list-plain`, `list-lines`, `list-row` | lists without bullets; with lines; a row that is a link |
//! | `inline-edit` | on a select or input: quiet until hovered or focused |
//! | `pill-new` | "3 new" over a list |
//! | `board` > `board-column` (`board-title`) > `board-card` | a board; `moving` on the card being moved |
//! | `calendar` > `calendar-head`, `calendar-day` (`is-today`, `is-other`) > `calendar-date`, `calendar-entry` | a month, seven columns |
//! | `print-only`, `no-print` | paper |
//! | `sr-only`, `needs-script`, `no-script` | readers only; hidden until, or after, hydration |

mod action;
mod chart;
mod conversation;
mod facts;
mod field;
mod icon;
mod input;
mod navigation;
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
pub use facts::*;
pub use field::*;
pub use icon::*;
pub use input::*;
pub use navigation::*;
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
