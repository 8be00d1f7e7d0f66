//! A Keap-like API: contacts and files, and its refusals in the order of a real gateway.
//!
//! The order: is it HTTP, is there such a path, are the credentials good, may the method be used here, is the
//! length announced, is it the media type, is it UTF-8, is it JSON, are the fields there and of the right kind.

use super::Answer;
use super::credential;
use super::files;
use crate::wire::ExactRequest;
use crate::wire::NoteKind;
use serde_json::json;

const CONTACTS: &[u8] = b"/crm/rest/v1/contacts";
const FILES: &[u8] = b"/crm/rest/v1/files";

pub(super) fn answer(request: &ExactRequest, path: &[u8]) -> Answer {
    if let Some(refusal) = refusal_of_head(request, path) {
        return refusal;
    }
    if path == FILES { files::answer(request) } else { contacts(request) }
}

/// Everything that can be refused without the body.
pub(super) fn refusal_of_head(head: &ExactRequest, path: &[u8]) -> Option<Answer> {
    if let Some(what) = malformed(head) {
        return Some(Answer::message(400, what).with("Connection", "close"));
    }
    let allow = match path {
        CONTACTS => "GET, HEAD",
        FILES => "POST",
        _ => return Some(Answer::message(404, "Resource not found")),
    };
    if !credential::is_good(head) {
        let code = "keymanagement.service.invalid_access_token";
        return Some(Answer::fault(401, "Invalid Access Token", code));
    }
    if !allow.split(", ").any(|method| method.as_bytes() == head.method()) {
        return Some(Answer::message(405, "Method not allowed").with("Allow", allow));
    }
    let coded = head.has("transfer-encoding");
    if coded || (path == FILES && head.framing.length.is_none()) {
        // The body was not read, so nothing more can come over this connection.
        let code = "messaging.adaptors.http.flow.LengthRequired";
        let answer = Answer::fault(411, "Content-Length is missing", code);
        return Some(answer.with("Connection", "close"));
    }
    None
}

/// What a strict HTTP/1.1 server refuses in any head (RFC 9112 sections 3 to 6).
fn malformed(request: &ExactRequest) -> Option<&'static str> {
    let hosts = request.named("host").count();
    if request.version() == b"HTTP/1.1" && hosts != 1 {
        return Some("an HTTP/1.1 request needs exactly one Host header");
    }
    let fatal = request.notes.iter().find(|note| {
        matches!(
            note.kind,
            NoteKind::StartLineMalformed
                | NoteKind::VersionMissing
                | NoteKind::VersionMalformed
                | NoteKind::MethodInvalid
                | NoteKind::SpaceInTarget
                | NoteKind::NoColon
                | NoteKind::EmptyName
                | NoteKind::SpaceBeforeColon
                | NoteKind::NameInvalid
                | NoteKind::ObsFold
                | NoteKind::StrayFold
                | NoteKind::LengthInvalid
                | NoteKind::LengthConflict
                | NoteKind::LengthAndChunked
                | NoteKind::HeadUnterminated
        )
    });
    fatal.map(|note| note.kind.message())
}

/// How many contacts a list holds at most, and without `limit`.
const MOST: usize = 3;

fn contacts(request: &ExactRequest) -> Answer {
    let limit = match query(request.target(), b"limit") {
        None => MOST,
        Some(text) => match std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()) {
            Some(limit) => usize::min(limit, MOST),
            None => return Answer::message(400, "limit: expected a whole number"),
        },
    };
    let people = [("Ada", "Lovelace"), ("Grace", "Hopper"), ("Joan", "Clarke")];
    let contacts: Vec<_> = (51_677..)
        .zip(people)
        .take(limit)
        .map(|(id, (given, family))| {
            let email = format!("{given}@example.com").to_lowercase();
            json!({
                "id": id,
                "given_name": given,
                "family_name": family,
                "email_addresses": [{ "email": email, "field": "EMAIL1" }],
            })
        })
        .collect();
    Answer::json(200, &json!({ "contacts": contacts, "count": people.len() }))
}

/// The value of a query parameter, not decoded.
fn query<'a>(target: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let query = target.split(|b| *b == b'?').nth(1)?;
    query.split(|b| *b == b'&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix(b"="))
}
