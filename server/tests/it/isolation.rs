//! `nestogy verify-isolation`: it finds nothing in what we built, and it finds what is broken on
//! purpose.

use server::config::Config;
use server::isolation::{Area, PREFIX, Scene, verify};
use server_testing::environment;
use std::process::Command;

fn settings(redis: bool) -> Config {
    let database = format!("{}/nestogy", environment::database_server());
    let read = |name: &str| match name {
        "NESTOGY_ENV" => Some("testing".to_string()),
        "DATABASE_URL" => Some(database.clone()),
        "REDIS_URL" if redis => Some(environment::redis()),
        _ => None,
    };
    Config::read(&read).unwrap()
}

fn area<'a>(areas: &'a [Area], name: &str) -> &'a Area {
    areas.iter().find(|area| area.name == name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_crosses_and_everything_was_tried() {
    for redis in [true, false] {
        let scene = Scene::set(settings(redis)).await.unwrap();
        let areas = verify(&scene).await;
        for area in &areas {
            assert!(area.breaches.is_empty(), "{area:#?}");
        }
        for (name, least) in [
            ("tables", 150),
            ("live updates", 12),
            ("files", 3),
            ("sessions and presence", 5),
            ("pages", 60),
            ("downloads and exports", 14),
            ("server functions", 230),
            ("jobs", 15),
            ("the other tenant's rows", 50),
        ] {
            let tried = area(&areas, name).tried;
            assert!(tried >= least, "{name}: {tried}");
        }
    }
}

/// A key without its tenant, and a word that has wandered into the other tenant.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_on_purpose_is_found() {
    use diesel_async::SimpleAsyncConnection;
    let scene = Scene::set(settings(false)).await.unwrap();
    let mut conn = scene.connect().await;
    let (a, b) = (scene.world.a.id, scene.world.b.id);
    let leak = format!(
        "ALTER TABLE client_domains DROP FOREIGN KEY client_domains_client; \
         ALTER TABLE client_tags ADD UNIQUE KEY across (client_id, tag_id); \
         UPDATE tickets SET subject = (SELECT s FROM (SELECT subject AS s FROM tickets \
         WHERE tenant_id = {b} LIMIT 1) theirs) WHERE tenant_id = {a}"
    );
    conn.batch_execute(&leak).await.unwrap();
    let areas = verify(&scene).await;
    let found = |name: &str, what: &str| {
        let breaches = &area(&areas, name).breaches;
        assert!(
            breaches.iter().any(|b| b.contains(what)),
            "{name}: {breaches:#?}"
        );
    };
    found("tables", "client_tags, key across");
    found(
        "server functions",
        "/api/tickets/list shows another tenant's words",
    );
    found("pages", "/tickets shows another tenant's words");
    found("downloads and exports", "the export of tickets shows");
}

/// What the command says, and that it leaves nothing behind.
#[test]
fn the_command_reports_and_says_what_it_needs() {
    let run = |url: &str, args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_nestogy"))
            .arg("verify-isolation")
            .args(args)
            .env_clear()
            .env("NESTOGY_ENV", "testing")
            .env("DATABASE_URL", url)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let server = environment::database_server();
    let (code, out, err) = run(&format!("{server}/nestogy"), &["--json"]);
    assert_eq!(code, Some(0), "{out}{err}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["isolated"], true);
    assert_eq!(report["areas"].as_array().unwrap().len(), 9);

    let host = server.rsplit(['@', '/']).next().unwrap();
    let nobody = format!("mysql://nobody:wrong@{host}/nestogy");
    let away = "mysql://root@127.0.0.1:9/nestogy";
    for url in [nobody.as_str(), away] {
        let (code, out, err) = run(url, &[]);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
        assert!(err.contains(PREFIX), "{err}");
    }
    let (code, _, err) = run(&server, &["--tenants", "3"]);
    assert_eq!(code, Some(2), "{err}");
}
