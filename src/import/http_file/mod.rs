//! `.http` and `.rest` files, as the HTTP clients of `JetBrains` editors and of VS Code (REST Client) read them.
//!
//! Rests on the "HTTP Request in Editor Specification" of `JetBrains` and on REST Client's `selector.ts` and
//! `httpRequestParser.ts`. Where the two differ, what both understand is taken, and then what more files need.

mod blocks;
mod body;
mod build;
mod names;
mod request_line;

use super::importer::Bid;
use super::importer::ImportError;
use super::importer::Imported;
use super::importer::Importer;
use super::importer::Kind;
use super::source::Source;
use crate::model::Files;
use blocks::Block;
use request_line::RequestLine;

/// Blocks between lines of `###`, each a request.
pub(super) struct HttpFile;

impl Importer for HttpFile {
    fn kind(&self) -> Kind {
        Kind::HttpFile
    }

    fn bid(&self, source: &Source<'_>) -> Bid {
        let start = source.start();
        let start = Source { name: source.name, bytes: start };
        let text = whole_text(&start);
        if text.trim_start().starts_with(['{', '[']) {
            return if source.ends_with(ENDINGS) { Bid::Likely } else { Bid::No };
        }
        let blocks = blocks::split(&start, text);
        let firsts = blocks.iter().filter_map(|block| block.head.first().map(|line| line.text));
        let known: Vec<RequestLine> = firsts.map(RequestLine::read).collect();
        let absolute = known.iter().any(RequestLine::is_absolute);
        let named = source.ends_with(ENDINGS);
        let separated = blocks.iter().any(|block| block.separated);
        // Bytes of a wire name their version, end their lines with CRLF, and mostly have no scheme.
        let bytes = text.lines().next().is_some_and(|line| line.contains(" HTTP/"))
            && text.contains("\r\n");
        match (absolute, known.iter().any(|line| line.method.is_some())) {
            (true, _) if named || separated => Bid::Sure,
            (false, true) if separated => Bid::Sure,
            (false, true) if named && !bytes => Bid::Likely,
            (true, _) => Bid::Likely,
            _ if named && blocks.iter().any(|block| block.curl.is_some()) => Bid::Sure,
            _ => Bid::No,
        }
    }

    fn import(
        &self,
        source: &Source<'_>,
        files: &dyn Files,
        selector: Option<&str>,
    ) -> Result<Imported, ImportError> {
        let text = source.text()?;
        let blocks: Vec<Block<'_>> = blocks::split(source, text);
        build::requests(source, &blocks, files)?.only(selector)
    }
}

const ENDINGS: &[&str] = &[".http", ".rest"];

/// The text up to the first byte that is none.
fn whole_text<'a>(source: &'a Source<'_>) -> &'a str {
    let (bytes, _) = source.behind_bom();
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
    }
}
