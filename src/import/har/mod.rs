//! HAR 1.2: archives of browser traffic. They hold descriptions, not bytes: what comes of them is rebuilt.

mod request;
mod response;

use super::importer::Bid;
use super::importer::ImportError;
use super::importer::Imported;
use super::importer::ImportedRequest;
use super::importer::Importer;
use super::importer::Kind;
use super::importer::choose;
use super::json_node::Node;
use super::source::Source;
use crate::model::Files;
use crate::semantics::outline;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// HTTP archives. Of a large one only the entry that is asked for is taken apart.
pub(super) struct Har;

/// An archive down to its entries, borrowed from the source: one pass, nothing copied.
#[derive(Deserialize)]
struct Archive<'a> {
    #[serde(borrow)]
    log: Log<'a>,
}

#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow, default)]
    creator: Option<&'a RawValue>,
    #[serde(borrow, default)]
    entries: Vec<&'a RawValue>,
}

/// What an entry is called by.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Title<'a> {
    #[serde(borrow)]
    request: Line<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Line<'a> {
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
}

impl Importer for Har {
    fn kind(&self) -> Kind {
        Kind::Har
    }

    fn bid(&self, source: &Source<'_>) -> Bid {
        let start = source.start();
        let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start).trim_ascii_start();
        let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
        let mark = has(b"\"entries\"") || has(b"\"creator\"") || has(b"\"pages\"");
        let named = mark || source.ends_with(&[".har"]);
        if text.starts_with(b"{") && has(b"\"log\"") && named { Bid::Sure } else { Bid::No }
    }

    fn import(
        &self,
        source: &Source<'_>,
        _: &dyn Files,
        selector: Option<&str>,
    ) -> Result<Imported, ImportError> {
        let log = Node::read::<Archive<'_>>(source)?.log;
        let creator = log.creator.and_then(|raw| Node::in_source(source, raw).text_of("name"));
        let all = log.entries.into_iter().map(|raw| Node::in_source(source, raw));
        let mut chosen: Vec<Node<'_>> = all.collect();
        if let Some(selector) = selector {
            // A number needs no titles, and those of a large archive take a while.
            let index = match selector.parse().ok().filter(|index| *index < chosen.len()) {
                Some(index) => index,
                None => {
                    let titles: Vec<String> = chosen.iter().copied().map(title).collect();
                    choose(&titles, selector)?
                }
            };
            chosen = chosen.into_iter().skip(index).take(1).collect();
        }
        let mut imported = Imported::default();
        for entry in chosen {
            match self::entry(source, entry, creator.as_deref()) {
                Some(request) => imported.requests.push(request),
                None => {
                    imported.leftovers.push(entry.leftover(source, "an entry without a request"));
                }
            }
        }
        Ok(imported)
    }

    fn names(&self, source: &Source<'_>, _: &dyn Files) -> Result<Vec<String>, ImportError> {
        let log = Node::read::<Archive<'_>>(source)?.log;
        Ok(log.entries.into_iter().map(|raw| title(Node::in_source(source, raw))).collect())
    }
}

fn title(entry: Node<'_>) -> String {
    let Title { request } = entry.shape().unwrap_or_default();
    format!("{} {}", request.method, outline(request.url.as_bytes()))
}

fn entry(source: &Source<'_>, entry: Node<'_>, creator: Option<&str>) -> Option<ImportedRequest> {
    let request = entry.get("request").filter(|request| request.is_object())?;
    let mut imported = request::rebuild(source, request);
    imported.name = title(entry);
    let response = entry.get("response");
    let status = response.and_then(|response| response.get("status")?.number());
    match response {
        Some(_) if status == Some(0) => {
            let message = "no answer came (status 0): blocked, aborted or not reached";
            imported.warnings.push(request.leftover(source, message));
        }
        Some(response) => {
            let (bytes, warnings) = response::rebuild(source, response);
            imported.response = Some(bytes);
            imported.warnings.extend(warnings);
        }
        None => {}
    }
    let bare =
        !request::has_header(request, "authorization") && !request::has_header(request, "cookie");
    if bare && creator == Some("WebInspector") && matches!(status, Some(401 | 403)) {
        let message = "Chrome leaves Cookie and Authorization out of archives, unless it is told to keep them";
        imported.warnings.push(request.leftover(source, message));
    }
    Some(imported)
}
