//! Media types: type, subtype, suffix and parameters of a `Content-Type` value (RFC 9110 section 8.3.1).

use super::field_value::Param;
use super::field_value::lower;
use super::field_value::param;
use super::field_value::split;
use super::field_value::trim;
use crate::wire::Span;
use crate::wire::is_token_byte;

/// A media type as far as it could be read. Offsets count from the value that was parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaType {
    /// `Application/JSON` as spelled, without parameters.
    pub essence: Span,
    /// `application/json`: the essence in lower case.
    pub kind: String,
    /// `application`, in lower case.
    pub top: String,
    /// `json`, in lower case; a suffix is part of it (`problem+json`).
    pub subtype: String,
    /// What stands behind the last `+` of the subtype, in lower case (RFC 6838 section 4.2.8).
    pub suffix: Option<String>,
    /// The parameters, in order, repeats kept.
    pub params: Vec<Param>,
    /// The first part that does not follow the grammar; an empty span where something is missing.
    pub malformed: Option<Span>,
}

impl MediaType {
    /// Reads a `Content-Type` value. Whatever is wrong with it, what can be read is given.
    #[must_use]
    pub fn parse(value: &[u8]) -> Self {
        let mut parts = split(value, Span::of(0, value.len()), b';').into_iter();
        let essence = parts.next().unwrap_or_default();
        let kind = lower(essence.slice(value));
        let (top, subtype) = kind.split_once('/').unwrap_or((&kind, ""));
        let suffix = subtype.rsplit_once('+').map(|(_, suffix)| suffix.to_owned());
        let (top, subtype) = (top.to_owned(), subtype.to_owned());
        let mut malformed = bad_essence(value, essence, &top, &subtype);
        let mut params = Vec::new();
        for part in parts {
            match param(value, part) {
                Some(param) => {
                    malformed = malformed.or_else(|| bad_param(value, param));
                    params.push(param);
                }
                // RFC 9110 section 5.6.6 lets empty parameters stand.
                None if part.is_empty() => {}
                None => malformed = malformed.or(Some(part)),
            }
        }
        Self { essence, kind, top, subtype, suffix, params, malformed }
    }

    /// The value of the first parameter of that name (any case); `value` is what was parsed.
    #[must_use]
    pub fn param<'a>(&self, value: &'a [u8], name: &str) -> Option<&'a [u8]> {
        self.param_span(value, name).map(|span| span.slice(value))
    }

    /// Where the value of the first parameter of that name stands, without its quotes.
    #[must_use]
    pub fn param_span(&self, value: &[u8], name: &str) -> Option<Span> {
        let wanted = name.as_bytes();
        let found = self.params.iter().find(|p| p.name.slice(value).eq_ignore_ascii_case(wanted));
        found.map(|param| param.value)
    }

    /// Whether the content is JSON: `application/json`, any `+json`, and the unregistered spellings of it.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let named = matches!(
            self.kind.as_str(),
            "application/json" | "text/json" | "application/x-json" | "text/x-json"
        );
        named || self.suffix.as_deref() == Some("json")
    }

    /// Whether the content is one urlencoded form.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.kind == "application/x-www-form-urlencoded"
    }

    /// Whether the content is in parts with a boundary (any `multipart/…`).
    #[must_use]
    pub fn is_multipart(&self) -> bool {
        self.top == "multipart"
    }

    /// Whether the content is XML (RFC 7303): `text/xml`, `application/xml`, any `+xml`.
    #[must_use]
    pub fn is_xml(&self) -> bool {
        matches!(self.kind.as_str(), "text/xml" | "application/xml")
            || self.suffix.as_deref() == Some("xml")
    }

    /// Whether the content is text for people or machines rather than octets.
    #[must_use]
    pub fn is_text(&self) -> bool {
        let script = matches!(
            self.kind.as_str(),
            "application/javascript"
                | "application/graphql"
                | "application/x-ndjson"
                | "application/sql"
                | "application/yaml"
                | "application/x-yaml"
        );
        self.top == "text" || script || self.is_json() || self.is_form() || self.is_xml()
    }
}

/// What is wrong with the part before the parameters.
fn bad_essence(value: &[u8], essence: Span, top: &str, subtype: &str) -> Option<Span> {
    if top.is_empty() || subtype.is_empty() {
        return Some(essence);
    }
    let text = essence.slice(value);
    let slash = memchr::memchr(b'/', text).unwrap_or(text.len());
    let bad = text.iter().enumerate().position(|(at, b)| at != slash && !is_token_byte(*b))?;
    // From the first byte that cannot be there: `application/json, text/plain` is marked from its comma.
    Some(Span::of(essence.start as usize + bad, essence.end as usize))
}

/// What is wrong with a parameter: a name or an unquoted value that is no token.
fn bad_param(value: &[u8], param: Param) -> Option<Span> {
    let token =
        |span: Span| !span.is_empty() && span.slice(value).iter().all(|b| is_token_byte(*b));
    if !token(param.name) {
        return Some(param.name);
    }
    (!param.quoted && !token(param.value)).then_some(param.value)
}

/// One range of an `Accept` value (RFC 9110 section 12.5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptRange {
    /// The whole range with its parameters.
    pub span: Span,
    /// The range itself, parameters apart.
    pub range: MediaType,
    /// Its weight in thousandths, 0 to 1000; 1000 where none is given.
    pub q: u16,
}

/// The ranges of an `Accept` value. Offsets count from the value that was parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accept {
    /// The ranges, in order.
    pub ranges: Vec<AcceptRange>,
}

impl Accept {
    /// Reads an `Accept` value.
    #[must_use]
    pub fn parse(value: &[u8]) -> Self {
        let parts = split(value, Span::of(0, value.len()), b',');
        let ranges = parts.into_iter().filter(|part| !part.is_empty());
        Self { ranges: ranges.map(|part| range(value, part)).collect() }
    }

    /// Whether content of that media type (`application/json`, lower case) may be sent. A list without ranges allows all.
    #[must_use]
    pub fn allows(&self, essence: &str) -> bool {
        self.ranges.is_empty() || self.weight(essence) > 0
    }

    /// The weight (0 to 1000) that the most specific range fitting that media type gives it.
    #[must_use]
    pub fn weight(&self, essence: &str) -> u16 {
        let top = essence.split_once('/').map_or(essence, |(top, _)| top);
        let fits = |range: &MediaType| match range.kind.as_str() {
            kind if kind == essence => Some(3),
            _ if range.subtype == "*" && range.top == top => Some(2),
            "*/*" | "*" => Some(1),
            _ => None,
        };
        let best = self
            .ranges
            .iter()
            .filter_map(|range| fits(&range.range).map(|rank| (rank, range.q)))
            .max();
        best.map_or(0, |(_, q)| q)
    }
}

fn range(value: &[u8], part: Span) -> AcceptRange {
    let part = trim(value, part);
    let mut range = MediaType::parse(part.slice(value));
    let weight = range.param(part.slice(value), "q").map(thousandths);
    let shift = |span: &mut Span| *span = span.shift(part.start);
    shift(&mut range.essence);
    range.params.iter_mut().for_each(|param| {
        shift(&mut param.name);
        shift(&mut param.value);
    });
    range.malformed.iter_mut().for_each(shift);
    // Java's URLConnection writes `*; q=.2`, which everybody takes for `*/*`.
    AcceptRange { span: part, range, q: weight.unwrap_or(1000) }
}

/// `0.8` as 800; what is no weight (RFC 9110 section 12.4.2) counts as full weight.
fn thousandths(text: &[u8]) -> u16 {
    let dot = memchr::memchr(b'.', text).unwrap_or(text.len());
    let (whole, fraction) = text.split_at(dot);
    let digits = fraction.get(1..).unwrap_or_default();
    let zero = matches!(whole, b"0" | b"") && digits.iter().all(u8::is_ascii_digit);
    if !zero || text.is_empty() {
        return 1000;
    }
    let digit = |at: usize| digits.get(at).map_or(0, |b| u16::from(b - b'0'));
    digit(0) * 100 + digit(1) * 10 + digit(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_types_and_parameters() {
        let value = br#"Multipart/Form-Data; Boundary="a;b" ;charset=utf-8"#;
        let read = MediaType::parse(value);
        assert_eq!(read.kind, "multipart/form-data");
        assert_eq!(read.param(value, "boundary"), Some(&b"a;b"[..]));
        assert_eq!(read.param(value, "CHARSET"), Some(&b"utf-8"[..]));
        assert!(read.is_multipart() && read.malformed.is_none());
    }

    #[test]
    fn tells_kinds_apart() {
        for (value, json, form, xml) in [
            ("application/json", true, false, false),
            ("application/vnd.api+json; charset=utf-8", true, false, false),
            ("text/json", true, false, false),
            ("application/jsonp", false, false, false),
            ("application/x-www-form-urlencoded", false, true, false),
            ("application/soap+xml", false, false, true),
        ] {
            let read = MediaType::parse(value.as_bytes());
            assert_eq!(
                (read.is_json(), read.is_form(), read.is_xml()),
                (json, form, xml),
                "{value}"
            );
        }
    }

    #[test]
    fn marks_what_is_malformed() {
        for (value, bad) in [
            ("", Some("")),
            ("json", Some("json")),
            ("application/json, text/plain", Some(", text/plain")),
            ("application/json charset=utf-8", Some(" charset=utf-8")),
            ("application/json; charset", Some("charset")),
            ("application/json; charset=utf 8", Some("utf 8")),
            ("application/json;", None),
            ("text/html; charset=\"utf 8\"", None),
        ] {
            let read = MediaType::parse(value.as_bytes());
            let marked = read.malformed.map(|span| span.slice(value.as_bytes()));
            assert_eq!(marked, bad.map(str::as_bytes), "{value}");
        }
    }

    #[test]
    fn the_most_specific_range_decides() {
        let accept = Accept::parse(b"text/*;q=0.3, text/html;q=0, application/json, */*;q=0.1");
        for (kind, weight) in
            [("text/html", 0), ("text/plain", 300), ("application/json", 1000), ("image/png", 100)]
        {
            assert_eq!(accept.weight(kind), weight, "{kind}");
        }
        assert!(!accept.allows("text/html"));
        assert!(!Accept::parse(b"application/json").allows("text/csv"));
        assert!(Accept::parse(b"").allows("text/csv"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn spans_stay_inside(value in proptest::collection::vec(any::<u8>(), 0..60)) {
            let whole = Span::of(0, value.len());
            let read = MediaType::parse(&value);
            prop_assert!(whole.encloses(read.essence));
            prop_assert!(read.params.iter().all(|p| whole.encloses(p.name) && whole.encloses(p.value)));
            prop_assert!(Accept::parse(&value).ranges.iter().all(|r| whole.encloses(r.span)));
        }
    }
}
