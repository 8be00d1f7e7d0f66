//! Defects of multipart parts that show by themselves: heads that break the grammar, files that do not say so.

use crate::doctor::reading::Reading;
use crate::semantics::Body;
use crate::semantics::BodyKind;
use crate::semantics::MultipartProblem;
use crate::semantics::Part;
use crate::semantics::body;
use crate::wire::Span;

/// What is wrong with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefectKind {
    NoBlankLine,
    NoDisposition,
    NoName,
    NotFormData,
    Preamble,
    OnlyStar,
    QuotedName,
    FileWithoutName,
    EmptyFilename,
    EmptyFile,
    PathAsText,
}

/// A defect, and where it shows (body offsets).
#[derive(Clone, Copy, Debug)]
pub(super) struct Defect {
    pub(super) kind: DefectKind,
    pub(super) span: Span,
    pub(super) points: f32,
}

/// The first and worst defect of the parts.
pub(super) fn first(reading: &Reading<'_>) -> Option<Defect> {
    let body = &reading.body;
    if body.kind() != BodyKind::Multipart {
        return None;
    }
    let read = body.multipart();
    let form = reading.media_kind() == "multipart/form-data";
    let grammar = [
        (MultipartProblem::NoBlankLine, DefectKind::NoBlankLine, 5.0),
        (MultipartProblem::NoDisposition, DefectKind::NoDisposition, 5.0),
        (MultipartProblem::NoName, DefectKind::NoName, 5.0),
        (MultipartProblem::NotFormData, DefectKind::NotFormData, 5.0),
    ];
    // Beside a file, the path of another one is a field's own business.
    let no_file = read.parts.iter().all(|part| part.filename.is_none());
    let found = grammar.into_iter().filter(|_| form).find_map(|(problem, kind, points)| {
        read.has(problem).map(|span| Defect { kind, span, points })
    });
    found
        .or_else(|| {
            read.parts.iter().find_map(|part| {
                of_part(body, part).filter(|found| no_file || found.kind != DefectKind::PathAsText)
            })
        })
        .or_else(|| {
            let span = read.has(MultipartProblem::Preamble)?;
            Some(Defect { kind: DefectKind::Preamble, span, points: 3.0 })
        })
}

fn of_part(body: &Body, part: &Part) -> Option<Defect> {
    let disposition = part.disposition?;
    let defect = |kind, points| Some(Defect { kind, span: disposition, points });
    let name = part.name.map(|span| body.slice(span)).unwrap_or_default();
    let quote = |byte: Option<&u8>| matches!(byte, Some(b'\'' | b'"'));
    if quote(name.first()) || quote(name.last()) {
        return defect(DefectKind::QuotedName, 4.5);
    }
    if part.filename.is_none() && part.filename_star.is_some() {
        return defect(DefectKind::OnlyStar, 4.5);
    }
    let content = body.slice(part.body);
    match part.filename {
        None if is_file(body, part, content) => defect(DefectKind::FileWithoutName, 4.0),
        None if is_path(content) => defect(DefectKind::PathAsText, 4.0),
        Some(name) if name.is_empty() && !content.is_empty() => {
            defect(DefectKind::EmptyFilename, 3.5)
        }
        Some(name) if !name.is_empty() && content.is_empty() => defect(DefectKind::EmptyFile, 3.5),
        _ => None,
    }
}

/// Whether a part without a filename is a file by its type or its bytes.
fn is_file(body: &Body, part: &Part, content: &[u8]) -> bool {
    let kind = part.content_type.map(|span| body.slice(span).to_ascii_lowercase());
    let typed = kind.is_some_and(|kind| {
        [
            &b"image/"[..],
            b"audio/",
            b"video/",
            b"application/octet-stream",
            b"application/pdf",
            b"application/zip",
        ]
        .iter()
        .any(|start| kind.starts_with(start))
    });
    typed || content.len() > 8 && body::actual(content) == BodyKind::Binary
}

/// Whether a text is nothing but the path of a file on the sender's machine.
fn is_path(content: &[u8]) -> bool {
    let plain = content.len() > 4
        && content.len() < 260
        && content.is_ascii()
        && !content.iter().any(u8::is_ascii_control);
    let drive = matches!(content, [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let own =
        [&b"/home/"[..], b"/Users/", b"/tmp/", b"/var/", b"/mnt/", b"~/", b"./", b"../", b"@"];
    let file = content.iter().rposition(|b| *b == b'.').is_some_and(|dot| {
        let end = content.get(dot + 1..).unwrap_or_default();
        (2..=5).contains(&end.len()) && end.iter().all(u8::is_ascii_alphanumeric)
    });
    plain && file && (drive || own.iter().any(|start| content.starts_with(start)))
}

impl Defect {
    /// Why it weighs.
    pub(super) const fn because(self) -> &'static str {
        match self.kind {
            DefectKind::NoBlankLine => "no empty line between the head of a part and its content",
            DefectKind::NoDisposition => "a part without Content-Disposition",
            DefectKind::NoName => "a part without a name",
            DefectKind::NotFormData => "a part whose disposition is not form-data",
            DefectKind::Preamble => "text before the first delimiter",
            DefectKind::OnlyStar => "a file whose name is given as filename* alone",
            DefectKind::QuotedName => "the name of a part begins or ends in a quote",
            DefectKind::FileWithoutName => "a file without a filename",
            DefectKind::EmptyFilename => "a file with an empty filename",
            DefectKind::EmptyFile => "a file without a byte",
            DefectKind::PathAsText => "the path of a file, as text, where its content belongs",
        }
    }

    /// What is to be seen.
    pub(super) const fn label(self) -> &'static str {
        match self.kind {
            DefectKind::NoBlankLine => "an empty line should stand before this",
            DefectKind::NoDisposition => "Content-Disposition should stand here",
            DefectKind::NoName => "no name here",
            DefectKind::NotFormData => "not form-data",
            DefectKind::Preamble => "text before the parts",
            DefectKind::OnlyStar => "only filename*",
            DefectKind::QuotedName => "quotes in the name",
            DefectKind::FileWithoutName => "no filename here",
            DefectKind::EmptyFilename => "an empty filename",
            DefectKind::EmptyFile => "a file of no bytes",
            DefectKind::PathAsText => "the content of this part is a path",
        }
    }

    /// What happens then.
    pub(super) const fn explanation(self) -> &'static str {
        match self.kind {
            DefectKind::NoBlankLine => {
                "An empty line ends the head of each part. Without it the content is read as a header, and the part is empty."
            }
            DefectKind::NoDisposition | DefectKind::NoName | DefectKind::NotFormData => {
                "Each part of a form says `Content-Disposition: form-data; name=\"…\"` (RFC 7578 section 4.2). A part that does \
                 not is not found by its name."
            }
            DefectKind::Preamble => {
                "Before the first delimiter stands some text. It is allowed in mail; several form parsers refuse it."
            }
            DefectKind::OnlyStar => {
                "The name of the file is written as filename*=…, which forms must not use (RFC 7578 section 4.2). Many servers \
                 do not read it, and take the part for a text field."
            }
            DefectKind::QuotedName => {
                "A quote is part of the name of the part. Shells on Windows pass single quotes on, so that `-F 'a=b'` makes a \
                 part named `'a`; the server does not find the field."
            }
            DefectKind::FileWithoutName => {
                "The part holds a file but has no filename. A server takes it for a text field, and finds no uploaded file."
            }
            DefectKind::EmptyFilename => {
                "The filename is empty. Browsers send that where no file was chosen, so servers take it for no file."
            }
            DefectKind::PathAsText => {
                "The part holds the path of a file as text, not the file. curl reads a file only behind an `@` (`-F file=@path`); \
                 libraries want an open file, not its name."
            }
            DefectKind::EmptyFile => {
                "The file has no byte: often it was read to its end before it was sent."
            }
        }
    }

    /// What mends it.
    pub(super) const fn summary(self) -> &'static str {
        match self.kind {
            DefectKind::NoBlankLine
            | DefectKind::NoDisposition
            | DefectKind::NoName
            | DefectKind::NotFormData
            | DefectKind::Preamble => "Let a library write the parts.",
            DefectKind::OnlyStar | DefectKind::FileWithoutName | DefectKind::EmptyFilename => {
                "Give the part a plain filename=\"…\"."
            }
            DefectKind::PathAsText => "Send the file itself, with a filename.",
            DefectKind::QuotedName => "Use double quotes around the argument.",
            DefectKind::EmptyFile => "Rewind or reopen the file before it is sent.",
        }
    }
}
