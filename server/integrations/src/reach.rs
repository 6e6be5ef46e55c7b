//! Which hosts the program may be made to talk to by people of a tenant: those on the public
//! internet, and those that the operator named. Names are resolved once, and the connection goes
//! to an address that was checked, so that a name cannot change its mind in between.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;

/// Longest wait for an address, and for a connection to it.
const CONNECT: Duration = Duration::from_secs(15);

/// The operator's exceptions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Host names and addresses in private networks, lower case.
    named: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReachError {
    /// Not to be talked to, whatever answers there.
    #[error(
        "{0} is not on the public internet. Ask the operator of this installation to add it to NESTOGY_PRIVATE_HOSTS"
    )]
    Private(String),
    #[error("{0}")]
    Away(String),
}

impl Reach {
    /// `named`: what may be reached although it is private.
    pub fn new(named: impl IntoIterator<Item = String>) -> Self {
        Self {
            named: named.into_iter().map(|host| plain(&host)).collect(),
        }
    }

    /// Whether the operator named this host.
    pub fn names(&self, host: &str) -> bool {
        self.named.contains(&plain(host))
    }

    /// The addresses of a host that may be talked to; never empty.
    ///
    /// # Errors
    /// [`ReachError::Private`] when there is none; [`ReachError::Away`] when the name is unknown.
    pub async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, ReachError> {
        let host = host.trim_matches(['[', ']']);
        let found = tokio::time::timeout(CONNECT, tokio::net::lookup_host((host, port))).await;
        let found = match found {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => return Err(ReachError::Away(format!("Cannot find {host}: {error}"))),
            Err(_) => return Err(ReachError::Away(format!("Cannot find {host} in time"))),
        };
        let open = self.names(host);
        let allowed: Vec<SocketAddr> = found
            .filter(|address| open || is_public(address.ip()))
            .collect();
        match allowed.is_empty() {
            true => Err(ReachError::Private(host.to_string())),
            false => Ok(allowed),
        }
    }

    /// A connection to a host that may be talked to.
    ///
    /// # Errors
    /// As [`Self::addresses`], and [`ReachError::Away`] when nobody answers.
    pub async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, ReachError> {
        let addresses = self.addresses(host, port).await?;
        let away = |why: String| ReachError::Away(format!("Cannot reach {host}:{port}: {why}"));
        match tokio::time::timeout(CONNECT, TcpStream::connect(addresses.as_slice())).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(error)) => Err(away(error.to_string())),
            Err(_) => Err(away("no answer in time".to_string())),
        }
    }
}

fn plain(host: &str) -> String {
    let host = host.trim().trim_matches(['[', ']']);
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether an address is on the public internet: nobody's loopback, private network, cloud
/// metadata, or another address written in a way that hides it.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = match (a, b) {
        (0, _) | (240..=255, _) => true,
        // RFC 6598: shared by customers of a provider.
        (100, 64..=127) => true,
        // RFC 2544: benchmarks.
        (198, 18..=19) => true,
        (192, 0) => c == 0,
        (192, 88) => c == 99,
        _ => false,
    };
    !(reserved
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let low = || {
        let [.., a, b, c, d] = address.octets();
        Ipv4Addr::new(a, b, c, d)
    };
    match parts {
        // ::ffff:10.0.0.1 and the old ::10.0.0.1.
        [0, 0, 0, 0, 0, 0xffff | 0, ..] => is_public_v4(low()),
        // NAT64 (RFC 6052): the last four bytes are the address that is reached.
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(low()),
        // 6to4 (RFC 3056) carries it in bytes 2 to 5.
        [0x2002, high, next, ..] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), next.to_be_bytes());
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Teredo and the other protocol assignments, and documentation.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0xdb8, ..] => false,
        // Everything that is handed out to the public begins with 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn f01_no_spelling_of_this_machine_is_reached() {
        let reach = Reach::default();
        for host in [
            "127.0.0.1",
            "[::1]",
            "0.0.0.0",
            "localhost",
            "localhost.",
            "LOCALHOST",
            "2130706433",
            "0x7f.1",
            "127.1",
            "0177.0.0.1",
            "::ffff:127.0.0.1",
        ] {
            // A resolver that does not know an odd spelling refuses it, too.
            assert!(reach.addresses(host, 80).await.is_err(), "{host}");
        }
    }

    #[test]
    fn f02_f03_no_private_address_is_public() {
        for address in [
            "169.254.169.254",
            "fd00:ec2::254",
            "fe80::1",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "fc00::1",
            "fec0::1",
            "ff02::1",
            "::",
            "::10.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:a00:1::1",
            "2001::1",
            "2001:db8::1",
            "100::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "93.184.216.34",
            "172.32.0.1",
            "100.128.0.1",
            "2606:2800:220:1::1",
            "64:ff9b::5db8:d822",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[tokio::test]
    async fn what_the_operator_named_is_reached() {
        let reach = Reach::new(["LocalHost.".to_string(), "10.0.0.5".to_string()]);
        assert!(reach.addresses("localhost", 80).await.is_ok());
        assert!(reach.addresses("10.0.0.5", 80).await.is_ok());
        // The name is allowed, not whatever else is there.
        assert!(reach.addresses("127.0.0.1", 80).await.is_err());
    }
}
