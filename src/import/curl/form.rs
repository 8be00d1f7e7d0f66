//! `-F`: a field of a multipart form, in curl's own little language.

use super::arguments::Context;
use super::header;
use super::words::Word;
use crate::model::PartDraft;
use crate::model::Source;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// `--form-string name=value`: the value as it is.
pub(super) fn literal(value: &Word) -> Option<PartDraft> {
    let equals = value.text.iter().position(|b| *b == b'=')?;
    let (name, content) = value.text.split_at_checked(equals)?;
    Some(part(name, Source::Bytes(content.get(1..)?.to_vec())))
}

fn part(name: &[u8], source: Source) -> PartDraft {
    PartDraft { name: name.to_vec(), filename: None, media_type: None, source, headers: Vec::new() }
}

/// The parts of one `-F` option; none where it is not understood, with a note.
pub(super) fn parts(value: &Word, with: &mut Context<'_>) -> Vec<PartDraft> {
    let Some(equals) = value.text.iter().position(|b| *b == b'=') else {
        with.note(value.at, "a form field without `=`; curl refuses it");
        return Vec::new();
    };
    let (name, content) = value.text.split_at_checked(equals).unwrap_or_default();
    let content = content.get(1..).unwrap_or_default();
    match content.first() {
        Some(b'(') => {
            with.note(value.at, "a multipart part inside the form is left out");
            Vec::new()
        }
        Some(b'@') => files(name, content, value.at, with),
        Some(b'<') => {
            let mut field = Field::read(content.get(1..).unwrap_or_default(), None, value.at, with);
            let path = String::from_utf8_lossy(&field.content).into_owned();
            // curl guesses the type from the name, and leaves plain text without one.
            let guessed = guess(&path).filter(|guess| *guess != "text/plain");
            field.media_type =
                field.media_type.or_else(|| guessed.map(|guess| guess.as_bytes().to_vec()));
            let source = source(&path, with);
            vec![field.part(name, source, value.at, with)]
        }
        _ => {
            let field = Field::read(content, None, value.at, with);
            let source = Source::Bytes(field.content.clone());
            vec![field.part(name, source, value.at, with)]
        }
    }
}

fn files(name: &[u8], content: &[u8], at: usize, with: &mut Context<'_>) -> Vec<PartDraft> {
    let mut parts = Vec::new();
    let mut rest = content;
    while let Some(behind) = rest.get(1..).filter(|_| parts.is_empty() || rest.starts_with(b",")) {
        let mut field = Field::read(behind, Some(b','), at, with);
        rest = behind.get(field.used..).unwrap_or_default();
        let path = String::from_utf8_lossy(&field.content).into_owned();
        let base = path.rsplit('/').next().unwrap_or_default().as_bytes().to_vec();
        field.filename.get_or_insert(base);
        let source = source(&path, with);
        parts.push(field.part(name, source, at, with));
    }
    if parts.len() > 1 {
        with.note(
            at,
            "curl nests several files of one field in a part of their own; here each is a part",
        );
    }
    parts
}

fn source(path: &str, with: &mut Context<'_>) -> Source {
    match with.read(path) {
        Ok(content) if path == "-" => Source::Bytes(content.to_vec()),
        _ => Source::File(path.to_owned()),
    }
}

/// The types that curl knows by file name (`Curl_mime_contenttype`).
fn guess(path: &str) -> Option<&'static str> {
    const TYPES: [(&str, &str); 10] = [
        (".gif", "image/gif"),
        (".jpg", "image/jpeg"),
        (".jpeg", "image/jpeg"),
        (".png", "image/png"),
        (".svg", "image/svg+xml"),
        (".txt", "text/plain"),
        (".htm", "text/html"),
        (".html", "text/html"),
        (".pdf", "application/pdf"),
        (".xml", "application/xml"),
    ];
    let path = path.to_ascii_lowercase();
    TYPES.iter().find(|(ending, _)| path.ends_with(ending)).map(|(_, media_type)| *media_type)
}

/// What stands behind `name=`: content, then `;type=`, `;filename=`, `;headers=`, `;encoder=` (`get_param_part`).
#[derive(Default)]
struct Field {
    content: Vec<u8>,
    media_type: Option<Vec<u8>>,
    filename: Option<Vec<u8>>,
    encoder: Option<Vec<u8>>,
    headers: Vec<Vec<u8>>,
    /// How many bytes were read.
    used: usize,
}

impl Field {
    fn read(text: &[u8], end: Option<u8>, at: usize, with: &mut Context<'_>) -> Self {
        let mut reader = Reader { text, at: 0, end };
        reader.spaces();
        let mut field = Self { content: reader.word(), ..Self::default() };
        // Where the type starts, while it may go on behind a semicolon, as `a/b; charset=x` does.
        let mut in_type = None;
        while reader.peek() == Some(b';') {
            reader.at += 1;
            reader.spaces();
            if field.media_type.is_none() && reader.eat(b"type=") {
                reader.spaces();
                in_type = Some(reader.at);
                field.media_type = Some(reader.until_separator());
            } else if reader.eat(b"filename=") {
                in_type = None;
                reader.spaces();
                field.filename = Some(reader.word());
            } else if reader.eat(b"headers=") {
                in_type = None;
                reader.spaces();
                let word = reader.word();
                field.headers.extend(header_lines(word, at, with));
            } else if reader.eat(b"encoder=") {
                in_type = None;
                reader.spaces();
                field.encoder = Some(reader.word());
            } else if let Some(start) = in_type {
                reader.until_separator();
                let whole = reader.text.get(start..reader.at).unwrap_or_default();
                field.media_type = Some(whole.trim_ascii_end().to_vec());
            } else {
                let unknown = String::from_utf8_lossy(&reader.word()).into_owned();
                if !unknown.is_empty() {
                    let message = format!(
                        "`;{unknown}` in a form field: curl leaves it out; quote the value to keep it"
                    );
                    with.note(at, message);
                }
            }
        }
        field.used = reader.at;
        field
    }

    fn part(self, name: &[u8], source: Source, at: usize, with: &mut Context<'_>) -> PartDraft {
        let mut part = part(name, source);
        part.filename = self.filename;
        part.media_type = self.media_type;
        if let Some(encoder) = &self.encoder {
            encode(&mut part, encoder, at, with);
        }
        for line in &self.headers {
            if let Some(header) = header::typed(line) {
                part.headers.push((header.name, header.value));
            }
        }
        part
    }
}

fn header_lines(word: Vec<u8>, at: usize, with: &mut Context<'_>) -> Vec<Vec<u8>> {
    let path = word.strip_prefix(b"@").or_else(|| word.strip_prefix(b"<"));
    let Some(path) = path.and_then(|path| std::str::from_utf8(path).ok()) else {
        return vec![word];
    };
    match with.read(path) {
        Ok(content) => header::lines(&content).map(<[u8]>::to_vec).collect(),
        Err(error) => {
            with.note(at, error.to_string());
            Vec::new()
        }
    }
}

/// `encoder=base64` and its kin: a header of the part, and its content encoded.
fn encode(part: &mut PartDraft, encoder: &[u8], at: usize, with: &mut Context<'_>) {
    let name = String::from_utf8_lossy(encoder).to_ascii_lowercase();
    match (name.as_str(), &part.source) {
        ("binary" | "8bit" | "7bit", _) => {}
        ("base64", Source::Bytes(bytes)) => {
            let text = STANDARD.encode(bytes).into_bytes();
            // MIME lines of 76 characters (RFC 2045 section 6.8).
            part.source = Source::Bytes(text.chunks(76).collect::<Vec<_>>().join(&b"\r\n"[..]));
        }
        _ => {
            with.note(at, format!("the part is not encoded as {name}; it goes as it is"));
            return;
        }
    }
    part.headers.push((b"Content-Transfer-Encoding".to_vec(), encoder.to_vec()));
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    end: Option<u8>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_ascii_start().len();
    }

    fn eat(&mut self, prefix: &[u8]) -> bool {
        let found = self.rest().get(..prefix.len()).is_some_and(|p| p.eq_ignore_ascii_case(prefix));
        if found {
            self.at += prefix.len();
        }
        found
    }

    fn stops(&self, byte: u8) -> bool {
        byte == b';' || Some(byte) == self.end
    }

    /// Up to the next separator, white space around it cut.
    fn until_separator(&mut self) -> Vec<u8> {
        let len = self.rest().iter().position(|b| self.stops(*b)).unwrap_or(self.rest().len());
        let text = self.rest().get(..len).unwrap_or_default().trim_ascii().to_vec();
        self.at += len;
        text
    }

    /// A quoted word with `\"` and `\\`, or everything up to the next separator. A quote that never ends is text.
    fn word(&mut self) -> Vec<u8> {
        self.quoted().unwrap_or_else(|| {
            let len = self.rest().iter().position(|b| self.stops(*b)).unwrap_or(self.rest().len());
            let text = self.rest().get(..len).unwrap_or_default().trim_ascii_end().to_vec();
            self.at += len;
            text
        })
    }

    fn quoted(&mut self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut bytes = self.rest().strip_prefix(b"\"")?.iter().copied();
        let left = loop {
            match bytes.next()? {
                b'"' => break bytes.len(),
                b'\\' => match bytes.clone().next() {
                    Some(byte @ (b'\\' | b'"')) => {
                        out.push(byte);
                        bytes.next();
                    }
                    _ => out.push(b'\\'),
                },
                byte => out.push(byte),
            }
        };
        self.at = self.text.len() - left;
        // What stands between the quote and the separator is passed over, as curl does with a warning.
        self.until_separator();
        Some(out)
    }
}
