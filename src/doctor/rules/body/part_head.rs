//! What can differ in the head of a part, and what one says of it.

use crate::doctor::difference::Change;

/// A difference in a part's head, by what it does to the part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeadSlip {
    /// No filename: a file that counts as a text field.
    NoFilename,
    /// A filename: a text field that counts as a file.
    Filename,
    /// Another extension.
    Extension,
    /// A file of another sort, rightly declared on both sides.
    OtherFile,
    /// Another file name.
    OtherName,
    /// Only `filename*`.
    OnlyStar,
    /// `filename*` otherwise.
    Star,
    /// No type of its own.
    NoType,
    /// Another type.
    OtherType,
    /// A transfer encoding.
    Encoding,
    /// Not `form-data`.
    Disposition,
}

/// One such difference with what it is told about: the part and the two values, all harmless to show.
pub(super) struct Head<'h> {
    pub(super) slip: HeadSlip,
    pub(super) part: &'h str,
    pub(super) ours: &'h str,
    pub(super) theirs: &'h str,
}

/// The slip by the header's address in [`crate::doctor::difference::Place::PartHeader`].
pub(super) fn slip(
    header: &str,
    change: Change,
    has_filename: bool,
    (ours, theirs): (&str, &str),
) -> HeadSlip {
    match (header, change) {
        ("content-disposition; filename", Change::Missing) => HeadSlip::NoFilename,
        ("content-disposition; filename", Change::Unexpected) => HeadSlip::Filename,
        ("content-disposition; filename", _) if extension(ours) != extension(theirs) => {
            HeadSlip::Extension
        }
        ("content-disposition; filename", _) => HeadSlip::OtherName,
        ("content-disposition; filename*", Change::Unexpected) if !has_filename => {
            HeadSlip::OnlyStar
        }
        ("content-disposition; filename*", _) => HeadSlip::Star,
        ("content-type", Change::Missing) => HeadSlip::NoType,
        ("content-type", _) => HeadSlip::OtherType,
        ("content-transfer-encoding", _) => HeadSlip::Encoding,
        _ => HeadSlip::Disposition,
    }
}

/// The part of a file name behind its last dot, in lower case.
pub(super) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default()
}

impl Head<'_> {
    /// How much it weighs. A part that the good request declares as JSON is bound by that type.
    pub(super) fn points(&self) -> f32 {
        let json = self.theirs.starts_with("application/json");
        match self.slip {
            HeadSlip::NoFilename => 5.5,
            HeadSlip::OnlyStar | HeadSlip::Disposition => 5.0,
            HeadSlip::NoType if json => 5.0,
            HeadSlip::OtherType if json || self.theirs.is_empty() => 4.0,
            HeadSlip::Filename => 4.0,
            HeadSlip::Extension | HeadSlip::NoType | HeadSlip::OtherType | HeadSlip::Encoding => {
                3.5
            }
            HeadSlip::OtherFile => 2.0,
            HeadSlip::OtherName | HeadSlip::Star => 1.5,
        }
    }

    /// Why it weighs.
    pub(super) fn because(&self) -> String {
        let Self { part, ours, theirs, .. } = self;
        match self.slip {
            HeadSlip::NoFilename => {
                format!("the part `{part}` has a filename in the good request, and none here")
            }
            HeadSlip::Filename => {
                format!("the part `{part}` has a filename here, and none in the good request")
            }
            HeadSlip::Extension => {
                format!("the file of `{part}` has another extension than in the good request")
            }
            HeadSlip::OtherFile => {
                format!("the file of `{part}` is of another sort than in the good request")
            }
            HeadSlip::OtherName => {
                format!("the file of `{part}` has another name than in the good request")
            }
            HeadSlip::OnlyStar => {
                format!("the part `{part}` has only filename*, which form parsers do not read")
            }
            HeadSlip::Star => format!("filename* of `{part}` differs"),
            HeadSlip::NoType => format!(
                "the part `{part}` is declared as `{theirs}` in the good request, and not at all here"
            ),
            HeadSlip::OtherType => {
                format!("the part `{part}` has another type than in the good request")
            }
            HeadSlip::Encoding => {
                format!("the part `{part}` has another Content-Transfer-Encoding")
            }
            HeadSlip::Disposition => {
                format!(
                    "the disposition of `{part}` is `{ours}` here and `{theirs}` in the good request"
                )
            }
        }
    }

    /// What happens then.
    pub(super) fn explanation(&self) -> String {
        let Self { part, ours, theirs, .. } = self;
        match self.slip {
            HeadSlip::NoFilename => format!(
                "Without a filename a server takes the part `{part}` for a text field, and finds no uploaded file."
            ),
            HeadSlip::Filename => format!(
                "With a filename a server takes the part `{part}` for a file, and does not find it among the fields."
            ),
            HeadSlip::Extension => format!(
                "The file is named `{ours}` here and `{theirs}` there; servers judge uploads by the extension."
            ),
            HeadSlip::OtherFile => format!(
                "The file is `{ours}` here and `{theirs}` there: another one, of another sort. It counts where the server takes only some sorts."
            ),
            HeadSlip::OtherName => {
                format!("The file is named `{ours}` here and `{theirs}` in the request that works.")
            }
            HeadSlip::OnlyStar => format!(
                "The name of the file is written as filename*=…, which forms must not use (RFC 7578 section 4.2): many servers \
                 do not read it, and take `{part}` for a text field."
            ),
            HeadSlip::Star => {
                "The extended spelling of the file's name differs; few servers read it.".to_owned()
            }
            HeadSlip::NoType => format!(
                "Without a type of its own the part `{part}` is text/plain (RFC 7578 section 4.4); the server wants `{theirs}`."
            ),
            HeadSlip::OtherType if theirs.is_empty() => {
                format!(
                    "The part `{part}` is declared as `{ours}` here; in the request that works it is not declared."
                )
            }
            HeadSlip::OtherType => {
                format!(
                    "The part `{part}` is declared as `{ours}` here; in the request that works it is `{theirs}`."
                )
            }
            HeadSlip::Encoding => format!(
                "Content-Transfer-Encoding of the part `{part}` is `{ours}` here; HTTP forms have no use for it (RFC 7578 section \
                 4.7), and a server may take the content as it stands."
            ),
            HeadSlip::Disposition => {
                format!(
                    "A part of a form is `form-data` (RFC 7578 section 4.2); `{ours}` is not looked at."
                )
            }
        }
    }

    /// What mends it.
    pub(super) fn summary(&self) -> String {
        let theirs = self.theirs;
        match self.slip {
            HeadSlip::Filename => "Send the part as a plain field, without a filename.".to_owned(),
            HeadSlip::NoFilename | HeadSlip::OnlyStar | HeadSlip::Star => {
                "Give the part a plain filename=\"…\".".to_owned()
            }
            HeadSlip::NoType | HeadSlip::OtherType if !theirs.is_empty() => {
                format!("Give the part the type `{theirs}`.")
            }
            _ => "Write the head of the part as in the request that works.".to_owned(),
        }
    }
}
