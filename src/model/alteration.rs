//! What a relay had to change in a request on its way: the difference between what was sent and what was received.

use crate::wire::escape;
use bytes::Bytes;
use std::fmt;

/// Which part of the head was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlterationKind {
    /// The value of `Host`: the client named the relay, the server wants its own name.
    Host,
    /// The target, from absolute-form to origin-form (RFC 9112 section 3.2.2: only proxies get the former).
    Target,
    /// A line that clients write for proxies alone, taken out.
    ProxyField,
}

/// One change made on the way from the client to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alteration {
    /// Which part.
    pub kind: AlterationKind,
    /// What the client wrote.
    pub was: Bytes,
    /// What the server got; empty where the part was taken out.
    pub now: Bytes,
    /// Whether the client would surely have written `now` had it spoken to the server itself.
    pub certain: bool,
}

impl fmt::Display for Alteration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (was, now) = (escape::visible(&self.was), escape::visible(&self.now));
        match self.kind {
            AlterationKind::Host => write!(f, "Host: {was} became {now}"),
            AlterationKind::Target => write!(f, "the target {was} became {now}"),
            AlterationKind::ProxyField => write!(f, "the line `{was}` was taken out"),
        }?;
        f.write_str(if self.certain { "" } else { " (whether the client would have is unsure)" })
    }
}
