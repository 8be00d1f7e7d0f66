//! Authentication schemes: which one a value names, and where its secret stands (RFC 9110 section 11.1).

use super::field_value::lower;
use super::field_value::param;
use super::field_value::split;
use crate::wire::Span;
use crate::wire::is_token_byte;

/// An authentication scheme, as named before the credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// RFC 7617.
    Basic,
    /// RFC 6750.
    Bearer,
    /// `Token`, as Rails and Django REST framework have it.
    Token,
    /// `ApiKey`, `Api-Key`, `GenieKey` and the like.
    ApiKey,
    /// RFC 7616.
    Digest,
    /// `AWS4-HMAC-SHA256`.
    Aws4,
    /// `OAuth` with `oauth_…` parameters (RFC 5849).
    OAuth1,
    /// RFC 4559.
    Negotiate,
    /// `NTLM`.
    Ntlm,
    /// `Hawk`.
    Hawk,
    /// Any other, as spelled.
    Other(String),
    /// No scheme: a bare key.
    #[default]
    None,
}

impl Scheme {
    /// The scheme of that name, any case; `None` for a name that nobody knows.
    #[must_use]
    pub fn known(name: &[u8]) -> Option<Self> {
        Some(match lower(name).as_str() {
            "basic" => Self::Basic,
            "bearer" => Self::Bearer,
            "token" => Self::Token,
            "apikey" | "api-key" | "api_key" | "geniekey" | "key" => Self::ApiKey,
            "digest" => Self::Digest,
            "aws4-hmac-sha256" | "aws4-ecdsa-p256-sha256" => Self::Aws4,
            "oauth" => Self::OAuth1,
            "negotiate" => Self::Negotiate,
            "ntlm" => Self::Ntlm,
            "hawk" => Self::Hawk,
            _ => return None,
        })
    }

    /// The name as registrations and documents spell it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Basic => "Basic",
            Self::Bearer => "Bearer",
            Self::Token => "Token",
            Self::ApiKey => "ApiKey",
            Self::Digest => "Digest",
            Self::Aws4 => "AWS4-HMAC-SHA256",
            Self::OAuth1 => "OAuth",
            Self::Negotiate => "Negotiate",
            Self::Ntlm => "NTLM",
            Self::Hawk => "Hawk",
            Self::Other(name) => name,
            Self::None => "",
        }
    }

    /// Whether parameters follow the scheme, quoted ones too, instead of one token.
    #[must_use]
    pub const fn has_params(&self) -> bool {
        matches!(self, Self::Digest | Self::Aws4 | Self::OAuth1 | Self::Hawk)
    }

    /// Whether what follows is a signature over the request, so that it is another one each time: RFC 5849, AWS and its
    /// kin, Azure's `SharedKey`, the `Signature` and `HMAC-…` schemes of many APIs.
    #[must_use]
    pub fn is_signature(&self) -> bool {
        match self {
            Self::Aws4 | Self::OAuth1 | Self::Hawk => true,
            Self::Other(name) => {
                let name = lower(name.as_bytes());
                name.starts_with("sharedkey")
                    || name.starts_with("signature")
                    || name.contains("hmac")
                    || name == "aws"
            }
            _ => false,
        }
    }
}

/// Whether `word` may name a scheme that nobody knows: a short token, mostly letters, as `GoogleLogin` or `SSWS`.
pub(super) fn may_name_scheme(word: &[u8]) -> bool {
    let letters = word.iter().filter(|b| b.is_ascii_alphabetic()).count();
    (2..=40).contains(&word.len())
        && word.iter().all(|b| is_token_byte(*b) && !matches!(b, b'$' | b'%' | b'\'' | b'`' | b'|'))
        && word.first().is_some_and(u8::is_ascii_alphabetic)
        && letters * 10 >= word.len() * 7
}

/// The parameter of a scheme that must not be shown: the signature or response inside `rest`, or all of `rest`.
pub(super) fn secret_param(bytes: &[u8], rest: Span, scheme: &Scheme) -> Span {
    let names: &[&str] = match scheme {
        Scheme::Digest => &["response"],
        Scheme::Aws4 => &["signature"],
        Scheme::OAuth1 => &["oauth_signature"],
        Scheme::Hawk => &["mac"],
        Scheme::Token => &["token"],
        _ => return rest,
    };
    let found = split(bytes, rest, b',')
        .into_iter()
        .filter_map(|part| param(bytes, part))
        .find(|p| names.contains(&lower(p.name.slice(bytes)).as_str()));
    found.map_or(rest, |param| param.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_secret_among_parameters() {
        for (rest, scheme, secret) in [
            (r#"username="me", response="6629", opaque="x""#, Scheme::Digest, "6629"),
            ("Credential=A/b, SignedHeaders=host, Signature=fe5f", Scheme::Aws4, "fe5f"),
            (r#"token="abc""#, Scheme::Token, "abc"),
            ("abc", Scheme::Token, "abc"),
            ("a,b=c", Scheme::Bearer, "a,b=c"),
        ] {
            let whole = Span::of(0, rest.len());
            let found = secret_param(rest.as_bytes(), whole, &scheme);
            assert_eq!(found.slice(rest.as_bytes()), secret.as_bytes(), "{rest}");
        }
    }

    #[test]
    fn tells_names_from_tokens() {
        for (word, fits) in [
            ("SSWS", true),
            ("GoogleLogin", true),
            ("eyJhbGciOiJIUzI1NiJ9", true),
            ("a1b2c3", false),
            ("$TOKEN", false),
        ] {
            assert_eq!(may_name_scheme(word.as_bytes()), fits, "{word}");
        }
        assert_eq!(Scheme::known(b"bEaReR"), Some(Scheme::Bearer));
    }
}
