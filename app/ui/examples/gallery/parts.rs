//! Every component in every state.

use app_ui::*;
use leptos::prelude::*;

const TONES: [(Tone, &str); 6] = [
    (Tone::Neutral, "Neutral"),
    (Tone::Accent, "Accent"),
    (Tone::Info, "Info"),
    (Tone::Success, "Success"),
    (Tone::Warning, "Warning"),
    (Tone::Danger, "Danger"),
];

fn buttons() -> AnyView {
    view! {
        <div class="stack">
            <ButtonRow>
                <Button variant=Variant::Primary>"Primary"</Button>
                <Button>"Secondary"</Button>
                <Button variant=Variant::Ghost>"Ghost"</Button>
                <Button variant=Variant::Danger icon=IconName::Trash>
                    "Delete"
                </Button>
                <Button disabled=true>"Disabled"</Button>
                <Button variant=Variant::Primary busy=true>
                    "Saving…"
                </Button>
                <LinkButton href="#a" icon=IconName::External>
                    "Link"
                </LinkButton>
            </ButtonRow>
            <ButtonRow>
                <Button small=true variant=Variant::Primary>
                    "Small"
                </Button>
                <Button small=true>"Small"</Button>
                <Button small=true variant=Variant::Ghost>
                    "Small"
                </Button>
                <IconButton icon=IconName::Edit label="Edit".to_owned()/>
                <IconButton icon=IconName::Star label="Star".to_owned() pressed=true/>
                <CopyButton text="x" label="Copy link"/>
                <CopyButton text="x" label="Copy number" compact=true/>
                <Menu label="Actions">
                    <MenuLink href="#m" icon=IconName::Edit>
                        "Edit"
                    </MenuLink>
                    <MenuButton icon=IconName::Archive keys="E">
                        "Archive"
                    </MenuButton>
                    <MenuSeparator/>
                    <MenuButton icon=IconName::Trash danger=true>
                        "Delete"
                    </MenuButton>
                </Menu>
            </ButtonRow>
        </div>
    }
    .into_any()
}

fn words() -> AnyView {
    view! {
        <div class="stack">
            <div class="row">
                {TONES.map(|(tone, text)| view! { <Badge text tone/> }).collect_view()}
                <Badge text="Breached" tone=Tone::Danger icon=IconName::Warning/>
            </div>
            <div class="row">
                <span class="prio prio-low">"Low"</span>
                <span class="prio prio-normal">"Normal"</span>
                <span class="prio prio-high">"High"</span>
                <span class="prio prio-urgent">"Urgent"</span>
                <span class="sla sla-ok">
                    <Icon name=IconName::Clock/>
                    "3 h left"
                </span>
                <span class="sla sla-soon">
                    <Icon name=IconName::Clock/>
                    "20 min left"
                </span>
                <span class="sla sla-late">
                    <Icon name=IconName::Clock/>
                    "12 min late"
                </span>
            </div>
            <div class="row">
                {["Sarah Miller", "Jonas Weber", "Amira Haddad", "Tom Becker", "Priya N", "Lena Berg", "Mark Olsen", "Émile"]
                    .map(|name| view! { <Avatar name labelled=true/> })
                    .collect_view()}
                <Avatar name="Sarah Miller" size="lg"/>
                <Avatar name="Sarah Miller" size="sm"/>
                <Kbd keys="Ctrl K"/>
                <TimeText datetime="2026-11-23T09:14:00Z" text="today 10:14"/>
                <button class="pill-new" type="button">
                    <Icon name=IconName::ArrowUp/>
                    "3 new"
                </button>
            </div>
            <Prose>
                <p>"Reading text with a " <a href="#l">"link"</a> ", " <code>"code"</code> " and a list:"</p>
                <ul>
                    <li>"one"</li>
                    <li>"two"</li>
                </ul>
                <blockquote>"Quoted."</blockquote>
                <pre>"Get-Mailbox -Identity sales"</pre>
            </Prose>
        </div>
    }
    .into_any()
}

pub fn page() -> AnyView {
    view! {
        <main class="page" id="main">
            <PageHeader title="Components"/>
            <div class="stack-lg">
                <Panel title="Buttons">{buttons()}</Panel>
                <Panel title="Words" actions=|| view! { <Button small=true>"Action"</Button> }>
                    {words()}
                </Panel>
                <Panel title="Notices">
                    <div class="stack">
                        {TONES
                            .map(|(tone, text)| {
                                view! {
                                    <Banner tone title=text>
                                        "What happened, and what to do now."
                                    </Banner>
                                }
                            })
                            .collect_view()}
                        <Banner tone=Tone::Warning actions=|| view! { <Button small=true>"Retry"</Button> }>
                            "You are offline. What you type is kept."
                        </Banner>
                    </div>
                </Panel>
                <Panel title="Icons">
                    <div class="row">
                        {IconName::ALL
                            .iter()
                            .map(|name| {
                                view! { <Icon name=*name label=name.href().trim_start_matches("/icons.svg#")/> }
                            })
                            .collect_view()}
                    </div>
                </Panel>
            </div>
        </main>
    }
    .into_any()
}

pub fn data() -> AnyView {
    let columns = vec![
        Column::new("Client").sort("?s=c", Some(Sorted::Descending)),
        Column::new("Contract"),
        Column::new("Seats").num().sort("?s=n", None),
        Column::new("Monthly").num(),
        Column::new("Actions").hidden(),
    ];
    let rows = [
        ("Contoso Ltd", "Managed 50", "48", "1,872.00"),
        ("Adatum", "Prepaid 20 h", "–", "1,500.00"),
        ("Tailspin Toys", "Managed 25", "22", "858.00"),
    ];
    let toasts = provide_toasts();
    toasts.show(Toast::success("Ticket 1042 closed").undo(|| {}));
    toasts.show(
        Toast::danger("The reply could not be sent. It is kept as a draft.").action("Retry", || {}),
    );
    view! {
        <main class="page" id="main">
            <PageHeader title="Data" meta=|| view! { <Badge text="Active" tone=Tone::Success/> }/>
            <Tabs
                label="Client"
                items=vec![
                    Tab::new("Overview", "#1").current(true),
                    Tab::new("Tickets", "#2").count(18),
                    Tab::new("Contacts", "#3").count(6),
                    Tab::new("Assets", "#4"),
                    Tab::new("Documents", "#5"),
                ]
            />
            <div class="stack-lg">
                <Panel title="Contracts" flush=true actions=|| view! { <Button small=true icon=IconName::Plus>"Add"</Button> }>
                    <DataTable caption="Contracts" columns>
                        {rows
                            .map(|(client, contract, seats, monthly)| {
                                view! {
                                    <tr>
                                        <th scope="row">
                                            <a href="#c">{client}</a>
                                        </th>
                                        <td>{contract}</td>
                                        <td class="num">{seats}</td>
                                        <td class="num">{monthly}</td>
                                        <td class="num">
                                            <Button small=true variant=Variant::Ghost>
                                                "End"
                                            </Button>
                                        </td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </DataTable>
                </Panel>
                <div class="cols-2">
                    <Panel title="Facts">
                        <DescriptionList>
                            <Fact label="Address">"Havnegade 12, 1058 København"</Fact>
                            <Fact label="VAT number">"DK 32 10 44 90"</Fact>
                            <Fact label="Since">"March 2021"</Fact>
                        </DescriptionList>
                    </Panel>
                    <Panel title="Use">
                        <div class="stack">
                            <Meter label="Hours" text="4 of 10 h used" value=4.0 max=10.0/>
                            <Meter label="Hours" text="8.5 of 10 h used" value=8.5 max=10.0 tone=Tone::Warning/>
                            <Meter label="Hours" text="12 of 10 h used" value=10.0 max=10.0 tone=Tone::Danger/>
                        </div>
                    </Panel>
                    <Panel title="Loading">
                        <Skeleton/>
                    </Panel>
                    <Panel title="Nothing">
                        <EmptyState title="No documents yet" text="Runbooks and network plans live here."/>
                    </Panel>
                </div>
                <Pager text="51–100 of 1,204".to_owned() newer="?n" older="?o"/>
            </div>
            <Toaster/>
        </main>
    }
    .into_any()
}
