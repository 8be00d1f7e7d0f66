//! What is odd about a credential's spelling, and the secret that is left when the oddities are taken off.

use super::base64::bytes_literal;
use super::field_value::is_blank;
use super::field_value::trim;
use super::placeholder::PlaceholderKind;
use super::placeholder::find;
use super::scheme::Scheme;
use super::scheme::may_name_scheme;
use super::scheme::secret_param;
use crate::wire::Span;

/// Something odd about how a credential is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// `Bearer Bearer x`: the span is the second scheme.
    DoubledScheme,
    /// Quotes around the token (or around the whole value); the span includes them.
    Quoted,
    /// More than one space, or a tab, before the token.
    LeadingSpace,
    /// White space behind the token.
    TrailingSpace,
    /// White space inside the token.
    InnerSpace,
    /// A line break: real, as the two characters `\n`, or as `%0A`.
    Newline,
    /// No scheme before the token, in a field that asks for one.
    MissingScheme,
    /// A scheme and no token; the span is the place where it should be.
    MissingToken,
    /// Nothing between scheme and token; the span is that place.
    MissingSpace,
    /// `%20` between scheme and token.
    EncodedSpace,
    /// `Bearer: x`; the span is the colon.
    ColonAfterScheme,
    /// A placeholder that nobody filled.
    Placeholder,
    /// Python's `b'…'` around the token.
    BytesLiteral,
    /// `<…>` around the token.
    AngleBrackets,
    /// Bytes beyond ASCII.
    NonAscii,
    /// `undefined`, `null`, `None`, `[object Object]` instead of a token.
    Undefined,
}

/// How strictly a scheme is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SchemeRule {
    /// A scheme must stand there: `Authorization` and its proxy kin.
    Asked,
    /// A well-known scheme may stand there: API key headers and the rest.
    Allowed,
}

/// A credential's value taken apart.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) scheme: Scheme,
    pub(super) scheme_span: Span,
    /// What follows the scheme, oddities taken off.
    pub(super) token: Span,
    /// The part of the token that must not be shown.
    pub(super) secret: Span,
    /// A second scheme, where one stands.
    pub(super) second: Option<Scheme>,
    pub(super) oddities: Vec<(Oddity, Span)>,
}

/// Takes the value at `span` of `bytes` apart; all spans are offsets in `bytes`.
pub(super) fn read(bytes: &[u8], span: Span, rule: SchemeRule) -> Reading {
    let mut reading = Reading::default();
    let value = reading.strip_quotes(bytes, span);
    let rest = reading.scheme(bytes, value, rule);
    let rest = reading.gap(bytes, rest);
    let rest = reading.second_scheme(bytes, rest);
    let token = reading.wrapping(bytes, rest);
    reading.token = token;
    reading.secret = secret_param(bytes, token, &reading.scheme);
    if reading.scheme != Scheme::None && token.is_empty() {
        reading.odd(Oddity::MissingToken, token);
    }
    reading.contents(bytes, token);
    reading
}

impl Reading {
    fn odd(&mut self, oddity: Oddity, span: Span) {
        self.oddities.push((oddity, span));
    }

    /// Finds the scheme and returns what stands behind it, white space included.
    fn scheme(&mut self, bytes: &[u8], value: Span, rule: SchemeRule) -> Span {
        let text = value.slice(bytes);
        let stops = |b: &u8| is_blank(*b) || matches!(b, b':' | b',' | b'%');
        let end = text.iter().position(stops).unwrap_or(text.len());
        let (word, behind) = text.split_at(end);
        let spaced = behind.first().copied().is_some_and(is_blank) || behind.starts_with(b"%20");
        let known = Scheme::known(word);
        let asked = rule == SchemeRule::Asked;
        let clear = matches!(known, Some(Scheme::Basic | Scheme::Bearer));
        let colon = behind.starts_with(b":") && (asked || clear);
        let bare = behind.is_empty() && (asked || clear);
        if let Some(scheme) = known.filter(|_| spaced || colon || bare) {
            return self.named(value, end, scheme);
        }
        if asked && behind.first().copied().is_some_and(is_blank) && may_name_scheme(word) {
            let name = word.iter().map(|b| char::from(*b)).collect();
            return self.named(value, end, Scheme::Other(name));
        }
        if let Some((scheme, length)) = glued(text).filter(|_| asked) {
            let rest = self.named(value, length, scheme);
            self.odd(Oddity::MissingSpace, Span::at(rest.start));
            return rest;
        }
        self.scheme_span = Span::at(value.start);
        if asked {
            self.odd(Oddity::MissingScheme, Span::at(value.start));
        }
        value
    }

    fn named(&mut self, value: Span, length: usize, scheme: Scheme) -> Span {
        let end = value.start as usize + length;
        self.scheme = scheme;
        self.scheme_span = Span::of(value.start as usize, end);
        Span::of(end, value.end as usize)
    }

    /// Passes over what stands between scheme and token.
    fn gap(&mut self, bytes: &[u8], rest: Span) -> Span {
        if self.scheme == Scheme::None {
            return rest;
        }
        let mut at = rest.start;
        if rest.slice(bytes).starts_with(b":") {
            self.odd(Oddity::ColonAfterScheme, Span::new(at, at + 1));
            at += 1;
        }
        while Span::new(at, rest.end).slice(bytes).starts_with(b"%20") {
            self.odd(Oddity::EncodedSpace, Span::new(at, at + 3));
            at += 3;
        }
        let rest = Span::new(at, rest.end);
        let text = rest.slice(bytes);
        let blanks = text.iter().position(|b| !is_blank(*b)).unwrap_or(text.len());
        let token = Span::of(at as usize + blanks, rest.end as usize);
        let space = Span::new(at, token.start);
        if !matches!(space.slice(bytes), b"" | b" ") && !token.is_empty() {
            let extra = if text.starts_with(b" ") { Span::new(at + 1, space.end) } else { space };
            self.odd(Oddity::LeadingSpace, extra);
        }
        token
    }

    /// Passes over a second scheme.
    fn second_scheme(&mut self, bytes: &[u8], rest: Span) -> Span {
        let text = rest.slice(bytes);
        let end = text.iter().position(|b| is_blank(*b)).unwrap_or(text.len());
        let word = text.get(..end).unwrap_or_default();
        let Some(second) = Scheme::known(word).filter(|_| self.scheme != Scheme::None) else {
            return rest;
        };
        let start = rest.start as usize;
        self.odd(Oddity::DoubledScheme, Span::of(start, start + end));
        self.second = Some(second);
        let behind = Span::of(start + end, rest.end as usize);
        let token = trim(bytes, behind);
        if token.is_empty() { behind.after() } else { Span::new(token.start, rest.end) }
    }

    /// Takes quotes, bytes literals, angle brackets and line ends off, layer by layer.
    fn wrapping(&mut self, bytes: &[u8], token: Span) -> Span {
        let mut token = self.line_end(bytes, token);
        if self.scheme.has_params() {
            return token;
        }
        for _ in 0..3 {
            let before = token;
            token = self.strip_quotes(bytes, token);
            if let Some((_, inner)) = bytes_literal(token.slice(bytes)) {
                self.odd(Oddity::BytesLiteral, token);
                token = inner.shift(token.start);
            }
            if let [b'<', .., b'>'] = token.slice(bytes) {
                self.odd(Oddity::AngleBrackets, token);
                if token.slice(bytes).iter().all(|b| !b.is_ascii_digit() && b.is_ascii()) {
                    self.odd(Oddity::Placeholder, token);
                }
                token = Span::new(token.start + 1, token.end - 1);
            }
            token = self.line_end(bytes, token);
            if token == before {
                break;
            }
        }
        token
    }

    /// Takes quotes of any kind off, straight or typographic.
    fn strip_quotes(&mut self, bytes: &[u8], span: Span) -> Span {
        const QUOTES: [(&str, &str); 6] = [
            ("\"", "\""),
            ("'", "'"),
            ("`", "`"),
            ("\u{201c}", "\u{201d}"),
            ("\u{2018}", "\u{2019}"),
            ("%22", "%22"),
        ];
        let text = span.slice(bytes);
        for (open, close) in QUOTES {
            let (open, close) = (open.as_bytes(), close.as_bytes());
            let long = text.len() >= open.len() + close.len();
            if long && text.starts_with(open) && text.ends_with(close) {
                self.odd(Oddity::Quoted, span);
                let (start, end) =
                    (span.start as usize + open.len(), span.end as usize - close.len());
                return Span::of(start, end);
            }
        }
        span
    }

    /// Takes line ends and spaces off the end.
    fn line_end(&mut self, bytes: &[u8], span: Span) -> Span {
        const ENDS: [(&[u8], Oddity); 11] = [
            (b"\\n", Oddity::Newline),
            (b"\\r", Oddity::Newline),
            (b"%0a", Oddity::Newline),
            (b"%0A", Oddity::Newline),
            (b"%0d", Oddity::Newline),
            (b"%0D", Oddity::Newline),
            (b"\n", Oddity::Newline),
            (b"\r", Oddity::Newline),
            (b" ", Oddity::TrailingSpace),
            (b"\t", Oddity::TrailingSpace),
            (b"%20", Oddity::TrailingSpace),
        ];
        let mut end = span.end;
        while let Some((tail, oddity)) =
            ENDS.iter().find(|(tail, _)| Span::new(span.start, end).slice(bytes).ends_with(tail))
        {
            let start = end - crate::wire::offset(tail.len());
            match self.oddities.last_mut() {
                Some((last, found)) if last == oddity && found.start == end => found.start = start,
                _ => self.odd(*oddity, Span::new(start, end)),
            }
            end = start;
        }
        Span::new(span.start, end)
    }

    /// What is odd inside the token.
    fn contents(&mut self, bytes: &[u8], token: Span) {
        let text = token.slice(bytes);
        let base = token.start as usize;
        let run = |from: usize, wanted: fn(&u8) -> bool| {
            let rest = text.get(from..).unwrap_or_default();
            let length = rest.iter().position(|b| !wanted(b)).unwrap_or(rest.len());
            Span::of(base + from, base + from + length)
        };
        if let Some(at) = text.iter().position(|b| !b.is_ascii()) {
            self.odd(Oddity::NonAscii, run(at, |b| !b.is_ascii()));
        }
        if let Some(at) = line_break(text) {
            let width = if text.get(at) == Some(&b'\\') { 2 } else { 0 };
            let real = run(at, |b| matches!(b, b'\r' | b'\n' | b' ' | b'\t'));
            let span = if width > 0 { Span::of(base + at, base + at + width) } else { real };
            self.odd(Oddity::Newline, span);
        }
        let placeholder = find(text).into_iter().next();
        if let Some((span, kind)) = placeholder {
            let no_value = kind == PlaceholderKind::NoValue;
            let oddity = if no_value { Oddity::Undefined } else { Oddity::Placeholder };
            self.odd(oddity, span.shift(token.start));
            return;
        }
        let blank = text.iter().position(|b| matches!(b, b' ' | b'\t'));
        if let Some(at) =
            blank.filter(|at| self.one_token(text) && line_break(text).is_none_or(|b| *at < b))
        {
            self.odd(Oddity::InnerSpace, run(at, |b| matches!(b, b' ' | b'\t')));
        }
    }

    /// Whether the scheme allows one token only, so that a space inside it is odd.
    fn one_token(&self, text: &[u8]) -> bool {
        match self.scheme {
            Scheme::Basic | Scheme::Bearer | Scheme::ApiKey | Scheme::None => true,
            Scheme::Token => memchr::memchr(b'=', text).is_none(),
            _ => false,
        }
    }
}

/// The first line break inside a token, real or as the two characters `\n`.
fn line_break(text: &[u8]) -> Option<usize> {
    let literal = memchr::memmem::find(text, b"\\n");
    let real = memchr::memchr2(b'\r', b'\n', text);
    literal.into_iter().chain(real).min()
}

/// `BearereyJ…`: a scheme with a long token glued to it.
fn glued(text: &[u8]) -> Option<(Scheme, usize)> {
    let long = text.len() > 16 && !text.iter().copied().any(is_blank);
    let starts = |name: &[u8]| text.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name));
    match () {
        () if long && starts(b"bearer") => Some((Scheme::Bearer, 6)),
        () if long && starts(b"basic") => Some((Scheme::Basic, 5)),
        () => None,
    }
}
