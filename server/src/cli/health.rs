//! `nestogy health`: asks `/readyz` without any HTTP client library.

use super::Outcome;
use std::process::ExitCode;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(clap::Args)]
pub struct Args {
    /// The server to ask, as http://host:port. Default: the address of NESTOGY_LISTEN.
    #[arg(long)]
    url: Option<String>,
    /// Seconds to wait for the answer.
    #[arg(long, default_value_t = 5)]
    timeout: u64,
}

pub async fn run(args: Args) -> Outcome {
    let address = address(args.url)?;
    let asked = tokio::time::timeout(Duration::from_secs(args.timeout), ask(&address)).await;
    let answer = asked.map_err(|_| format!("{address} did not answer in {} s", args.timeout))?;
    let answer = answer.map_err(|error| format!("{address}: {error}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    println!("{}", body.trim());
    let ready = head.split(' ').nth(1) == Some("200");
    Ok(if ready {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn address(url: Option<String>) -> Result<String, String> {
    match url {
        Some(url) => {
            let rest = url.strip_prefix("http://");
            let rest = rest.ok_or("--url must be http://host:port")?;
            Ok(rest.trim_end_matches('/').to_string())
        }
        None => {
            let listen = std::env::var("NESTOGY_LISTEN").unwrap_or("127.0.0.1:3000".into());
            // A server that binds every address is asked at this machine's own.
            Ok(listen
                .replace("0.0.0.0:", "127.0.0.1:")
                .replace("[::]:", "[::1]:"))
        }
    }
}

async fn ask(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    // The answer is small; whatever sends more is not Nestogy.
    stream.take(65_536).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
