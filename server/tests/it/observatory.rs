//! Mozilla's own scanner looks at the server as the internet would.

use crate::test_app::{Options, TestApp};
use serde_json::Value;
use server::config::{Cidr, Environment};
use std::path::PathBuf;
use std::process::Command;

/// Any public name: the scanner is led to the test's server.
const NAME: &str = "desk.example-msp.com";

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../end2end/observatory");
    let there = folder
        .join("node_modules/@mdn/mdn-http-observatory")
        .is_dir();
    assert!(there, "the scanner is not installed: bin/setup tests");
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn the_headers_are_worth_a_plus() {
    let app = TestApp::with(Options {
        environment: Environment::Production,
        base_url: Some("https://desk.example-msp.com"),
        trusted_proxies: vec![Cidr::parse("127.0.0.0/8").unwrap()],
        ..Options::default()
    })
    .await;
    let mut scan = Command::new("node");
    scan.args(["scan.mjs", &app.url, NAME])
        .current_dir(folder());
    // Not on a thread that serves: the scanner asks this very server.
    let output = tokio::task::spawn_blocking(move || scan.output().expect("node"));
    let output = output.await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{text} {errors}");
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["grade"], "A+", "{found}");
    assert!(found["score"].as_u64() >= Some(125), "{found}");
    assert_eq!(found["failed"], Value::Array(Vec::new()), "{found}");
}
