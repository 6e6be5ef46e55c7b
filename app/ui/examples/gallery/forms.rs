//! Forms as they are, and as they are when something is wrong.

use crate::shell::shell;
use app_ui::*;
use leptos::prelude::*;

fn form(errors: Vec<FieldError>) -> AnyView {
    let error = |field: &str| error_for(&errors, field);
    let terms = vec![
        ("14".to_owned(), "14 days".to_owned()),
        ("30".to_owned(), "30 days".to_owned()),
    ];
    view! {
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post" novalidate>
            <TextInput name="name" label="Name" hint="As it should stand on the invoice." value="Contoso Ltd" error=error("name")/>
            <div class="form-grid">
                <TextInput name="email" label="Billing email" kind="email" value="accounts@contoso" error=error("email")/>
                <TextInput name="phone" label="Phone" kind="tel" optional=true/>
                <TextInput name="rate" label="Hourly rate" prefix="€" suffix="per hour" inputmode="decimal" value="95.00" error=error("rate")/>
                <Select name="terms" label="Payment terms" options=terms value="30" error=error("terms")/>
            </div>
            <RadioGroup
                name="support"
                legend="Support level"
                options=vec![
                    Choice::new("8x5", "Business hours").hint("Monday to Friday, 8:00 to 17:00"),
                    Choice::new("24x7", "Around the clock").hint("Urgent tickets at any time"),
                ]
                value="8x5"
                error=error("support")
            />
            <Fieldset legend="Notifications" id="notify">
                <Checkbox name="mail" label="Send invoices by mail" checked=true/>
                <Checkbox name="portal" label="Invite the main contact to the portal" hint="They get a link that is valid for 7 days."/>
            </Fieldset>
            <TextArea name="note" label="Note" hint="Only your team can read it." optional=true error=error("note")/>
            <FileInput name="logo" label="Logo" hint="PNG or SVG, at most 1 MB." optional=true/>
            <TextInput name="number" label="Client number" value="C-0042" readonly=true width="sm" suggestions=vec!["C-0043".to_owned()]/>
            <PasswordInput name="pin" label="Phone PIN" optional=true autocomplete="off"/>
            <FormActions>
                <Button variant=Variant::Primary>"Create client"</Button>
                <LinkButton href="/clients" variant=Variant::Ghost>
                    "Cancel"
                </LinkButton>
            </FormActions>
        </form>
    }
    .into_any()
}

fn framed(errors: Vec<FieldError>) -> AnyView {
    shell(
        "/clients",
        false,
        view! {
            <PageHeader title="New client" breadcrumb=vec![("Clients".to_owned(), "/clients".to_owned())]/>
            {form(errors)}
        }
        .into_any(),
    )
}

pub fn page() -> AnyView {
    framed(Vec::new())
}

pub fn invalid() -> AnyView {
    framed(vec![
        FieldError::new("email", "Enter an email address like name@example.com"),
        FieldError::new("rate", "The hourly rate must be 0 or more"),
        FieldError::new("support", "Choose a support level"),
    ])
}

pub fn sign_in() -> AnyView {
    view! {
        <main class="auth" id="main">
            <div class="auth-brand">
                <span class="brand-mark" aria-hidden="true">
                    "N"
                </span>
                "Northwind IT"
            </div>
            <div class="auth-card">
                <h1>"Sign in"</h1>
                <p class="muted">"To the service desk of Northwind IT."</p>
                <form class="form" method="post" novalidate>
                    <TextInput name="email" label="Email" kind="email" autocomplete="username" autofocus=true/>
                    <PasswordInput name="password" label="Password"/>
                    <Checkbox name="remember" label="Keep me signed in on this device"/>
                    <Button variant=Variant::Primary>"Sign in"</Button>
                    <div class="row-between">
                        <a href="/reset">"Forgot your password?"</a>
                        <a href="/sso">"Use single sign-on"</a>
                    </div>
                </form>
            </div>
            <p class="auth-foot">"Are you a client? " <a href="/portal">"Go to the client portal"</a></p>
        </main>
    }
    .into_any()
}
