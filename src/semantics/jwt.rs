//! JSON Web Tokens, read but never verified: header, claims, and where the three parts stand (RFC 7519).

use super::base64::decode;
use crate::wire::Span;
use serde_json::Value;

/// A token's parts. Offsets count from the token that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwt {
    /// The first part.
    pub header_span: Span,
    /// The second part (of an encrypted token: its encrypted key).
    pub claims_span: Span,
    /// The last part; empty where the token is unsigned.
    pub signature_span: Span,
    /// The header as the JSON text it decodes to.
    pub header_text: String,
    /// The header.
    pub header: Value,
    /// The claims as the JSON text they decode to; empty where they cannot be read.
    pub claims_text: String,
    /// The claims; `None` where they are encrypted (RFC 7516) or no JSON.
    pub claims: Option<Value>,
}

impl Jwt {
    /// Reads `token`; `None` where it has not three parts (five when encrypted) or its first is no header.
    #[must_use]
    pub fn read(token: &[u8]) -> Option<Self> {
        let dots: Vec<usize> = memchr::memchr_iter(b'.', token).take(6).collect();
        let (first, second, last) = match dots.as_slice() {
            [first, second] => (*first, *second, *second),
            [first, second, _, last] => (*first, *second, *last),
            _ => return None,
        };
        let header_span = Span::of(0, first);
        let (header_text, header) = json(header_span.slice(token))?;
        if header.get("alg").is_none() && header.get("typ").is_none() {
            return None;
        }
        let claims_span = Span::of(first + 1, second);
        let encrypted = dots.len() == 4;
        let claims = (!encrypted).then(|| json(claims_span.slice(token))).flatten();
        let (claims_text, claims) = claims.map_or((String::new(), None), |(t, c)| (t, Some(c)));
        let signature_span = Span::of(last + 1, token.len());
        Some(Self {
            header_span,
            claims_span,
            signature_span,
            header_text,
            header,
            claims_text,
            claims,
        })
    }

    /// The algorithm that the header names.
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.header.get("alg")?.as_str()
    }

    /// When it ends (RFC 7519 section 4.1.4), in Unix seconds.
    #[must_use]
    pub fn exp(&self) -> Option<i64> {
        self.seconds("exp")
    }

    /// Before when it must not be used (section 4.1.5), in Unix seconds.
    #[must_use]
    pub fn nbf(&self) -> Option<i64> {
        self.seconds("nbf")
    }

    /// When it was made (section 4.1.6), in Unix seconds.
    #[must_use]
    pub fn iat(&self) -> Option<i64> {
        self.seconds("iat")
    }

    /// Who made it (section 4.1.1).
    #[must_use]
    pub fn iss(&self) -> Option<&str> {
        self.claim("iss")?.as_str()
    }

    /// Whom it speaks about (section 4.1.2).
    #[must_use]
    pub fn sub(&self) -> Option<&str> {
        self.claim("sub")?.as_str()
    }

    /// Whom it is for (section 4.1.3): one text or several.
    #[must_use]
    pub fn aud(&self) -> Vec<&str> {
        match self.claim("aud") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Any claim by name.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.as_ref()?.get(name)
    }

    fn seconds(&self, name: &str) -> Option<i64> {
        let value = self.claim(name)?;
        value.as_i64().or_else(|| whole_seconds(value.as_f64()?))
    }
}

/// A `NumericDate` with a fraction, rounded down.
fn whole_seconds(seconds: f64) -> Option<i64> {
    let text = format!("{:.0}", seconds.floor());
    text.parse().ok()
}

/// One part as JSON object, with its text.
fn json(part: &[u8]) -> Option<(String, Value)> {
    let text = String::from_utf8(decode(part).ok()?).ok()?;
    let value: Value = serde_json::from_str(&text).ok()?;
    value.is_object().then_some((text, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::URL_SAFE;
    use ::base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    fn token(claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part(r#"{"alg":"HS256","typ":"JWT"}"#), part(claims))
    }

    #[test]
    fn reads_claims_and_spans() {
        let token =
            token(r#"{"exp":1665683600,"nbf":1.5,"iat":1,"aud":["a","b"],"iss":"i","sub":"s"}"#);
        let jwt = Jwt::read(token.as_bytes()).expect("a token");
        assert_eq!(
            (jwt.alg(), jwt.exp(), jwt.nbf()),
            (Some("HS256"), Some(1_665_683_600), Some(1))
        );
        assert_eq!((jwt.iat(), jwt.iss(), jwt.sub()), (Some(1), Some("i"), Some("s")));
        assert_eq!(jwt.aud(), ["a", "b"]);
        assert_eq!(jwt.signature_span.slice(token.as_bytes()), b"c2ln");
        assert!(
            token
                .starts_with(std::str::from_utf8(jwt.header_span.slice(token.as_bytes())).unwrap())
        );
    }

    #[test]
    fn takes_padding_and_unsigned_tokens() {
        let part = |text: &str| URL_SAFE.encode(text);
        let token = format!("{}.{}.", part(r#"{"alg":"none"}"#), part(r#"{"sub":"x"}"#));
        let jwt = Jwt::read(token.as_bytes()).expect("a token");
        assert_eq!((jwt.sub(), jwt.signature_span.is_empty()), (Some("x"), true));
    }

    #[test]
    fn other_dotted_text_is_no_token() {
        for text in ["SG.abc.def", "a.b", "www.example.com", "e30.e30.x", "1.2.3.4.5"] {
            assert_eq!(Jwt::read(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn anything_goes(text in "[a-zA-Z0-9._=é-]{0,40}") {
            prop_assert!(Jwt::read(text.as_bytes()).is_none_or(|jwt| jwt.header.is_object()));
        }
    }
}
