//! Whom to believe over TLS.

use bytes::Bytes;

/// Which certificates are taken for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// Further authorities, as PEM; one entry may hold several.
    pub extra_roots: Vec<Bytes>,
    /// Take any certificate. What it says is recorded all the same.
    pub insecure: bool,
    /// Whether the system's authorities count. They are loaded at the first TLS use.
    pub system: bool,
}

impl Default for Trust {
    fn default() -> Self {
        Self { extra_roots: Vec::new(), insecure: false, system: true }
    }
}
