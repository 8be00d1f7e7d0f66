//! A URL taken apart as typed, bytes and all: no encoding is changed here.

/// The parts of a URL as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Url {
    /// `http` or `https`, lower case; `http` where none is typed.
    pub(super) scheme: Vec<u8>,
    /// What stands before `@`, as typed.
    pub(super) userinfo: Option<Vec<u8>>,
    /// The host as typed, IPv6 in its brackets.
    pub(super) host: Vec<u8>,
    /// The port's digits as typed, if any.
    pub(super) port: Option<Vec<u8>>,
    /// The path as typed; may be empty.
    pub(super) path: Vec<u8>,
    /// The query without its `?`.
    pub(super) query: Option<Vec<u8>>,
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

fn split_at(bytes: &[u8], at: usize, skip: usize) -> (Vec<u8>, Vec<u8>) {
    let (head, tail) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
    (head.to_vec(), tail.get(skip..).unwrap_or_default().to_vec())
}

impl Url {
    /// Takes a URL apart (RFC 3986 appendix B); a fragment is left out, since no client sends one.
    pub(super) fn split(url: &[u8]) -> Self {
        let url = url.trim_ascii();
        let (scheme, rest) = match find(url, b"://") {
            Some(at)
                if url.iter().take(at).all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)) =>
            {
                let (scheme, rest) = split_at(url, at, 3);
                (scheme.to_ascii_lowercase(), rest)
            }
            _ => (b"http".to_vec(), url.to_vec()),
        };
        let rest = match rest.iter().position(|b| *b == b'#') {
            Some(at) => split_at(&rest, at, 1).0,
            None => rest,
        };
        let end = rest.iter().position(|b| b"/?\\".contains(b)).unwrap_or(rest.len());
        let (authority, tail) = split_at(&rest, end, 0);
        let (path, query) = match tail.iter().position(|b| *b == b'?') {
            Some(at) => {
                let (path, query) = split_at(&tail, at, 1);
                (path, Some(query))
            }
            None => (tail, None),
        };
        let (userinfo, host_port) = match authority.iter().rposition(|b| *b == b'@') {
            Some(at) => {
                let (user, host) = split_at(&authority, at, 1);
                (Some(user), host)
            }
            None => (None, authority),
        };
        let (host, port) = split_port(&host_port);
        Self { scheme, userinfo, host, port, path, query }
    }

    /// `host[:port]` for a Host field: lower case, the scheme's own port left out.
    pub(super) fn authority(&self) -> Vec<u8> {
        let mut text = self.host.to_ascii_lowercase();
        let own: &[u8] = if self.scheme == b"https" { b"443" } else { b"80" };
        if let Some(port) = self.port.as_deref().filter(|port| !port.is_empty() && *port != own) {
            text.push(b':');
            text.extend_from_slice(port);
        }
        text
    }

    /// `scheme://host[:port]`.
    pub(super) fn origin(&self) -> Vec<u8> {
        [self.scheme.as_slice(), b"://", &self.authority()].concat()
    }

    /// The whole as text, without user information.
    pub(super) fn whole(&self) -> Vec<u8> {
        let mut text = self.origin();
        text.extend_from_slice(if self.path.is_empty() { b"/" } else { &self.path });
        if let Some(query) = &self.query {
            text.push(b'?');
            text.extend_from_slice(query);
        }
        text
    }

    /// Path and query joined, the path at least `/`.
    pub(super) fn target(path: &[u8], query: Option<&[u8]>) -> Vec<u8> {
        let mut text = if path.is_empty() { b"/".to_vec() } else { path.to_vec() };
        if let Some(query) = query {
            text.push(b'?');
            text.extend_from_slice(query);
        }
        text
    }

    /// The URL that a `Location` means, seen from here (RFC 3986 section 5.2).
    pub(super) fn join(&self, location: &[u8]) -> Self {
        let location = location.trim_ascii();
        if find(location, b"://")
            .is_some_and(|at| !location.iter().take(at).any(|b| b"/?#".contains(b)))
        {
            return Self::split(location);
        }
        let mut base = self.origin();
        if location.starts_with(b"//") {
            base = [self.scheme.as_slice(), b":"].concat();
        } else if location.starts_with(b"?") {
            base.extend_from_slice(if self.path.is_empty() { b"/" } else { &self.path });
        } else if !location.starts_with(b"/") {
            let end = self.path.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1);
            let folder = self.path.get(..end).unwrap_or_default();
            base.extend_from_slice(if folder.is_empty() { b"/" } else { folder });
        }
        base.extend_from_slice(location);
        let mut url = Self::split(&base);
        if !location.starts_with(b"/") {
            url.path = without_dots(&url.path);
        }
        url
    }
}

fn split_port(host_port: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    let from = if host_port.starts_with(b"[") {
        host_port.iter().position(|b| *b == b']').unwrap_or(0)
    } else {
        0
    };
    let colon = host_port.iter().skip(from).position(|b| *b == b':').map(|at| at + from);
    match colon {
        Some(at) => {
            let (host, port) = split_at(host_port, at, 1);
            (host, Some(port))
        }
        None => (host_port.to_vec(), None),
    }
}

/// Removes `.` and `..` segments (RFC 3986 section 5.2.4), double slashes kept.
pub(super) fn without_dots(path: &[u8]) -> Vec<u8> {
    let mut out: Vec<&[u8]> = Vec::new();
    let absolute = path.starts_with(b"/");
    let body = if absolute { path.get(1..).unwrap_or_default() } else { path };
    let segments: Vec<&[u8]> = body.split(|b| *b == b'/').collect();
    for (index, segment) in segments.iter().enumerate() {
        let last = index + 1 == segments.len();
        match dots(segment) {
            0 => out.push(segment),
            count => {
                if count == 2 {
                    out.pop();
                }
                if last {
                    out.push(b"");
                }
            }
        }
    }
    let joined = out.join(&b'/');
    if absolute { [b"/".as_slice(), &joined].concat() } else { joined }
}

/// 1 for `.`, 2 for `..`, their escaped spellings included (WHATWG); else 0.
fn dots(segment: &[u8]) -> u8 {
    let plain = segment.to_ascii_lowercase();
    match plain.as_slice() {
        b"." | b"%2e" => 1,
        b".." | b".%2e" | b"%2e." | b"%2e%2e" => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_urls_apart_and_joins_locations() {
        let url = Url::split(b"HTTP://u:p@Example.COM:8080/a/b?x=1#f");
        assert_eq!(url.authority(), b"example.com:8080");
        assert_eq!((url.path.as_slice(), url.query.as_deref()), (&b"/a/b"[..], Some(&b"x=1"[..])));
        assert_eq!(url.join(b"c?y").whole(), b"http://example.com:8080/a/c?y");
        assert_eq!(url.join(b"/new").whole(), b"http://example.com:8080/new");
        assert_eq!(url.join(b"https://h/").whole(), b"https://h/");
        assert_eq!(url.join(b"//h:9/z").authority(), b"h:9");
        assert_eq!(Url::target(b"", Some(b"x")), b"/?x");
    }

    #[test]
    fn dot_segments() {
        assert_eq!(without_dots(b"/a/./b/../c//d/"), b"/a/c//d/");
        assert_eq!(without_dots(b"/../x/.."), b"/");
        assert_eq!(without_dots(b"/x/%2e%2E/y"), b"/y");
    }
}
