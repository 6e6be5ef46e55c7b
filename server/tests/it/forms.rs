//! Forms sent by hand: doubled and array-like fields, addresses that lead elsewhere.

use crate::test_app::TestApp;
use server_testing::{PASSWORD, sql};

/// C17: which of two values counts must never be a matter of luck.
#[tokio::test(flavor = "multi_thread")]
async fn c17_doubled_and_array_like_fields_change_nothing() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let before = versions(&app).await;
    for form in [
        "number=1001&number=1002&version=1&field=subject&value=x",
        "number=1001&version=1&field=subject&value=x&value=y",
        "number=1001&version=1&field=subject&field=status&value=closed",
        "number[]=1001&version=1&field=subject&value=x",
        "number[0]=1001&version=1&field=subject&value=x",
        "number=1001&version[$gt]=0&field=subject&value=x",
        "number=1001&version=1&field=subject&value[a][b]=x",
        "number=1001&version=1&field[]=subject&value=x",
        "number=-1&version=1&field=subject&value=x",
        "number=1e3&version=1&field=subject&value=x",
        "number=99999999999999999999999&version=1&field=subject&value=x",
        "number=1001&version=NaN&field=subject&value=x",
        "",
        "&&&&",
        "=&=&=",
        "%00=%ff%fe",
    ] {
        let request = app
            .post("/api/tickets/change", form)
            .header("cookie", &cookie);
        let answer = request.send().await.unwrap();
        let status = answer.status();
        assert!(status.is_client_error(), "{form}: {status}");
    }
    assert_eq!(versions(&app).await, before);
}

/// The composer takes the last of two fields of one name, whole; the version still decides.
#[tokio::test(flavor = "multi_thread")]
async fn c17_doubled_parts_of_an_upload_are_one_form() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let fields = [
        ("number", "1001"),
        ("number", "999999"),
        ("version", "1"),
        ("kind", "note"),
        ("body", "x"),
    ];
    let (kind, body) = crate::programs::multipart(&fields, None);
    let request = app.request(reqwest::Method::POST, "/api/tickets/reply");
    let request = request
        .header("cookie", &cookie)
        .header("content-type", kind);
    let answer = request.body(body).send().await.unwrap();
    assert_eq!(answer.status(), 404);
}

async fn versions(app: &TestApp) -> Vec<String> {
    let mut conn = app.kit.connect().await;
    let all = "SELECT CONCAT(number, ' ', version, ' ', subject) AS value FROM tickets ORDER BY tenant_id, number";
    sql::texts(&mut conn, all).await
}

/// C22: after a form the browser goes on at this site, whatever the form or the Referer says.
#[tokio::test(flavor = "multi_thread")]
async fn c22_a_form_never_leads_to_another_site() {
    let app = TestApp::new().await;
    let email = app.world.a.user("owner").email.replace('@', "%40");
    let password = PASSWORD.replace(' ', "+");
    for next in [
        "//evil.example",
        "https://evil.example/",
        "%5C%5Cevil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "evil.example",
    ] {
        for referer in [
            "https://evil.example/x",
            "//evil.example",
            "http://evil.example@127.0.0.1/",
        ] {
            let form = format!("workspace=alpha&email={email}&password={password}&next={next}");
            // Right, and then wrong: the ways on after success and after a complaint.
            for form in [form.clone(), form.replace("correct", "wrong")] {
                let answer = app
                    .post("/api/identity/sign-in", &form)
                    .header("accept", "text/html")
                    .header("referer", referer)
                    .header("sec-fetch-site", "same-origin");
                let answer = answer.send().await.unwrap();
                let location = answer.headers().get("location");
                let location = location.map_or("", |value| value.to_str().unwrap());
                let own = location.strip_prefix(&app.url).unwrap_or(location);
                let stays = own.starts_with('/') && !own.starts_with("//") && !own.contains('\\');
                assert!(stays, "{next} from {referer}: {:?}", answer.headers());
            }
        }
    }
}

/// What is no form of ours is answered by the framework, which leads back to the Referer.
#[tokio::test(flavor = "multi_thread")]
async fn c22_a_call_without_javascript_never_leads_to_another_site() {
    let app = TestApp::new().await;
    let mut led = 0;
    for address in [
        "/api/tickets/list",
        "/api/tickets/reply",
        "/api/identity/sign-in",
    ] {
        for referer in [
            "https://evil.example/x",
            "//evil.example",
            "\\\\evil.example",
        ] {
            let answer = app
                .post(address, "nonsense=%FF&tenant=7")
                .header("accept", "text/html")
                .header("referer", referer)
                .header("sec-fetch-site", "same-origin");
            let answer = answer.send().await.unwrap();
            let location = answer.headers().get("location");
            let location = location.map_or("", |value| value.to_str().unwrap());
            led += usize::from(!location.is_empty());
            let own = location.strip_prefix(&app.url).unwrap_or(location);
            let stays = own.is_empty() || (own.starts_with('/') && !own.starts_with("//"));
            assert!(stays, "{address} from {referer}: {:?}", answer.headers());
        }
    }
    assert!(led > 0, "nothing was led anywhere: this looks at nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_an_address_does_not_know_is_refused_in_words() {
    let app = TestApp::new().await;
    let known = app.get("/api/identity/sign-in").send().await.unwrap();
    assert_eq!(known.status(), 405);
    assert!(known.text().await.unwrap().contains("not allowed here"));
    let page = app.post("/tickets", "").send().await.unwrap();
    assert_eq!(page.status(), 405);
    let unknown = app.post("/api/no/such", "").send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

/// A block is said in words that the page understands, with and without JavaScript.
#[tokio::test(flavor = "multi_thread")]
async fn too_many_tries_are_an_error_for_programs_and_a_complaint_for_pages() {
    let app = TestApp::new().await;
    let form = "workspace=alpha&email=owner%40alpha.example&password=wrong";
    let mut statuses = Vec::new();
    for _ in 0..8 {
        let answer = app
            .post("/api/identity/sign-in", form)
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        // The browser's half reads the body by its status.
        let wanted = if status == 200 {
            "Rejected"
        } else {
            "RateLimited"
        };
        assert!(text.contains(wanted), "{status}: {text}");
        statuses.push(status);
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    let answer = app
        .post("/api/identity/sign-in", form)
        .header("accept", "text/html")
        .header("referer", format!("{}/sign-in", app.url));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), 302);
    let flash = answer.headers().get_all("set-cookie").iter();
    let mut flash = flash.filter_map(|c| c.to_str().ok()?.split(';').next());
    let flash = flash.rfind(|c| c.starts_with("nestogy-flash=")).unwrap();
    let page = app
        .get("/sign-in")
        .header("cookie", flash)
        .send()
        .await
        .unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("Try again in"), "{page}");
    assert!(
        page.contains("owner@alpha.example"),
        "what was typed stands there"
    );
}
