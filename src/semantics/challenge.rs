//! Challenges of `WWW-Authenticate` and `Proxy-Authenticate`: several may share one field (RFC 9110 section 11.6.1).

use super::field_value::Param;
use super::field_value::param;
use super::field_value::split;
use crate::wire::Span;
use crate::wire::is_token_byte;

/// One challenge. Offsets count from the field value that was parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme as spelled.
    pub scheme: Span,
    /// Its parameters, in order.
    pub params: Vec<Param>,
    /// The one token that some schemes have instead of parameters.
    pub token68: Option<Span>,
}

impl Challenge {
    /// The value of the first parameter of that name (any case); `value` is what was parsed.
    #[must_use]
    pub fn param<'a>(&self, value: &'a [u8], name: &str) -> Option<&'a [u8]> {
        let wanted = name.as_bytes();
        let found = self.params.iter().find(|p| p.name.slice(value).eq_ignore_ascii_case(wanted));
        found.map(|param| param.value.slice(value))
    }
}

/// Reads the challenges in one field value. Linear.
#[must_use]
pub fn parse(value: &[u8]) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    for part in split(value, Span::of(0, value.len()), b',') {
        let text = part.slice(value);
        let token = text.iter().position(|b| !is_token_byte(*b)).unwrap_or(text.len());
        let space =
            text.get(token..).unwrap_or_default().iter().take_while(|b| **b == b' ').count();
        let behind = text.get(token + space..).unwrap_or_default();
        // `realm = "x"` goes on with the challenge before; `Basic realm="x"` and `Negotiate` start one.
        let starts = token > 0 && !behind.starts_with(b"=");
        if !starts {
            if let (Some(last), Some(param)) = (found.last_mut(), param(value, part)) {
                last.params.push(param);
            }
            continue;
        }
        let start = part.start as usize;
        let scheme = Span::of(start, start + token);
        let rest = Span::of(start + token + space, part.end as usize);
        let mut challenge = Challenge { scheme, params: Vec::new(), token68: None };
        match param(value, rest).filter(|p| !is_token68(rest.slice(value)) && !p.name.is_empty()) {
            Some(param) => challenge.params.push(param),
            None => challenge.token68 = (!rest.is_empty()).then_some(rest),
        }
        found.push(challenge);
    }
    found
}

/// Whether `text` is a token68: digits of base64 and the like, `=` only at its end.
fn is_token68(text: &[u8]) -> bool {
    let end = text.iter().rposition(|b| *b != b'=').map_or(0, |at| at + 1);
    let fits = |b: &u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(b);
    end > 0 && text.get(..end).is_some_and(|digits| digits.iter().all(fits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn several_in_one_field() {
        let value = br#"Digest realm="a, b", nonce=n, Basic realm = "x",Negotiate YWJj==, Bearer"#;
        let read = parse(value);
        let schemes: Vec<&[u8]> = read.iter().map(|c| c.scheme.slice(value)).collect();
        assert_eq!(schemes, [&b"Digest"[..], b"Basic", b"Negotiate", b"Bearer"]);
        assert_eq!(read[0].param(value, "REALM"), Some(&b"a, b"[..]));
        assert_eq!(read[0].param(value, "nonce"), Some(&b"n"[..]));
        assert_eq!(read[1].param(value, "realm"), Some(&b"x"[..]));
        assert_eq!(read[2].token68.map(|s| s.slice(value)), Some(&b"YWJj=="[..]));
        assert!(read[3].params.is_empty() && read[3].token68.is_none());
    }

    #[test]
    fn bearer_errors() {
        let value =
            br#"Bearer realm="api", error="invalid_token", error_description="The token expired""#;
        assert_eq!(parse(value)[0].param(value, "error"), Some(&b"invalid_token"[..]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn spans_stay_inside(value in "[a-zA-Z=\", \\\\é]{0,40}") {
            let whole = Span::of(0, value.len());
            for read in parse(value.as_bytes()) {
                prop_assert!(whole.encloses(read.scheme));
                prop_assert!(read.params.iter().all(|p| whole.encloses(p.value)));
            }
        }
    }
}
