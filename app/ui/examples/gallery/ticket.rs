//! One ticket: everything needed to finish it on one screen.

use crate::shell::shell;
use app_ui::*;
use leptos::prelude::*;

fn context() -> AnyView {
    view! {
        <Banner tone=Tone::Warning title="VIP" urgent=true>
            "Call back within 15 minutes; ask for Dana if Mark is out."
        </Banner>
        <Panel title="Ticket">
            <DescriptionList>
                <Fact label="Status">
                    <select class="select inline-edit" aria-label="Status">
                        <option>"In progress"</option>
                    </select>
                </Fact>
                <Fact label="Priority">
                    <span class="prio prio-urgent">"Urgent"</span>
                </Fact>
                <Fact label="Assignee">
                    <span class="person">
                        <Avatar name="Sarah Miller" size="sm"/>
                        "Sarah Miller"
                    </span>
                </Fact>
                <Fact label="First reply">
                    <span class="sla sla-ok">
                        <Icon name=IconName::Check/>
                        "Met, 9 min"
                    </span>
                </Fact>
                <Fact label="Resolve by">
                    <a class="sla sla-late" href="#sla">
                        <Icon name=IconName::Clock/>
                        "12 min late"
                    </a>
                </Fact>
                <Fact label="Time">"1 h 25 min"</Fact>
            </DescriptionList>
        </Panel>
        <Panel title="Contoso Ltd" actions=|| view! { <a href="/clients/contoso">"Open"</a> }>
            <div class="stack-sm">
                <DescriptionList>
                    <Fact label="Contact">
                        <a href="/contacts/7">"Mark Olsen"</a>
                        <br/>
                        <span class="muted">"+45 32 10 44 90"</span>
                    </Fact>
                    <Fact label="Location">"Copenhagen HQ"</Fact>
                    <Fact label="Contract">
                        <a href="/contracts/12">"Managed 50"</a>
                    </Fact>
                </DescriptionList>
                <Meter label="Prepaid hours" text="8.5 of 10 h used" value=8.5 max=10.0 tone=Tone::Warning/>
            </div>
        </Panel>
        <Panel title="Recent tickets">
            <ul class="list-plain">
                <li>
                    <a class="list-row" href="/tickets/1038">
                        <span class="muted num">"#1038"</span>
                        <span class="truncate">"VPN drops every 20 minutes"</span>
                    </a>
                </li>
                <li>
                    <a class="list-row" href="/tickets/1018">
                        <span class="muted num">"#1018"</span>
                        <span class="truncate">"Teams calls: one-way audio"</span>
                    </a>
                </li>
            </ul>
        </Panel>
    }
    .into_any()
}

pub fn page() -> AnyView {
    shell(
        "/tickets",
        false,
        view! {
            <PageHeader
                title="Outlook keeps asking for a password after the tenant migration"
                breadcrumb=vec![("My open".to_owned(), "/tickets".to_owned()), ("#1042".to_owned(), "/tickets/1042".to_owned())]
                meta=|| {
                    view! {
                        <Badge text="In progress" tone=Tone::Accent/>
                        <span class="prio prio-urgent">"Urgent"</span>
                        <span class="sla sla-late">
                            <Icon name=IconName::Clock/>
                            "Resolve: 12 min late"
                        </span>
                        <span class="muted">
                            "Opened by Mark Olsen, " <TimeText datetime="2026-11-23T09:14:00Z" text="today 10:14"/>
                        </span>
                    }
                }
                actions=|| {
                    view! {
                        <CopyButton text="https://example.net/tickets/1042" label="Copy link" compact=true/>
                        <Menu label="More" icon=IconName::More icon_only=true align_end=true>
                            <MenuButton icon=IconName::Archive>"Merge…"</MenuButton>
                        </Menu>
                        <Button icon=IconName::Check>
                            "Close ticket"
                        </Button>
                    }
                }
            />
            <RecordLayout aside_label="Ticket, client and contract" aside=context>
                <div class="stack">
                    <Banner tone=Tone::Info>
                        <strong>"Jonas Weber"</strong>
                        " is viewing this ticket."
                    </Banner>
                    <Conversation label="Conversation">
                        <ConversationItem
                            id="m1"
                            author="Mark Olsen"
                            meta="by mail"
                            time="today 10:14"
                            datetime="2026-11-23T09:14:00Z"
                        >
                            <div class="prose">
                                <p>
                                    "Hi, since this morning Outlook asks for my password every few minutes. Typing it in helps for a moment, then the window is back. Same for Lena and two others in sales."
                                </p>
                                <p>"We have a customer demo at noon, so this is rather urgent."</p>
                            </div>
                        </ConversationItem>
                        <TimelineEvent time="10:15" datetime="2026-11-23T09:15:00Z" icon=IconName::Bolt>
                            "Rule “VIP contacts” set the priority to Urgent"
                        </TimelineEvent>
                        <TimelineEvent time="10:18" datetime="2026-11-23T09:18:00Z" icon=IconName::User>
                            "Sarah Miller took the ticket"
                        </TimelineEvent>
                        <ConversationItem
                            id="m2"
                            author="Sarah Miller"
                            own=true
                            meta="replied by mail"
                            time="10:23"
                            datetime="2026-11-23T09:23:00Z"
                        >
                            <div class="prose">
                                <p>
                                    "Hello Mark, I can see failed token refreshes for four accounts. I am clearing the old sign-in sessions now; please close Outlook and open it again in five minutes."
                                </p>
                            </div>
                        </ConversationItem>
                        <ConversationItem
                            id="m3"
                            author="Jonas Weber"
                            audience=Audience::Internal
                            time="10:41"
                            datetime="2026-11-23T09:41:00Z"
                            meta="15 min"
                        >
                            <div class="prose">
                                <p>
                                    "Legacy auth was still allowed for the old connector. "
                                    <code>"Set-AuthenticationPolicy"</code>
                                    " done for sales; watch the sign-in log until 11:30."
                                </p>
                            </div>
                        </ConversationItem>
                    </Conversation>
                    <form class="composer" method="post">
                        <div class="composer-tabs">
                            <RadioGroup
                                name="audience"
                                legend="Who can read it"
                                options=vec![Choice::new("public", "Reply"), Choice::new("internal", "Internal note")]
                                value="public"
                                inline=true
                                hide_legend=true
                            />
                            <span class="muted small">"To Mark Olsen, copy to Lena Berg"</span>
                        </div>
                        <TextArea
                            name="body"
                            label="Reply"
                            hide_label=true
                            rows=4
                            placeholder="Write a reply. Type :: for a text module."
                        />
                        <div class="composer-bar">
                            <IconButton icon=IconName::Paperclip label="Attach a file".to_owned()/>
                            <IconButton icon=IconName::Note label="Insert a text module".to_owned()/>
                            <span class="grow muted small">"Draft saved 10:52"</span>
                            <Button>"Send and close"</Button>
                            <Button variant=Variant::Primary icon=IconName::Send>
                                "Send reply"
                            </Button>
                        </div>
                    </form>
                </div>
            </RecordLayout>
        }
        .into_any(),
    )
}
