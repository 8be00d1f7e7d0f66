//! Floor 3: the embedded practice server's mind: a pure function from an exact request to response bytes.
//!
//! It knows no socket, no clock and no file. Whoever listens writes what [`Practice::answer`] returns, in the
//! manner that [`Practice::misbehaviour`] tells where a path asks for trouble.

mod answer;
mod credential;
mod echo;
mod faults;
mod files;
mod keap;
mod status;

use crate::wire::ExactRequest;
use answer::Answer;

pub use faults::Misbehaviour;

/// The practice server. It keeps nothing between requests.
///
/// | path | what it does |
/// | --- | --- |
/// | `GET /crm/rest/v1/contacts` | a list of contacts, for a key in `X-Keap-API-Key` or an OAuth2 bearer token |
/// | `POST /crm/rest/v1/files` | takes a JSON body with a file in base64, with the same credentials |
/// | `/echo` | says back what it got |
/// | `/status/N` | answers that status |
/// | `/faults/…` | misbehaves, see [`Misbehaviour`] |
#[derive(Clone, Copy, Debug, Default)]
pub struct Practice;

impl Practice {
    /// The bytes to write. Empty where the path asks for silence.
    #[must_use]
    pub fn answer(&self, request: &ExactRequest) -> Vec<u8> {
        if let Some(misbehaviour) = Misbehaviour::of(request) {
            return misbehaviour.bytes();
        }
        let answer = match path(request) {
            b"/echo" => echo::answer(request),
            path => match path.strip_prefix(b"/status/") {
                Some(number) => status::answer(number),
                None => keap::answer(request, path),
            },
        };
        answer.to_bytes(request.method() == b"HEAD")
    }

    /// What can be answered before the body has come, from a request cut off behind its head: a refusal that no
    /// body would change. `None` means: read the body, then ask [`Practice::answer`].
    #[must_use]
    pub fn answer_to_head(&self, head: &ExactRequest) -> Option<Vec<u8>> {
        let path = path(head);
        if Misbehaviour::of(head).is_some() || path == b"/echo" || path.starts_with(b"/status/") {
            return None;
        }
        let answer = keap::refusal_of_head(head, path)?;
        Some(answer.to_bytes(head.method() == b"HEAD"))
    }

    /// How the answer to this request is to be written, where not simply at once and whole.
    #[must_use]
    pub fn misbehaviour(&self, request: &ExactRequest) -> Option<Misbehaviour> {
        Misbehaviour::of(request)
    }
}

/// The target's path: without query, and without scheme and authority where the target is in absolute form.
fn path(request: &ExactRequest) -> &[u8] {
    let target = request.target();
    let scheme_end = memchr::memmem::find(target, b"://");
    let path = match scheme_end.and_then(|at| target.get(at + 3..)) {
        Some(rest) if !target.starts_with(b"/") => {
            let slash = memchr::memchr(b'/', rest).unwrap_or(rest.len());
            rest.get(slash..).unwrap_or_default()
        }
        _ => target,
    };
    let end = memchr::memchr2(b'?', b'#', path).unwrap_or(path.len());
    path.get(..end).unwrap_or_default()
}
