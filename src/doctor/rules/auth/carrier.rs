//! Carriers compared: what carries a credential on one side, and on the other.

use crate::doctor::difference::Place;
use crate::doctor::reading::Reading;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::Scheme;

/// A carrier's name for a sentence.
pub(super) fn name(carrier: &Carrier) -> String {
    match carrier {
        Carrier::Authorization => "Authorization".to_owned(),
        Carrier::ProxyAuthorization => "Proxy-Authorization".to_owned(),
        Carrier::Header(name) => crate::wire::escape::visible(name.as_bytes()),
        Carrier::Query(name) => {
            format!("query parameter `{}`", crate::wire::escape::visible(name.as_bytes()))
        }
        Carrier::Cookie(name) => {
            format!("cookie `{}`", crate::wire::escape::visible(name.as_bytes()))
        }
        Carrier::Body(name) => {
            format!("body field `{}`", crate::wire::escape::visible(name.as_bytes()))
        }
        Carrier::UserInfo => "user information in the URL".to_owned(),
    }
}

/// Whether two carriers are one; names in any case.
pub(super) fn is_same(a: &Carrier, b: &Carrier) -> bool {
    match (a, b) {
        (Carrier::Header(a), Carrier::Header(b))
        | (Carrier::Query(a), Carrier::Query(b))
        | (Carrier::Cookie(a), Carrier::Cookie(b))
        | (Carrier::Body(a), Carrier::Body(b)) => a.eq_ignore_ascii_case(b),
        _ => a == b,
    }
}

/// The credential of `side` in the carrier of `other`.
pub(super) fn same<'a>(side: &'a Reading<'_>, other: &Credential) -> Option<&'a Credential> {
    side.credentials.iter().find(|credential| is_same(&credential.carrier, &other.carrier))
}

/// Whether `failing` has a credential that the good one has not, and that may stand for `wanted`: then the carrier or
/// the name is what is wrong, not the absence. A second key beside `Authorization` on both sides is no stand-in.
pub(super) fn stands_in(failing: &Reading<'_>, good: &Reading<'_>, wanted: &Credential) -> bool {
    failing.explicit_credentials().any(|own| {
        same(good, own).is_none()
            && !matches!(own.carrier, Carrier::Body(_))
            && !is_same(&own.carrier, &wanted.carrier)
    })
}

/// Whether a difference's place is where that carrier stands.
pub(super) fn is_at(carrier: &Carrier, place: &Place) -> bool {
    match (carrier, place) {
        (Carrier::Authorization, Place::Header { name, .. }) => name == "authorization",
        (Carrier::ProxyAuthorization, Place::Header { name, .. }) => name == "proxy-authorization",
        (Carrier::Header(own), Place::Header { name, .. }) => own.eq_ignore_ascii_case(name),
        (Carrier::Query(own), Place::Query { name, .. }) => own.eq_ignore_ascii_case(name),
        (Carrier::Cookie(_), Place::Header { name, .. }) => name == "cookie",
        (Carrier::Body(own), Place::Field { name, .. } | Place::Part { name, .. }) => {
            own.eq_ignore_ascii_case(name)
        }
        (Carrier::Body(own), Place::Json(path)) => {
            path.strip_prefix("$.").is_some_and(|path| path == own)
        }
        _ => false,
    }
}

/// The header line of a credential, with its line end, ready to be put into another request.
pub(super) fn line_of(reading: &Reading<'_>, credential: &Credential) -> Option<Vec<u8>> {
    let header =
        reading.request.headers.iter().find(|header| header.span.encloses(credential.span))?;
    let mut line = reading.request.text(header.span).to_vec();
    line.extend_from_slice(b"\r\n");
    Some(line)
}

/// A scheme's name for a sentence.
pub(super) fn scheme_name(scheme: &Scheme) -> String {
    match scheme {
        Scheme::None => "a bare key".to_owned(),
        other => crate::wire::escape::visible(other.name().as_bytes()),
    }
}
