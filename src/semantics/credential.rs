//! Credentials of a request: who carries them, under which scheme, where the secret stands, and what is odd.

use super::basic::Basic;
use super::cookie::cookies;
use super::field_value::lower;
use super::jwt::Jwt;
use super::key_name::is_key_header;
use super::key_name::is_key_query;
use super::key_name::is_session_cookie;
use super::oddity::Oddity;
use super::oddity::Reading;
use super::oddity::SchemeRule;
use super::oddity::read;
use super::percent::decode;
use super::scheme::Scheme;
use super::target::Target;
use crate::wire::ExactRequest;
use crate::wire::Header;
use crate::wire::NoteKind;
use crate::wire::Span;

/// What carries a credential. Names are as spelled, made readable byte by byte; query and body names are decoded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// The field `Authorization`.
    Authorization,
    /// The field `Proxy-Authorization`.
    ProxyAuthorization,
    /// Another header, such as `X-Api-Key`.
    Header(String),
    /// A query parameter.
    Query(String),
    /// A cookie.
    Cookie(String),
    /// A field of the body: of a form, a JSON object's top level, a multipart form.
    Body(String),
    /// `user:password@` of an absolute target.
    UserInfo,
}

/// What a secret is, as far as one can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretForm {
    /// A JSON Web Token.
    Jwt(Box<Jwt>),
    /// User and password in base64.
    Basic(Box<Basic>),
    /// Anything else.
    Opaque,
}

/// One credential. All spans are offsets in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// What carries it.
    pub carrier: Carrier,
    /// The scheme it names; [`Scheme::None`] for a bare key.
    pub scheme: Scheme,
    /// The whole value, scheme and oddities included. A value that broke into the next line goes on there.
    pub span: Span,
    /// The scheme as spelled; empty where there is none.
    pub scheme_span: Span,
    /// The secret itself, oddities around it taken off; of schemes with parameters, the signature.
    pub secret: Span,
    /// What the secret is.
    pub form: SecretForm,
    /// What is odd, and where.
    pub oddities: Vec<(Oddity, Span)>,
}

impl Credential {
    /// Where that oddity stands, if it was found.
    #[must_use]
    pub fn odd(&self, oddity: Oddity) -> Option<Span> {
        self.oddities.iter().find(|(found, _)| *found == oddity).map(|(_, span)| *span)
    }

    /// The token, where it is a JSON Web Token.
    #[must_use]
    pub fn jwt(&self) -> Option<&Jwt> {
        match &self.form {
            SecretForm::Jwt(jwt) => Some(jwt),
            _ => None,
        }
    }

    /// User and password, where the scheme is Basic.
    #[must_use]
    pub fn basic(&self) -> Option<&Basic> {
        match &self.form {
            SecretForm::Basic(basic) => Some(basic),
            _ => None,
        }
    }

    /// A credential out of the value at `span` of `bytes`.
    pub(super) fn new(bytes: &[u8], carrier: Carrier, span: Span) -> Self {
        let asked = matches!(carrier, Carrier::Authorization | Carrier::ProxyAuthorization);
        let rule = if asked { SchemeRule::Asked } else { SchemeRule::Allowed };
        let Reading { scheme, scheme_span, token, secret, second, oddities } =
            read(bytes, span, rule);
        let basic = scheme == Scheme::Basic || second == Some(Scheme::Basic);
        let text = token.slice(bytes);
        let form = match Jwt::read(text) {
            Some(jwt) => SecretForm::Jwt(Box::new(jwt)),
            None if basic => SecretForm::Basic(Box::new(Basic::decode(text))),
            None => SecretForm::Opaque,
        };
        Self { carrier, scheme, span, scheme_span, secret, form, oddities }
    }
}

/// The credentials in head and target: headers in wire order, then query, cookies, user information.
///
/// Those of the body need its reading: see [`super::body_field::credentials_in_body`].
#[must_use]
pub fn credentials(request: &ExactRequest) -> Vec<Credential> {
    let mut found: Vec<Credential> =
        request.headers.iter().filter_map(|header| in_header(request, header)).collect();
    in_query(request, &mut found);
    for cookie in cookies(request) {
        let name = cookie.name.slice(&request.bytes);
        if is_session_cookie(name) {
            let carrier = Carrier::Cookie(readable(name));
            found.push(Credential::new(&request.bytes, carrier, cookie.value));
        }
    }
    found.extend(in_user_info(request));
    found
}

fn in_header(request: &ExactRequest, header: &Header) -> Option<Credential> {
    let name = request.text(header.name);
    let carrier = match lower(name).as_str() {
        "authorization" => Carrier::Authorization,
        "proxy-authorization" => Carrier::ProxyAuthorization,
        _ if is_key_header(name) => Carrier::Header(readable(name)),
        _ => return None,
    };
    let span = with_broken_lines(request, header);
    let mut credential = Credential::new(&request.bytes, carrier, span);
    let behind = Span::new(header.value.end, header.span.end);
    if !behind.is_empty() && span == header.value {
        credential.oddities.push((Oddity::TrailingSpace, behind));
    }
    Some(credential)
}

/// The header's value, and with it the lines without a colon that follow: what a wrapped token breaks into.
fn with_broken_lines(request: &ExactRequest, header: &Header) -> Span {
    let mut span = header.value;
    let mut line_end = header.span.end;
    let from = request.notes.partition_point(|note| note.span.start <= line_end);
    for note in request.notes.iter().skip(from) {
        let between = Span::new(line_end, note.span.start);
        if !matches!(request.text(between), b"\r\n" | b"\n") {
            break;
        }
        // `X-Api-Key abc` is a header that lost its colon; a token's rest is digits of base64 and nothing else.
        let digit = |b: &u8| b.is_ascii_alphanumeric() || b"+/=-_.".contains(b);
        if note.kind == NoteKind::NoColon && request.text(note.span).iter().all(digit) {
            line_end = note.span.end;
            span = Span::new(span.start, line_end);
        }
    }
    span
}

fn in_query(request: &ExactRequest, found: &mut Vec<Credential>) {
    let target = request.target();
    let base = request.line.target.start;
    for pair in Target::parse(target).pairs {
        let name = decode(pair.name.slice(target), true);
        if let Some(value) = pair.value.filter(|_| is_key_query(&name)) {
            let carrier = Carrier::Query(readable(&name));
            found.push(Credential::new(&request.bytes, carrier, value.shift(base)));
        }
    }
}

fn in_user_info(request: &ExactRequest) -> Option<Credential> {
    let span = Target::parse(request.target()).userinfo?.shift(request.line.target.start);
    let colon = memchr::memchr(b':', request.text(span));
    let start = colon.map_or(span.start as usize, |at| span.start as usize + at + 1);
    Some(Credential {
        carrier: Carrier::UserInfo,
        scheme: Scheme::None,
        span,
        scheme_span: Span::at(span.start),
        secret: Span::of(start, span.end as usize),
        form: SecretForm::Opaque,
        oddities: Vec::new(),
    })
}

/// A name as text: UTF-8 where it is, else each byte one character.
pub(super) fn readable(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) => name.iter().map(|b| char::from(*b)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(header: &str) -> (ExactRequest, Credential) {
        let request = ExactRequest::parse(format!("GET / HTTP/1.1\r\n{header}\r\n\r\n"));
        let credential = credentials(&request).into_iter().next().expect("a credential");
        (request, credential)
    }

    #[test]
    fn spelling_oddities_and_what_is_left() {
        for (value, scheme, secret, oddities) in [
            ("Bearer abc", "Bearer", "abc", &[][..]),
            ("abc.def", "", "abc.def", &[Oddity::MissingScheme]),
            ("Bearer", "Bearer", "", &[Oddity::MissingToken]),
            ("Bearer Bearer abc", "Bearer", "abc", &[Oddity::DoubledScheme]),
            ("Bearer: abc", "Bearer", "abc", &[Oddity::ColonAfterScheme]),
            ("Bearer  abc", "Bearer", "abc", &[Oddity::LeadingSpace]),
            ("Bearer \"abc\"", "Bearer", "abc", &[Oddity::Quoted]),
            ("\"Bearer abc\"", "Bearer", "abc", &[Oddity::Quoted]),
            ("Bearer b'abc'", "Bearer", "abc", &[Oddity::BytesLiteral]),
            ("Bearer <abc1>", "Bearer", "abc1", &[Oddity::AngleBrackets]),
            ("Bearer abc\\n", "Bearer", "abc", &[Oddity::Newline]),
            ("Bearer a b", "Bearer", "a b", &[Oddity::InnerSpace]),
            ("Bearer undefined", "Bearer", "undefined", &[Oddity::Undefined]),
            ("Bearer {{ tok }}", "Bearer", "{{ tok }}", &[Oddity::Placeholder]),
            ("Bearer%20abc", "Bearer", "abc", &[Oddity::EncodedSpace]),
            (
                "BearereyJhbGciOiJIUzI1NiJ9",
                "Bearer",
                "eyJhbGciOiJIUzI1NiJ9",
                &[Oddity::MissingSpace],
            ),
            ("Bearer Stra\u{df}e", "Bearer", "Stra\u{df}e", &[Oddity::NonAscii]),
            ("Token token=\"abc\"", "Token", "abc", &[]),
            ("SSWS abc", "SSWS", "abc", &[]),
            ("GoogleLogin auth=x, y", "GoogleLogin", "auth=x, y", &[]),
            ("AWS4-HMAC-SHA256 Credential=A, Signature=fe", "AWS4-HMAC-SHA256", "fe", &[]),
        ] {
            let (request, read) = one(&format!("Authorization: {value}"));
            let kinds: Vec<Oddity> = read.oddities.iter().map(|(kind, _)| *kind).collect();
            assert_eq!(read.scheme.name(), scheme, "{value}");
            assert_eq!(request.text(read.secret), secret.as_bytes(), "{value}");
            assert_eq!(kinds, oddities, "{value}");
        }
    }

    #[test]
    fn keys_under_other_names() {
        let request = ExactRequest::parse(
            "GET /a?api_key=k1&q=2 HTTP/1.1\r\nX-Api-Key: Bearer k2\r\nX-CSRF-Token: t\r\nCookie: sid=k3; a=b\r\n\r\n",
        );
        let found: Vec<(Carrier, &[u8])> = credentials(&request)
            .into_iter()
            .map(|c| (c.carrier.clone(), request.text(c.secret)))
            .collect();
        assert_eq!(
            found,
            [
                (Carrier::Header("X-Api-Key".to_owned()), &b"k2"[..]),
                (Carrier::Query("api_key".to_owned()), b"k1"),
                (Carrier::Cookie("sid".to_owned()), b"k3"),
            ]
        );
    }

    #[test]
    fn a_wrapped_token_goes_on_in_the_next_line() {
        let (request, read) = one("Authorization: Basic bWU6bG9uZ3Bhc3N3\r\nb3Jk");
        assert_eq!(request.text(read.secret), b"bWU6bG9uZ3Bhc3N3\r\nb3Jk");
        assert_eq!(read.odd(Oddity::Newline).map(|s| request.text(s)), Some(&b"\r\n"[..]));
        assert_eq!(read.basic().and_then(Basic::password), Some(&b"longpassword"[..]));
    }

    #[test]
    fn user_information_and_trailing_space() {
        let request = ExactRequest::parse("GET http://me:pw@h/ HTTP/1.1\r\n\r\n");
        assert_eq!(request.text(credentials(&request)[0].secret), b"pw");
        assert!(one("X-Api-Key: abc ").1.odd(Oddity::TrailingSpace).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn spans_stay_inside(value in "(Bearer|Basic|Digest|)[ :%\"'<>b\\\\n=a-z.,\r\né0{}]{0,24}") {
            let request = ExactRequest::parse(format!("GET /?token={value} HTTP/1.1\r\nAuthorization: {value}\r\n\r\n"));
            let whole = Span::of(0, request.bytes.len());
            for read in credentials(&request) {
                prop_assert!(whole.encloses(read.span) && read.span.encloses(read.secret));
                prop_assert!(read.oddities.iter().all(|(_, span)| whole.encloses(*span)));
            }
        }
    }
}
