//! Which raw bodies Postman takes for JSON, and so sends without their comments.

use super::payload::Kind;
use super::payload::Payload;
use super::prepare::Prepared;
use super::profile::Author;
use super::spelling::json_comments::without_comments;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::HeaderMode;
use crate::model::Source;

/// Whether the raw body's language is JSON. Of JSON, be it by its language or by its typed type, the comments go.
pub(super) fn strip_comments(p: &mut Prepared<'_>) -> bool {
    if matches!(p.body.kind, Kind::Raw | Kind::Json | Kind::Form) && p.body.bytes.is_empty() {
        p.body = Payload::default();
        return false;
    }
    let language = match &p.draft.body {
        BodyDraft::Raw { media_type, source: Source::Bytes(_) } => media_type.as_deref(),
        BodyDraft::Json(_) => Some(b"application/json".as_slice()),
        _ => return false,
    };
    if p.body.kind == Kind::None || !language.or_else(|| typed_type(p.draft)).is_some_and(is_json) {
        return false;
    }
    let stripped = without_comments(&p.body.bytes);
    if stripped != p.body.bytes {
        p.warnings.push("Postman strips comments from a JSON body".to_owned());
        p.body.bytes = stripped;
        p.body.author = Some(Author::Computed("the body without its comments"));
    }
    language.is_some()
}

/// The typed media type: the first that is ticked, or the only one, even if it is not.
fn typed_type(draft: &Draft) -> Option<&[u8]> {
    let shown = |mode| mode == HeaderMode::Disabled || HeaderMode::is_sent(mode);
    let mut rows = draft
        .headers
        .iter()
        .filter(|header| shown(header.mode) && header.name.eq_ignore_ascii_case(b"content-type"));
    let first = rows.next()?;
    let only = rows.clone().next().is_none();
    let row = if only {
        Some(first)
    } else {
        std::iter::once(first).chain(rows).find(|h| h.mode.is_sent())
    };
    row.map(|row| row.value.as_slice())
}

/// `application/json`, or `application/…+json`.
fn is_json(media: &[u8]) -> bool {
    let Some(subtype) = media.strip_prefix(b"application/") else { return false };
    let word = subtype.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    word.starts_with(b"json") || memchr::memmem::find(word, b"+json").is_some_and(|at| at > 0)
}
