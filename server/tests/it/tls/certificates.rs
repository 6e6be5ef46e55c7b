//! An authority of the test's own and the certificates that it gives.

use crate::programs::Folder;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

pub struct Authority {
    folder: Folder,
}

impl Authority {
    pub fn new() -> Self {
        let folder = Folder::new();
        let new = Self { folder };
        new.openssl(&format!(
            "req -x509 -days 2 -subj /CN=test-authority -keyout ca.key -out ca.pem {NEW_KEY}"
        ));
        new
    }

    /// Its certificate, as `NESTOGY_CA_FILE` names it.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    pub fn pem(&self) -> Vec<u8> {
        std::fs::read(self.file()).unwrap()
    }

    /// What a server of this name shows; good for so many days.
    pub fn server(&self, name: &str, days: i32) -> TlsAcceptor {
        let names = format!("subjectAltName=DNS:{name}");
        std::fs::write(self.folder.path().join("names"), names).unwrap();
        self.openssl(&format!(
            "req -subj /CN={name} -keyout leaf.key -out leaf.csr {NEW_KEY}"
        ));
        self.openssl(&format!(
            "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days {days} \
             -extfile names -out leaf.pem"
        ));
        let read = |name: &str| std::fs::read(self.folder.path().join(name)).unwrap();
        let leaf = read("leaf.pem");
        let chain = CertificateDer::pem_slice_iter(&leaf);
        let chain: Vec<_> = chain.collect::<Result<_, _>>().unwrap();
        let key = PrivateKeyDer::from_pem_slice(&read("leaf.key")).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }

    fn openssl(&self, words: &str) {
        let done = Command::new("openssl")
            .args(words.split_whitespace())
            .current_dir(self.folder.path())
            .output()
            .expect("openssl is installed");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{words}: {said}");
    }
}

const NEW_KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
