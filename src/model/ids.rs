//! Names and numbers that stand for larger things.

use std::fmt;

/// A preset's name: its path below a presets folder without the ending, as in `keap/files`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PresetId(pub String);

/// A client profile's name, as in `why4xx identify`: `postman`, `python-requests`, `verbatim`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileId(pub &'static str);

/// The number of an exchange in this session or in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExchangeId(pub u64);

impl ProfileId {
    /// The names a profile or a recognised client can go by, as in `CLI.md`; `verbatim` sends a draft as it is.
    pub const NAMES: &'static [&'static str] = &[
        "verbatim",
        "postman",
        "curl",
        "wget",
        "httpie",
        "xh",
        "python-requests",
        "python-httpx",
        "python-aiohttp",
        "python-urllib",
        "python-urllib3",
        "python-http.client",
        "node-fetch-builtin",
        "undici-request",
        "node-http",
        "axios",
        "got",
        "node-fetch",
        "superagent",
        "needle",
        "go-http",
        "java-httpclient",
        "java-httpurlconnection",
        "apache-httpclient",
        "okhttp",
        "php-curl",
        "php-stream",
        "ruby-net-http",
        "perl-lwp",
        "reqwest",
        "ureq",
        "chromium",
        "dotnet-httpclient",
        "powershell",
    ];

    /// The profile of that name, any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|known| known.eq_ignore_ascii_case(name)).map(|known| Self(known))
    }
}

impl fmt::Display for PresetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ProfileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for ExchangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}
