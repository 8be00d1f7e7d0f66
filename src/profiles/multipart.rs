//! `multipart/form-data` bodies (RFC 7578) in each client's shape: boundary, part headers, quoting, ending.

use super::media;
use super::spelling::percent;
use crate::model::Entropy;
use crate::model::PartDraft;
use crate::wire::Span;

/// What a boundary looks like behind its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing random.
    Fixed,
    /// So many characters of this alphabet.
    Random(&'static [u8], usize),
    /// A UUID, version 4.
    Uuid,
    /// Four groups of 16 hex digits, joined by `-`.
    HexGroups,
}

/// How a name or file name is put between its quotes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Quoting {
    /// As it is.
    Raw,
    /// `"`, CR and LF as `%22`, `%0D`, `%0A` (HTML's rule).
    Html,
    /// As [`Quoting::Html`], and a backslash doubled.
    HtmlAndBackslash,
    /// `\` before `"` and `\`.
    Backslash,
    /// Percent-encoded but for these.
    Percent(percent::Keeps),
}

/// The Content-Type of a file part for which the user gives none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileType {
    /// No such line.
    Absent,
    /// `application/octet-stream`.
    Octets,
    /// By the name's ending, else `application/octet-stream`.
    Guessed,
    /// As [`FileType::Guessed`], from curl's short list.
    GuessedByCurl,
}

/// What is peculiar in a client's part heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heads {
    /// Content-Disposition, then Content-Type.
    Plain,
    /// Content-Type stands before Content-Disposition.
    TypeFirst,
    /// Each part tells its Content-Length.
    Lengths,
    /// Files tell `Content-Transfer-Encoding: binary`.
    TransferEncoding,
    /// A name above Latin-1 is told again as `filename*`.
    FilenameStar,
}

/// One client's multipart bodies.
#[derive(Clone, Copy, Debug)]
pub(super) struct MultipartStyle {
    pub(super) prefix: &'static str,
    pub(super) shape: Shape,
    pub(super) name: Quoting,
    pub(super) filename: Quoting,
    pub(super) file_type: FileType,
    /// The type that a text field gets where the user gives none.
    pub(super) text_type: Option<&'static str>,
    /// What part heads hold beside disposition and type, or in another order.
    pub(super) heads: Heads,
    /// Whether line ends in text fields become CRLF (HTML forms).
    pub(super) text_crlf: bool,
    /// What each Content-Disposition begins with.
    pub(super) disposition: &'static str,
    /// Whether a typed Content-Type other than `multipart/form-data` makes the parts attachments (libcurl).
    pub(super) follows_type: bool,
    /// What follows the last boundary's `--`.
    pub(super) ending: &'static str,
}

/// 0-9 a-f.
pub(super) const HEX: &[u8] = b"0123456789abcdef";
/// 0-9.
pub(super) const DIGITS: &[u8] = b"0123456789";
/// Letters and digits.
pub(super) const ALPHANUMERIC: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// URL-safe base64.
pub(super) const URL_SAFE: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The commonest shape; clients change what differs.
pub(super) const PLAIN: MultipartStyle = MultipartStyle {
    prefix: "",
    shape: Shape::Random(HEX, 32),
    name: Quoting::Html,
    filename: Quoting::Html,
    file_type: FileType::Guessed,
    text_type: None,
    heads: Heads::Plain,
    text_crlf: false,
    disposition: "form-data",
    follows_type: false,
    ending: "\r\n",
};

/// A boundary with its random part.
pub(super) fn boundary(style: &MultipartStyle, entropy: &mut dyn Entropy) -> String {
    let random = match style.shape {
        Shape::Fixed => String::new(),
        Shape::Random(alphabet, len) => pick(alphabet, len, entropy),
        Shape::Uuid => uuid(entropy),
        Shape::HexGroups => [(); 4].map(|()| pick(HEX, 16, entropy)).join("-"),
    };
    format!("{}{random}", style.prefix)
}

/// `len` random characters of an alphabet.
pub(super) fn pick(alphabet: &[u8], len: usize, entropy: &mut dyn Entropy) -> String {
    let mut bytes = vec![0; len];
    entropy.fill(&mut bytes);
    bytes
        .iter()
        .filter_map(|byte| alphabet.get(usize::from(*byte) % alphabet.len().max(1)))
        .map(|byte| char::from(*byte))
        .collect()
}

/// A UUID, version 4 (RFC 9562 section 5.4).
pub(super) fn uuid(entropy: &mut dyn Entropy) -> String {
    let mut hex = pick(HEX, 31, entropy);
    hex.insert(12, '4');
    let mut out = String::with_capacity(36);
    for (index, c) in hex.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        // The variant's two bits.
        let c = if index == 16 {
            ['8', '9', 'a', 'b'].get(c as usize % 4).copied().unwrap_or(c)
        } else {
            c
        };
        out.push(c);
    }
    out
}

/// A part with its content read.
pub(super) struct Part<'a> {
    pub(super) draft: &'a PartDraft,
    pub(super) content: Vec<u8>,
}

/// The body, the places of the boundary in it, and where each part's head and content begin and end.
pub(super) struct Multipart {
    pub(super) bytes: Vec<u8>,
    pub(super) boundaries: Vec<Span>,
    /// Ends of the pieces that npm's form-data streams one by one.
    pub(super) seams: Vec<usize>,
}

/// Writes the parts.
pub(super) fn write(parts: &[Part<'_>], boundary: &str, style: &MultipartStyle) -> Multipart {
    let mut out = Multipart { bytes: Vec::new(), boundaries: Vec::new(), seams: Vec::new() };
    for part in parts {
        dashes(&mut out, boundary, style);
        out.bytes.extend_from_slice(b"\r\n");
        out.bytes.extend(part_head(part, style));
        out.bytes.extend_from_slice(b"\r\n");
        out.seams.push(out.bytes.len());
        let is_text = part.draft.filename.is_none();
        if style.text_crlf && is_text {
            out.bytes.extend(with_crlf(&part.content));
        } else {
            out.bytes.extend_from_slice(&part.content);
        }
        out.seams.push(out.bytes.len());
        out.bytes.extend_from_slice(b"\r\n");
        out.seams.push(out.bytes.len());
    }
    // The line end behind the last part and the closing boundary come as one piece.
    out.seams.pop();
    dashes(&mut out, boundary, style);
    out.bytes.extend_from_slice(b"--");
    out.bytes.extend_from_slice(style.ending.as_bytes());
    out.seams.push(out.bytes.len());
    out
}

fn dashes(out: &mut Multipart, boundary: &str, style: &MultipartStyle) {
    out.bytes.extend_from_slice(b"--");
    let start = out.bytes.len();
    out.bytes.extend_from_slice(boundary.as_bytes());
    if style.shape != Shape::Fixed {
        out.boundaries.push(Span::of(start, out.bytes.len()));
    }
}

fn part_head(part: &Part<'_>, style: &MultipartStyle) -> Vec<u8> {
    let draft = part.draft;
    let mut disposition =
        format!("Content-Disposition: {}; name=\"", style.disposition).into_bytes();
    disposition.extend(quoted(&draft.name, style.name));
    disposition.push(b'"');
    if let Some(filename) = &draft.filename {
        disposition.extend_from_slice(b"; filename=\"");
        disposition.extend(quoted(filename, style.filename));
        disposition.push(b'"');
        if style.heads == Heads::FilenameStar && above_latin1(filename) {
            disposition.extend_from_slice(b"; filename*=UTF-8''");
            disposition.extend(percent::encode(filename, percent::unreserved));
        }
    }
    disposition.extend_from_slice(b"\r\n");
    let media = part_type(draft, style);
    let media_line = media
        .map(|media| [b"Content-Type: ".as_slice(), &media, b"\r\n"].concat())
        .unwrap_or_default();
    let mut head = Vec::new();
    if style.heads == Heads::TypeFirst {
        head.extend_from_slice(&media_line);
    }
    head.extend(disposition);
    if style.heads == Heads::TransferEncoding && draft.filename.is_some() {
        head.extend_from_slice(b"Content-Transfer-Encoding: binary\r\n");
    }
    if style.heads != Heads::TypeFirst {
        head.extend_from_slice(&media_line);
    }
    for (name, value) in &draft.headers {
        head.extend_from_slice(&[name.as_slice(), b": ", value, b"\r\n"].concat());
    }
    if style.heads == Heads::Lengths {
        head.extend_from_slice(format!("Content-Length: {}\r\n", part.content.len()).as_bytes());
    }
    head
}

fn part_type(draft: &PartDraft, style: &MultipartStyle) -> Option<Vec<u8>> {
    if let Some(media) = &draft.media_type {
        return Some(media.clone());
    }
    let Some(filename) = &draft.filename else {
        return style.text_type.map(|text| text.as_bytes().to_vec());
    };
    let text = match style.file_type {
        FileType::Absent => return None,
        FileType::Octets => media::OCTETS,
        // An empty name says nothing, and form-data asks it nothing.
        FileType::Guessed if filename.is_empty() => return None,
        FileType::Guessed => media::by_name(filename).unwrap_or(media::OCTETS),
        FileType::GuessedByCurl => media::by_curl(filename).unwrap_or(media::OCTETS),
    };
    Some(text.as_bytes().to_vec())
}

fn above_latin1(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| text.chars().any(|c| u32::from(c) > 0xff))
}

fn quoted(text: &[u8], how: Quoting) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match (byte, how) {
            (_, Quoting::Raw) => out.push(*byte),
            (b'"' | b'\r' | b'\n', Quoting::Html | Quoting::HtmlAndBackslash) => {
                percent::push_escape(&mut out, *byte, percent::Hex::Upper);
            }
            (b'\\', Quoting::HtmlAndBackslash) => out.extend_from_slice(b"\\\\"),
            (b'"' | b'\\', Quoting::Backslash) => out.extend([b'\\', *byte]),
            (_, Quoting::Percent(keeps)) => out.extend(percent::encode(&[*byte], keeps)),
            _ => out.push(*byte),
        }
    }
    out
}

fn with_crlf(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut previous = 0;
    for byte in text {
        match (previous, byte) {
            (b'\r', b'\n') => {}
            (_, b'\r' | b'\n') => out.extend_from_slice(b"\r\n"),
            _ => out.push(*byte),
        }
        previous = *byte;
    }
    out
}
