//! Who is asking, when proxies stand between.

use crate::config::{Cidr, plain};
use http::HeaderMap;
use std::net::IpAddr;

/// The address of the client: the peer's, or, when the peer is a trusted proxy, the last address
/// of `X-Forwarded-For` that no trusted proxy has. What stands further left anyone can write.
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[Cidr]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|cidr| cidr.contains(address));
    let mut client = plain(peer);
    if !is_trusted(client) {
        return client;
    }
    let values = headers.get_all("x-forwarded-for").into_iter();
    let hops: Vec<&str> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in hops.into_iter().rev() {
        // Something that is no address: the proxy before it is the last one to be believed.
        let Some(address) = address_of(hop) else {
            break;
        };
        client = plain(address);
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// `192.0.2.1`, `192.0.2.1:1234`, `2001:db8::1`, `[2001:db8::1]:1234`.
fn address_of(hop: &str) -> Option<IpAddr> {
    let with_port = || Some(hop.parse::<std::net::SocketAddr>().ok()?.ip());
    hop.trim_matches(['[', ']']).parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ip(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<Cidr> = trusted.iter().map(|t| Cidr::parse(t).unwrap()).collect();
        client_ip(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxies = ["10.0.0.0/8"];
        assert_eq!(ip("192.0.2.1", &["203.0.113.9"], &proxies), "192.0.2.1");
        assert_eq!(ip("192.0.2.1", &["203.0.113.9"], &[]), "192.0.2.1");
        assert_eq!(ip("10.0.0.1", &["203.0.113.9"], &proxies), "203.0.113.9");
        assert_eq!(ip("10.0.0.1", &[], &proxies), "10.0.0.1");
    }

    #[test]
    fn what_a_client_writes_to_the_left_does_not_count() {
        let proxies = ["10.0.0.0/8"];
        assert_eq!(
            ip("10.0.0.1", &["127.0.0.1, 203.0.113.9"], &proxies),
            "203.0.113.9"
        );
        assert_eq!(
            ip("10.0.0.1", &["1.1.1.1", "203.0.113.9, 10.0.0.2"], &proxies),
            "203.0.113.9"
        );
        assert_eq!(
            ip("10.0.0.1", &["203.0.113.9, garbage"], &proxies),
            "10.0.0.1"
        );
        assert_eq!(
            ip("::ffff:10.0.0.1", &["[2001:db8::1]:443"], &proxies),
            "2001:db8::1"
        );
    }
}
