//! Request targets: form, authority, path segments, query pairs, fragment (RFC 9112 section 3.2).

use crate::wire::Span;

/// Which form a target has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TargetForm {
    /// `/path?query`: what requests to a server use.
    #[default]
    Origin,
    /// `http://host/path`: what requests to a proxy use.
    Absolute,
    /// `host:port`: what CONNECT uses.
    Authority,
    /// `*`: OPTIONS for the server as a whole.
    Asterisk,
    /// None of these: a path without its slash, or nothing at all.
    Rootless,
}

/// A target taken apart. Offsets count from the target that was parsed; nothing is decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Which form it has.
    pub form: TargetForm,
    /// `https`, without `://`.
    pub scheme: Option<Span>,
    /// `user:password`, without the `@`.
    pub userinfo: Option<Span>,
    /// The host; an IPv6 literal with its brackets.
    pub host: Option<Span>,
    /// The port's digits, without the colon.
    pub port: Option<Span>,
    /// The path from its first slash to the query; may be empty.
    pub path: Span,
    /// What stands between the slashes; a slash at the end gives an empty last segment.
    pub segments: Vec<Span>,
    /// The query without its `?`; `Some` of an empty span for a bare `?`.
    pub query: Option<Span>,
    /// The query's pairs, empty ones left out.
    pub pairs: Vec<Pair>,
    /// The fragment without its `#`, which has no business in a request.
    pub fragment: Option<Span>,
}

/// `name=value` of a query or of a urlencoded body, as spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    /// The name.
    pub name: Span,
    /// The value; `None` where no `=` stands.
    pub value: Option<Span>,
    /// The whole pair without the `&` around it.
    pub span: Span,
}

impl Target {
    /// Takes a target apart. Never fails; linear.
    #[must_use]
    pub fn parse(target: &[u8]) -> Self {
        let mut read = Self::default();
        let end = target.len();
        let hash = memchr::memchr(b'#', target);
        read.fragment = hash.map(|at| Span::of(at + 1, end));
        let end = hash.unwrap_or(end);
        let before_hash = Span::of(0, end).slice(target);
        let mark = memchr::memchr(b'?', before_hash);
        read.query = mark.map(|at| Span::of(at + 1, end));
        let end = mark.unwrap_or(end);
        let path_start = read.authority_and_form(target, end);
        read.path = Span::of(path_start, end);
        read.segments = segments(target, read.path);
        read.pairs = read.query.map(|query| pairs(target, query)).unwrap_or_default();
        read
    }

    /// Settles the form and whatever stands before the path; returns where the path starts.
    fn authority_and_form(&mut self, target: &[u8], end: usize) -> usize {
        let text = Span::of(0, end).slice(target);
        if text == b"*" {
            self.form = TargetForm::Asterisk;
            return 0;
        }
        if text.starts_with(b"/") {
            self.form = TargetForm::Origin;
            return 0;
        }
        if let Some(colon) = scheme_end(text) {
            self.form = TargetForm::Absolute;
            self.scheme = Some(Span::of(0, colon));
            let start = colon + 3;
            let rest = text.get(start..).unwrap_or_default();
            let stop = start + memchr::memchr(b'/', rest).unwrap_or(rest.len());
            self.authority(target, Span::of(start, stop));
            return stop;
        }
        if is_authority(text) {
            self.form = TargetForm::Authority;
            self.authority(target, Span::of(0, end));
            return end;
        }
        self.form = TargetForm::Rootless;
        0
    }

    fn authority(&mut self, target: &[u8], authority: Span) {
        let text = authority.slice(target);
        let at_sign = memchr::memrchr(b'@', text);
        let base = authority.start as usize;
        self.userinfo = at_sign.map(|at| Span::of(base, base + at));
        let host_start = at_sign.map_or(0, |at| at + 1);
        let host = text.get(host_start..).unwrap_or_default();
        // A colon inside the brackets of an IPv6 literal starts no port.
        let bracket = memchr::memrchr(b']', host).map_or(0, |at| at + 1);
        let colon = memchr::memrchr(b':', host).filter(|at| *at >= bracket);
        let (from, to) = (base + host_start, authority.end as usize);
        self.port = colon.map(|at| Span::of(from + at + 1, to));
        self.host = Some(Span::of(from, colon.map_or(to, |at| from + at)));
    }

    /// The first pair of that name, compared as spelled.
    #[must_use]
    pub fn pair(&self, target: &[u8], name: &[u8]) -> Option<Pair> {
        self.pairs.iter().copied().find(|pair| pair.name.slice(target) == name)
    }
}

/// Where `://` starts behind a scheme (RFC 3986 section 3.1).
fn scheme_end(text: &[u8]) -> Option<usize> {
    let colon = memchr::memmem::find(text, b"://")?;
    let scheme = text.get(..colon)?;
    let letters = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    (scheme.first()?.is_ascii_alphabetic() && scheme.iter().all(letters)).then_some(colon)
}

/// Whether `text` is `host:port`.
fn is_authority(text: &[u8]) -> bool {
    let Some(colon) = memchr::memrchr(b':', text) else {
        return false;
    };
    let (host, port) = text.split_at(colon);
    let digits = port.get(1..).unwrap_or_default();
    !host.is_empty()
        && !digits.is_empty()
        && digits.iter().all(u8::is_ascii_digit)
        && memchr::memchr(b'/', host).is_none()
}

fn segments(target: &[u8], path: Span) -> Vec<Span> {
    if path.is_empty() {
        return Vec::new();
    }
    let text = path.slice(target);
    let base = path.start as usize;
    let mut start = usize::from(text.starts_with(b"/"));
    let mut found = Vec::new();
    let body = text.get(start..).unwrap_or_default();
    for slash in memchr::memchr_iter(b'/', body) {
        let end = slash + usize::from(text.starts_with(b"/"));
        found.push(Span::of(base + start, base + end));
        start = end + 1;
    }
    found.push(Span::of(base + start, path.end as usize));
    found
}

/// The pairs between `&`s of `within`, empty ones left out.
pub(super) fn pairs(bytes: &[u8], within: Span) -> Vec<Pair> {
    let text = within.slice(bytes);
    let base = within.start as usize;
    let mut found = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'&', text).chain(std::iter::once(text.len())) {
        if end > start {
            found.push(pair(bytes, Span::of(base + start, base + end)));
        }
        start = end + 1;
    }
    found
}

fn pair(bytes: &[u8], span: Span) -> Pair {
    match memchr::memchr(b'=', span.slice(bytes)) {
        None => Pair { name: span, value: None, span },
        Some(equals) => {
            let at = span.start as usize + equals;
            let name = Span::of(span.start as usize, at);
            Pair { name, value: Some(Span::of(at + 1, span.end as usize)), span }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(target: &str, span: Option<Span>) -> Option<&str> {
        span.map(|span| &target[span.range(target.len())])
    }

    #[test]
    fn tells_the_forms_apart() {
        for (target, form) in [
            ("/a", TargetForm::Origin),
            ("//a/b", TargetForm::Origin),
            ("*", TargetForm::Asterisk),
            ("http://a/b", TargetForm::Absolute),
            ("example.com:443", TargetForm::Authority),
            ("example.com/x", TargetForm::Rootless),
            ("", TargetForm::Rootless),
            ("/go?to=https://b", TargetForm::Origin),
        ] {
            assert_eq!(Target::parse(target.as_bytes()).form, form, "{target}");
        }
    }

    #[test]
    fn takes_an_absolute_target_apart() {
        let target = "https://me:pw@[::1]:8080/a//b/?x=1&&y&z=#top";
        let read = Target::parse(target.as_bytes());
        assert_eq!(text(target, read.userinfo), Some("me:pw"));
        assert_eq!(text(target, read.host), Some("[::1]"));
        assert_eq!(text(target, read.port), Some("8080"));
        assert_eq!(text(target, Some(read.path)), Some("/a//b/"));
        let segments: Vec<_> =
            read.segments.iter().map(|s| text(target, Some(*s)).unwrap()).collect();
        assert_eq!(segments, ["a", "", "b", ""]);
        let pairs: Vec<_> = read
            .pairs
            .iter()
            .map(|p| (text(target, Some(p.name)), text(target, p.value)))
            .collect();
        assert_eq!(pairs, [(Some("x"), Some("1")), (Some("y"), None), (Some("z"), Some(""))]);
        assert_eq!(text(target, read.fragment), Some("top"));
    }

    #[test]
    fn a_second_question_mark_belongs_to_the_query() {
        let target = "/list?a=1?b=2";
        let read = Target::parse(target.as_bytes());
        assert_eq!(text(target, read.pairs[0].value), Some("1?b=2"));
        assert_eq!(read.segments.len(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn spans_stay_inside(target in "[a:/@?#&=\\[\\]0-9.%é*]{0,30}") {
            let whole = Span::of(0, target.len());
            let read = Target::parse(target.as_bytes());
            let spans = [read.scheme, read.userinfo, read.host, read.port, read.query, read.fragment];
            prop_assert!(spans.into_iter().flatten().all(|span| whole.encloses(span)));
            prop_assert!(read.segments.iter().all(|span| read.path.encloses(*span)));
            prop_assert!(read.pairs.iter().all(|pair| whole.encloses(pair.span)));
        }
    }
}
