//! A block's body: text, files, or both.

use super::blocks::Line;
use super::names::Names;
use super::names::Notes;
use crate::import::compact_json::compact;
use crate::import::source;
use crate::model::BodyDraft;
use crate::model::Files;
use crate::model::Source;
use serde_json::Value;

/// What a body is read with.
pub(super) struct With<'w, 'a> {
    pub(super) source: &'w source::Source<'a>,
    pub(super) names: &'w mut Names<'a>,
    pub(super) notes: &'w mut Notes,
    pub(super) files: &'w dyn Files,
    /// The typed media type, lower case; empty where there is none.
    pub(super) media: String,
}

/// The body of the lines. Lines end with LF, in multipart bodies with CRLF.
pub(super) fn read(lines: &[Line<'_>], with: &mut With<'_, '_>) -> BodyDraft {
    if let [line] = lines
        && let Some(file) = FileLine::read(line.text)
        && !file.filled
    {
        let path = with.names.text(line.at, file.path, with.notes);
        return raw(Source::File(path));
    }
    if lines.is_empty() {
        return BodyDraft::None;
    }
    let multipart = with.media.starts_with("multipart/");
    let form = with.media.starts_with("application/x-www-form-urlencoded");
    let end: &[u8] = if multipart { b"\r\n" } else { b"\n" };
    let mut bytes = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let before = lines.get(index.wrapping_sub(1)).map(|line| line.text.trim_end());
        let joined =
            form && (line.text.starts_with('&') || before.is_some_and(|b| b.ends_with('&')));
        if index > 0 && !joined {
            bytes.extend_from_slice(end);
        }
        match FileLine::read(line.text) {
            Some(file) => bytes.extend(content(*line, &file, with)),
            None => {
                let text = if form { line.text.trim_end() } else { line.text };
                bytes.extend(with.names.text(line.at, text, with.notes).into_bytes());
            }
        }
    }
    if ["application/x-ndjson", "application/x-ldjson"].iter().any(|m| with.media.starts_with(m)) {
        bytes.extend_from_slice(end);
    }
    raw(Source::Bytes(bytes))
}

/// A GraphQL request: the query, and behind a blank line its variables as JSON.
pub(super) fn graphql(lines: &[Line<'_>], with: &mut With<'_, '_>) -> BodyDraft {
    let gap = lines.iter().position(|line| line.text.trim().is_empty()).unwrap_or(lines.len());
    let (query, variables) = lines.split_at_checked(gap).unwrap_or((lines, &[]));
    let mut text = |lines: &[Line<'_>]| {
        let lines = lines.iter().map(|line| with.names.text(line.at, line.text, with.notes));
        lines.collect::<Vec<_>>().join("\n")
    };
    let (query, variables) = (text(query), compact(&text(variables)));
    let variables = if variables.is_empty() { "{}" } else { &variables };
    let json = format!("{{\"query\":{},\"variables\":{variables}}}", Value::String(query));
    raw(Source::Bytes(json.into_bytes()))
}

fn raw(source: Source) -> BodyDraft {
    BodyDraft::Raw { media_type: None, source }
}

/// `< path`, `<@ path`, `<@latin1 path`.
struct FileLine<'a> {
    path: &'a str,
    /// Whether variables in the file are filled.
    filled: bool,
    encoding: &'a str,
}

impl<'a> FileLine<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (mark, path) = line.strip_prefix('<')?.split_once([' ', '\t'])?;
        let encoding = mark.strip_prefix('@');
        let word =
            encoding.unwrap_or_default().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let path = path.trim();
        let fits = (mark.is_empty() || encoding.is_some()) && word && !path.is_empty();
        fits.then(|| Self {
            path,
            filled: encoding.is_some(),
            encoding: encoding.unwrap_or_default(),
        })
    }
}

/// A file's content among other lines; what cannot be read stays as its line, as in REST Client.
fn content(line: Line<'_>, file: &FileLine<'_>, with: &mut With<'_, '_>) -> Vec<u8> {
    let path = with.names.text(line.at, file.path, with.notes);
    let bytes = match with.files.read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            with.notes.all.push(with.source.leftover(line.at, error.to_string()));
            return line.text.as_bytes().to_vec();
        }
    };
    if !file.filled {
        return bytes.to_vec();
    }
    let text = match file.encoding.to_ascii_lowercase().as_str() {
        "" | "utf8" | "utf_8" => std::str::from_utf8(&bytes).ok().map(str::to_owned),
        "latin1" | "binary" | "ascii" => Some(bytes.iter().copied().map(char::from).collect()),
        _ => None,
    };
    let Some(text) = text else {
        let encoding = if file.encoding.is_empty() { "utf8" } else { file.encoding };
        let message =
            format!("`{path}` is not read as `{encoding}`; its bytes are taken as they are");
        with.notes.all.push(with.source.leftover(line.at, message));
        return bytes.to_vec();
    };
    with.names.text(line.at, &text, with.notes).into_bytes()
}
