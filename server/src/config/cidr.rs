//! Networks of trusted proxies.

use std::net::IpAddr;

/// A network: all addresses that share the first `bits` bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    address: IpAddr,
    bits: u8,
}

impl Cidr {
    /// Reads `10.0.0.0/8`, `fd00::/8` or a single address. `None` for anything else, also for
    /// `0.0.0.0/0`: trusting everyone would let anyone forge their address.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address.parse().ok()?, Some(bits.parse().ok()?)),
            None => (text.parse().ok()?, None),
        };
        let most = width(address);
        let bits = bits.unwrap_or(most);
        (1..=most).contains(&bits).then_some(Self { address, bits })
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        let address = plain(address);
        let network = plain(self.address);
        width(address) == width(network)
            && shifted(address, self.bits) == shifted(network, self.bits)
    }
}

/// An IPv4 address that came through an IPv6 socket is an IPv4 address.
pub fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn shifted(address: IpAddr, bits: u8) -> u128 {
    let number = match address {
        IpAddr::V4(four) => u128::from(u32::from(four)),
        IpAddr::V6(six) => u128::from(six),
    };
    number
        .checked_shr(u32::from(width(address).saturating_sub(bits)))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn knows_what_is_inside() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.1.2", "11.0.0.1"),
            ("192.168.1.7", "192.168.1.7", "192.168.1.8"),
            ("fd00::/8", "fd12::1", "fe80::1"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::ffff:11.1.2.3"),
            ("127.0.0.0/31", "127.0.0.1", "127.0.0.2"),
        ] {
            let cidr = Cidr::parse(network).unwrap();
            assert!(cidr.contains(inside.parse().unwrap()), "{network} {inside}");
            assert!(
                !cidr.contains(outside.parse().unwrap()),
                "{network} {outside}"
            );
        }
    }

    #[test]
    fn refuses_nonsense_and_everything() {
        for text in [
            "",
            "10",
            "10.0.0.0/33",
            "0.0.0.0/0",
            "::/0",
            "a/8",
            "10.0.0.0/-1",
            "10.0.0.0/8/8",
        ] {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
    }
}
