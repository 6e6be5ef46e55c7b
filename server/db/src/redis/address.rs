//! Where Redis is: `redis://host:6379/0`, or the master that Sentinel names,
//! `redis+sentinel://:password@host1:26379,host2:26379/name/0`. With `rediss` by TLS.

use ::redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use ::redis::{
    ConnectionAddr, ConnectionInfo, ErrorKind, IntoConnectionInfo, RedisResult, TlsMode,
};
use std::net::IpAddr;

const SENTINEL_PORT: u16 = 26_379;
/// More is a mistake in the list.
const MOST_SENTINELS: usize = 16;

/// A parsed address. It holds passwords: it is not to be printed.
pub enum Address {
    One(Box<ConnectionInfo>),
    Sentinel(Group),
}

/// A master and its replicas, and the sentinels that know which is which.
pub struct Group {
    sentinels: Vec<ConnectionAddr>,
    name: String,
    /// Settings for the master itself.
    master: Box<ConnectionInfo>,
    sentinel_password: Option<String>,
}

impl Address {
    /// # Errors
    /// [`ErrorKind::InvalidClientConfig`], saying what is wrong and nothing of the password.
    pub fn parse(text: &str) -> RedisResult<Self> {
        let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong("no ://"))?;
        match scheme {
            "redis" | "rediss" => Ok(Self::One(Box::new(text.into_connection_info()?))),
            "redis+sentinel" => Group::parse("redis", rest).map(Self::Sentinel),
            "rediss+sentinel" => Group::parse("rediss", rest).map(Self::Sentinel),
            _ => Err(wrong(
                "not redis, rediss, redis+sentinel or rediss+sentinel",
            )),
        }
    }

    /// Whether the data is behind a password, or every host named is this machine.
    pub fn is_guarded(&self) -> bool {
        let (settings, hosts) = match self {
            Self::One(info) => (info, std::slice::from_ref(info.addr())),
            Self::Sentinel(group) => (&group.master, group.sentinels.as_slice()),
        };
        let password = settings.redis_settings().password();
        password.is_some_and(|word| !word.is_empty()) || hosts.iter().all(is_here)
    }
}

fn is_here(address: &ConnectionAddr) -> bool {
    let host = match address {
        ConnectionAddr::Tcp(host, _) | ConnectionAddr::TcpTls { host, .. } => host,
        _ => return true,
    };
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Group {
    /// Reads what stands behind `://`.
    fn parse(scheme: &str, rest: &str) -> RedisResult<Self> {
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (place, path) = rest
            .split_once('/')
            .ok_or_else(|| wrong("the master's name is missing: …/name/0"))?;
        let (login, hosts) = match place.rsplit_once('@') {
            Some((login, hosts)) => (format!("{login}@"), hosts),
            None => (String::new(), place),
        };
        let (name, number) = path.split_once('/').unwrap_or((path, "0"));
        let number = if number.is_empty() { "0" } else { number };
        if name.is_empty() || number.parse::<u16>().is_err() {
            return Err(wrong("the end is the master's name and a number: …/name/0"));
        }
        // Each host is read as an address of its own, so that names, ports and passwords follow
        // the same rules as for one server.
        let read = |host: &str| {
            format!("{scheme}://{login}{}/{number}", with_port(host)).into_connection_info()
        };
        let infos: Vec<ConnectionInfo> = hosts.split(',').map(read).collect::<Result<_, _>>()?;
        if infos.len() > MOST_SENTINELS {
            return Err(wrong("more than 16 sentinels"));
        }
        let sentinels = infos.iter().map(|info| info.addr().clone()).collect();
        let master = infos.into_iter().next().ok_or_else(|| wrong("no host"))?;
        Ok(Self {
            sentinels,
            name: name.to_string(),
            master: Box::new(master),
            sentinel_password: sentinel_password(query)?,
        })
    }

    pub(super) fn client(&self) -> RedisResult<SentinelClient> {
        let settings = self.master.redis_settings();
        let mut builder = SentinelClientBuilder::new(
            self.sentinels.clone(),
            &self.name,
            SentinelServerType::Master,
        )?
        .set_client_to_redis_db(settings.db());
        if let Some(user) = settings.username() {
            builder = builder.set_client_to_redis_username(user);
        }
        if let Some(password) = settings.password() {
            builder = builder.set_client_to_redis_password(password);
        }
        if matches!(self.master.addr(), ConnectionAddr::TcpTls { .. }) {
            builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure);
        }
        if let Some(password) = &self.sentinel_password {
            builder = builder.set_client_to_sentinel_password(password);
        }
        builder.build()
    }
}

/// The one word that may follow a `?`; percent signs as everywhere in an address.
fn sentinel_password(query: &str) -> RedisResult<Option<String>> {
    if query.is_empty() {
        return Ok(None);
    }
    let word = query
        .strip_prefix("sentinel_password=")
        .ok_or_else(|| wrong("after ? only sentinel_password=… is known"))?;
    let info = format!("redis://:{word}@localhost/").into_connection_info()?;
    Ok(info.redis_settings().password().map(str::to_string))
}

fn with_port(host: &str) -> String {
    let end = host.rsplit_once(']').map_or(host, |(_, end)| end);
    if end.contains(':') {
        host.to_string()
    } else {
        format!("{host}:{SENTINEL_PORT}")
    }
}

fn wrong(what: &'static str) -> ::redis::RedisError {
    (ErrorKind::InvalidClientConfig, what).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn group(text: &str) -> Group {
        match Address::parse(text).unwrap() {
            Address::Sentinel(group) => group,
            Address::One(_) => panic!("{text} is one server"),
        }
    }

    #[test]
    fn reads_a_list_of_sentinels() {
        let text = "redis+sentinel://nestogy:p%40ss,w@10.0.0.1,[::1]:5,b.example:26380/main/3?sentinel_password=a%2Fb";
        let group = group(text);
        let hosts: Vec<String> = group.sentinels.iter().map(ToString::to_string).collect();
        assert_eq!(hosts[0], "10.0.0.1:26379");
        assert!(
            hosts[1].ends_with(":5") && hosts[1].contains("::1"),
            "{hosts:?}"
        );
        assert_eq!(hosts[2], "b.example:26380");
        let settings = group.master.redis_settings();
        assert_eq!(
            (settings.username(), settings.password(), settings.db()),
            (Some("nestogy"), Some("p@ss,w"), 3)
        );
        assert_eq!(
            (group.name.as_str(), group.sentinel_password.as_deref()),
            ("main", Some("a/b"))
        );
        group.client().unwrap();
    }

    #[test]
    fn tls_is_for_sentinels_and_master() {
        let group = group("rediss+sentinel://:word@a,b/main");
        let tls = |address: &ConnectionAddr| matches!(address, ConnectionAddr::TcpTls { .. });
        assert!(group.sentinels.iter().all(tls) && tls(group.master.addr()));
    }

    #[test]
    fn refuses_what_is_no_address_without_repeating_it() {
        for text in [
            "",
            "redis",
            "http://x",
            "redis+sentinel://",
            "redis+sentinel:///main",
            "redis+sentinel://a",
            "redis+sentinel://a/",
            "redis+sentinel://a,/main",
            "redis+sentinel://a/main/x",
            "redis+sentinel://a/main/-1",
            "redis+sentinel://a:99999/main",
            "redis+sentinel://:secret@a/main?other=secret",
            "redis+cluster://a/main",
            &format!("redis+sentinel://{}/main", ["a"; 17].join(",")),
        ] {
            let error = Address::parse(text)
                .err()
                .unwrap_or_else(|| panic!("{text} is taken"));
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn is_guarded_by_a_password_or_by_staying_here() {
        for (text, guarded) in [
            ("redis://localhost", true),
            ("redis://:x@far.example", true),
            ("redis://far.example", false),
            ("redis+sentinel://127.0.0.1,[::1]/main", true),
            ("redis+sentinel://127.0.0.1,far.example/main", false),
            ("redis+sentinel://:x@near,far.example/main", true),
            (
                "redis+sentinel://far.example/main?sentinel_password=x",
                false,
            ),
        ] {
            assert_eq!(
                Address::parse(text).unwrap().is_guarded(),
                guarded,
                "{text}"
            );
        }
    }
}
