//! A push service and the browsers behind it, for tests: over real HTTP it takes what a browser
//! vendor's would take, and a browser reads what was meant for it.

use app_types::notifications::PushForm;
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::{aead, hkdf, signature};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A message as it arrived.
#[derive(Debug, Clone)]
pub struct Taken {
    pub path: String,
    /// Names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

#[derive(Default)]
struct State {
    taken: Vec<Taken>,
    answers: VecDeque<String>,
}

/// Answers 201 unless it is told otherwise.
pub struct PushService {
    origin: String,
    state: Arc<Mutex<State>>,
}

impl PushService {
    /// # Panics
    /// When no port is free.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = shared.clone();
                tokio::spawn(async move { serve(stream, &state).await });
            }
        });
        Self { origin, state }
    }

    /// `http://127.0.0.1:port`
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A browser that has subscribed here.
    pub fn browser(&self, name: &str) -> Browser {
        Browser::at(format!("{}/push/{name}", self.origin))
    }

    /// How it answers the next message: status line and headers, `410 Gone` or
    /// `429 Slow down\r\nretry-after: 60`.
    pub fn answer_next(&self, head: &str) {
        self.lock().answers.push_back(head.to_string());
    }

    /// All that came, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.lock().taken.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("the push service")
    }
}

/// One request of a connection that is closed after it.
async fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(taken) = read(&mut stream).await else {
        return;
    };
    let head = {
        let mut state = state.lock().expect("the push service");
        state.taken.push(taken);
        let head = state.answers.pop_front();
        head.unwrap_or_else(|| "201 Created".to_string())
    };
    let answer = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<Taken> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_string();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_string()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Taken {
        path,
        headers,
        body: bytes[end..].to_vec(),
    })
}

impl Taken {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The claims of whoever sent it, signed by the key whose public half is `key`.
    ///
    /// # Panics
    /// When the signature is of another key, or there is none.
    pub fn claims(&self, key: &[u8]) -> serde_json::Value {
        let signed = self.header("authorization").strip_prefix("vapid t=");
        let (token, named) = signed
            .and_then(|rest| rest.split_once(", k="))
            .expect("RFC 8292");
        assert_eq!(decode(named), key, "the key that the browser was told");
        let (text, proof) = token.rsplit_once('.').expect("a token of three parts");
        let key = signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, key);
        key.verify(text.as_bytes(), &decode(proof))
            .expect("the signature");
        let (head, claims) = text.split_once('.').expect("a token of three parts");
        let json = |part| serde_json::from_slice::<serde_json::Value>(&decode(part)).expect("JSON");
        assert_eq!(json(head)["alg"], "ES256");
        json(claims)
    }
}

/// A browser's half: the address that it hands out, and keys that it keeps.
pub struct Browser {
    pub endpoint: String,
    private: PrivateKey,
    public: Vec<u8>,
    secret: [u8; 16],
}

impl Browser {
    /// # Panics
    /// When the system has no random numbers.
    pub fn at(endpoint: String) -> Self {
        let private = PrivateKey::generate(&ECDH_P256).expect("a key");
        let public = private.compute_public_key().expect("its public half");
        let mut secret = [0; 16];
        aws_lc_rs::rand::fill(&mut secret).expect("random bytes");
        Self {
            endpoint,
            public: public.as_ref().to_vec(),
            private,
            secret,
        }
    }

    /// What its page hands to the server.
    pub fn form(&self) -> PushForm {
        PushForm {
            endpoint: self.endpoint.clone(),
            p256dh: BASE64.encode(&self.public),
            auth: BASE64.encode(self.secret),
            replaces: String::new(),
        }
    }

    /// What a message says. `None`: it was not meant for this browser, or was changed on its way.
    pub fn read(&self, body: &[u8]) -> Option<serde_json::Value> {
        let (salt, rest) = body.split_at_checked(16)?;
        let (size, rest) = rest.split_at_checked(4)?;
        assert_eq!(size, 4096_u32.to_be_bytes(), "one record");
        let (length, rest) = rest.split_first()?;
        let (theirs, record) = rest.split_at_checked(usize::from(*length))?;
        let info = [b"WebPush: info\0", self.public.as_slice(), theirs].concat();
        let theirs = UnparsedPublicKey::new(&ECDH_P256, theirs);
        let agreed = agree(&self.private, theirs, (), |shared| {
            Ok(derive(&self.secret, shared, &info, 32))
        });
        let agreed = agreed.ok()?;
        let key = derive(salt, &agreed, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = derive(salt, &agreed, b"Content-Encoding: nonce\0", 12);
        let key = aead::UnboundKey::new(&aead::AES_128_GCM, &key).ok()?;
        let nonce = aead::Nonce::try_assume_unique_for_key(&nonce).ok()?;
        let mut record = record.to_vec();
        let plain = aead::LessSafeKey::new(key)
            .open_in_place(nonce, aead::Aad::empty(), &mut record)
            .ok()?;
        // Padding: zeros after the mark of the last record.
        let end = plain.iter().rposition(|byte| *byte != 0)?;
        assert_eq!(plain[end], 2, "the last record");
        serde_json::from_slice(&plain[..end]).ok()
    }
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derive(salt: &[u8], secret: &[u8], info: &[u8], length: usize) -> Vec<u8> {
    let from = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    let mut out = vec![0; length];
    let info = [info];
    let made = from.expand(&info, Length(length));
    made.and_then(|made| made.fill(&mut out)).expect("HKDF");
    out
}

fn decode(text: &str) -> Vec<u8> {
    BASE64.decode(text).expect("base64url")
}
