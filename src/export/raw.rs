//! raw: the request's own bytes.

use super::exporter::ExportOptions;
use super::exporter::Exported;
use super::exporter::Exporter;
use super::subject::Subject;

/// The bytes as they are, secrets and irregularities included.
pub(super) struct Raw;

impl Exporter for Raw {
    fn kind(&self) -> &'static str {
        "raw"
    }

    fn about(&self) -> &'static str {
        "the exact bytes"
    }

    fn export(&self, subject: &Subject<'_>, _: ExportOptions) -> Exported {
        Exported { text: subject.request.bytes.to_vec(), warnings: Vec::new() }
    }
}
