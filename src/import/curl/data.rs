//! `-d` and its kin: what their values come to, and how several are joined.

use super::arguments::Context;
use super::options::DataKind;
use super::words::Word;
use crate::model::Source;

/// The data of one operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Data {
    /// What was given so far, joined; `None` before the first.
    pub(super) bytes: Option<Vec<u8>>,
    /// Whether `--json` was among the options.
    pub(super) json: bool,
    /// The one file whose content is the whole body, as it is.
    pub(super) file: Option<String>,
}

impl Data {
    /// Takes one option's value. Several are joined with `&`, except that `--json` appends.
    pub(super) fn add(&mut self, kind: DataKind, value: &Word, with: &mut Context<'_>) {
        self.json |= kind == DataKind::Json;
        let first = self.bytes.is_none();
        let path = value.text.strip_prefix(b"@").filter(|_| kind != DataKind::Raw);
        let path = path.filter(|_| kind != DataKind::Encoded);
        let path = path.and_then(|path| std::str::from_utf8(path).ok());
        let mut unread = false;
        let bytes = match (kind, path) {
            (DataKind::Encoded, _) => encoded(value, with),
            (_, None) => value.text.clone(),
            (_, Some(path)) => match with.read(path) {
                Ok(content) if kind == DataKind::Ascii => without_line_ends(&content),
                Ok(content) => content.to_vec(),
                Err(error) => {
                    unread = true;
                    with.note(value.at, format!("{error}; curl would send nothing in its place"));
                    Vec::new()
                }
            },
        };
        // A lone file stays a file: it is read when the request is made, or found missing then.
        let whole = |path: &&str| first && *path != "-" && (unread || kind != DataKind::Ascii);
        self.file = path.filter(whole).map(str::to_owned);
        let joined = self.bytes.get_or_insert_default();
        if !first && kind != DataKind::Json {
            joined.push(b'&');
        }
        joined.extend_from_slice(&bytes);
    }

    /// The body's bytes, or the file that holds them.
    pub(super) fn source(&self) -> Option<Source> {
        let bytes = self.bytes.as_ref()?;
        Some(match &self.file {
            Some(path) => Source::File(path.clone()),
            None => Source::Bytes(bytes.clone()),
        })
    }
}

/// `-d @file`: curl 7.88 reads lines of at most 255 bytes and cuts each at its first CR, LF or NUL.
fn without_line_ends(content: &[u8]) -> Vec<u8> {
    const LINE: usize = 255;
    let mut out = Vec::with_capacity(content.len());
    for line in content.split_inclusive(|b| *b == b'\n') {
        for piece in line.chunks(LINE) {
            let end = piece.iter().position(|b| matches!(b, b'\r' | b'\n' | 0));
            out.extend_from_slice(piece.get(..end.unwrap_or(piece.len())).unwrap_or_default());
        }
    }
    out
}

/// `--data-urlencode`: `content`, `=content`, `name=content`, `@file`, `name@file`.
pub(super) fn encoded(value: &Word, with: &mut Context<'_>) -> Vec<u8> {
    let text = value.text.as_slice();
    let mark =
        text.iter().position(|b| *b == b'=').or_else(|| text.iter().position(|b| *b == b'@'));
    let (name, content) = match mark.and_then(|at| text.split_at_checked(at)) {
        None => (&[][..], text.to_vec()),
        Some((name, behind)) => {
            let content = behind.get(1..).unwrap_or_default();
            let content = if behind.starts_with(b"@") {
                let path = std::str::from_utf8(content).unwrap_or_default();
                with.read(path).map_or_else(
                    |error| {
                        with.note(
                            value.at,
                            format!("{error}; curl would send nothing in its place"),
                        );
                        Vec::new()
                    },
                    |content| content.to_vec(),
                )
            } else {
                content.to_vec()
            };
            (name, content)
        }
    };
    let mut out = name.to_vec();
    if !name.is_empty() {
        out.push(b'=');
    }
    for byte in content {
        match byte {
            b' ' => out.push(b'+'),
            _ => escape(byte, &mut out),
        }
    }
    out
}

/// `curl_easy_escape`: everything but the unreserved characters of RFC 3986.
pub(super) fn escape(byte: u8, out: &mut Vec<u8>) {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        out.push(byte);
    } else {
        out.extend_from_slice(format!("%{byte:02X}").as_bytes());
    }
}
