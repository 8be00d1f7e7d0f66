//! Floor 3: foreign text becomes requests, and nothing is dropped in silence.
//!
//! An importer takes text and gives drafts (or exact bytes); what it does not understand it reports with its place.
//! It knows no file system (files that a text names are read through [`crate::model::Files`]) and no network.

mod braces;
mod compact_json;
mod curl;
mod har;
mod http_file;
mod importer;
mod json_node;
mod postman;
mod raw_http;
mod source;

use crate::model::Files;

pub use importer::Asked;
pub use importer::Bid;
pub use importer::Example;
pub use importer::ImportError;
pub use importer::Imported;
pub use importer::ImportedRequest;
pub use importer::Importer;
pub use importer::Kind;
pub use importer::Leftover;
pub use importer::Repair;
pub use importer::choose;
pub use source::Source;

/// Every importer, in the order they are asked; of equal bids the first wins.
pub static IMPORTERS: &[&dyn Importer] =
    &[&http_file::HttpFile, &curl::Curl, &har::Har, &postman::Postman, &raw_http::RawHttp];

/// The kind of a source, from its content. What nobody claims is raw.
pub fn recognise(source: &Source<'_>) -> Result<Kind, ImportError> {
    importer_of(source, None).map(Importer::kind)
}

/// The requests in a source: all, or the one that `selector` names. `kind` overrides what the content says.
pub fn import(
    source: &Source<'_>,
    kind: Option<Kind>,
    selector: Option<&str>,
    files: &dyn Files,
) -> Result<(Kind, Imported), ImportError> {
    let importer = importer_of(source, kind)?;
    let found = importer.import(source, files, selector)?;
    if found.requests.is_empty() {
        return Err(ImportError::NoRequest(importer.kind()));
    }
    Ok((importer.kind(), found))
}

/// The one request in a source. Without a selector several are an error that lists them.
pub fn import_one(
    source: &Source<'_>,
    kind: Option<Kind>,
    selector: Option<&str>,
    files: &dyn Files,
) -> Result<(Kind, Imported), ImportError> {
    if selector.is_some() {
        return import(source, kind, selector, files);
    }
    let importer = importer_of(source, kind)?;
    let names = importer.names(source, files)?;
    match names.len() {
        0 => Err(ImportError::NoRequest(importer.kind())),
        1 => import(source, Some(importer.kind()), Some("0"), files),
        _ => Err(ImportError::Several { names }),
    }
}

/// The names of all requests in a source, without keeping their bodies.
pub fn names(
    source: &Source<'_>,
    kind: Option<Kind>,
    files: &dyn Files,
) -> Result<Vec<String>, ImportError> {
    importer_of(source, kind)?.names(source, files)
}

fn importer_of(
    source: &Source<'_>,
    kind: Option<Kind>,
) -> Result<&'static dyn Importer, ImportError> {
    if source.bytes.trim_ascii().is_empty() {
        return Err(ImportError::Empty);
    }
    let all = IMPORTERS.iter().copied();
    let best = match kind {
        Some(kind) => all.into_iter().find(|importer| importer.kind() == kind),
        // `max_by_key` takes the last of equals; the order of asking says the first.
        None => all.rev().max_by_key(|importer| importer.bid(source)),
    };
    best.ok_or(ImportError::Empty)
}
