//! Whose certificates are believed: the public authorities, and those that the installation names
//! (a company's own authority for its mail servers).

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::sync::Arc;

/// Cheap to clone. The default believes the public authorities only.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    own: Arc<[CertificateDer<'static>]>,
}

impl Trust {
    /// The public authorities and those of a PEM file with this text.
    ///
    /// # Errors
    /// What is wrong with the file, in words that say what to do.
    pub fn with_pem(pem: &[u8]) -> Result<Self, String> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let own = found.map_err(|_| "the file is no PEM file: name one with certificates")?;
        if own.is_empty() {
            return Err(
                "the file holds no certificate: it must begin with BEGIN CERTIFICATE".into(),
            );
        }
        let mut roots = RootCertStore::empty();
        for certificate in &own {
            let refused = |_| "a certificate in the file cannot be read: export it again as PEM";
            roots.add(certificate.clone()).map_err(refused)?;
        }
        Ok(Self { own: own.into() })
    }

    /// What the installation names itself.
    pub fn own(&self) -> &[CertificateDer<'static>] {
        &self.own
    }

    /// Everything that is believed.
    pub(crate) fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        roots.add_parsable_certificates(self.own.iter().cloned());
        roots
    }
}

#[cfg(test)]
mod tests {
    use super::Trust;

    #[test]
    fn what_is_no_certificate_is_refused_with_words() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        for text in ["", "x", key, broken, "-----BEGIN CERTIFICATE-----\n!\n"] {
            let refused = Trust::with_pem(text.as_bytes());
            assert!(refused.is_err_and(|words| words.contains("file")), "{text}");
        }
    }
}
