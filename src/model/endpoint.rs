//! Where we dial, apart from what any header says.

use std::fmt;

/// Scheme, host and port of a connection. `Host` is just a header; this is what is really dialled.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Whether TLS is spoken.
    pub tls: bool,
    /// A name or an address; IPv6 without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// Why a text names no endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// No host is in it.
    #[error(
        "`{0}` names no host to dial; write it like https://api.example.com or http://127.0.0.1:8025"
    )]
    NoHost(String),
    /// The port is no number up to 65535.
    #[error("`{port}` in `{url}` is no port; ports are numbers from 1 to 65535")]
    BadPort {
        /// The text given.
        url: String,
        /// What stands where the port belongs.
        port: String,
    },
    /// More than scheme, host and port.
    #[error(
        "only scheme, host and port name a server: leave out `{more}`; path, query and credentials come from the \
         program that asks"
    )]
    NoOrigin {
        /// What is too much.
        more: String,
    },
    /// Neither http nor https.
    #[error("`{scheme}` is not a scheme that can be dialled; use http or https")]
    BadScheme {
        /// What stands where the scheme belongs.
        scheme: String,
    },
}

impl Endpoint {
    /// Reads scheme, host and port of a URL; all else in it is left aside. Without a scheme, `http` is meant.
    pub fn from_url(url: &str) -> Result<Self, EndpointError> {
        let url = url.trim();
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(EndpointError::BadScheme { scheme: scheme.to_owned() }),
        };
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let host_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        Self::from_authority(host_port, tls, url)
    }

    /// Reads a URL that is to name a server and no more, as `https://api.example.com`. Without a scheme TLS is meant, as
    /// nearly every API speaks it; on this machine not.
    pub fn from_origin(url: &str) -> Result<Self, EndpointError> {
        let url = url.trim();
        let here = ["127.", "localhost", "[::1]"].iter().any(|name| url.starts_with(name));
        let scheme = match (url.contains("://"), here) {
            (true, _) => "",
            (false, true) => "http://",
            (false, false) => "https://",
        };
        let url = format!("{scheme}{url}");
        let (_, rest) = url.split_once("://").unwrap_or(("", &url));
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if let Some(at) = authority.find(['/', '?', '#', '\\', '@']) {
            let more = authority.get(at..).unwrap_or_default();
            let more = if more.starts_with('@') { "the user before the @" } else { more };
            return Err(EndpointError::NoOrigin { more: more.to_owned() });
        }
        Self::from_url(&url)
    }

    fn from_authority(host_port: &str, tls: bool, url: &str) -> Result<Self, EndpointError> {
        let default = if tls { 443 } else { 80 };
        let (host, port) = match host_port.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, rest)) => (host, rest.strip_prefix(':').unwrap_or_default()),
            None => host_port.split_once(':').unwrap_or((host_port, "")),
        };
        if host.is_empty() {
            return Err(EndpointError::NoHost(url.to_owned()));
        }
        let port = match port {
            "" => default,
            text => text.parse().ok().filter(|port| *port != 0).ok_or_else(|| {
                EndpointError::BadPort { url: url.to_owned(), port: text.to_owned() }
            })?,
        };
        Ok(Self { tls, host: host.to_owned(), port })
    }

    /// `host:port` as a Host field spells it: the scheme's own port left out.
    #[must_use]
    pub fn authority(&self) -> String {
        let host =
            if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let default = if self.tls { 443 } else { 80 };
        if self.port == default { host } else { format!("{host}:{}", self.port) }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.tls { "https" } else { "http" }, self.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_urls_as_people_write_them() {
        for (url, tls, host, port) in [
            ("https://api.example.com/v1?x", true, "api.example.com", 443),
            ("http://u:p@h:81", false, "h", 81),
            ("127.0.0.1:8025", false, "127.0.0.1", 8025),
            ("https://[::1]:9/x", true, "::1", 9),
        ] {
            assert_eq!(Endpoint::from_url(url), Ok(Endpoint { tls, host: host.into(), port }));
        }
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(matches!(Endpoint::from_url("https:///x"), Err(EndpointError::NoHost(_))));
        assert!(matches!(Endpoint::from_url("http://h:http"), Err(EndpointError::BadPort { .. })));
        assert!(matches!(Endpoint::from_url("ftp://h"), Err(EndpointError::BadScheme { .. })));
    }
}
