//! Postman collections, v2.0 and v2.1: folders of requests with auth, variables and saved examples.
//!
//! What is taken from where follows postman-collection 4.4 and postman-runtime 7.56; `tests/import/postman` holds what
//! that runtime sent for a collection.

mod auth;
mod behavior;
mod body;
mod collection;
mod declared;
mod example;
mod graphql;
mod request;
mod texts;
mod url;

use super::importer::Bid;
use super::importer::ImportError;
use super::importer::Imported;
use super::importer::Importer;
use super::importer::Kind;
use super::json_node::Node;
use super::source::Source;
use crate::model::Files;

/// Collections. A request is named by its folders and its own name, as `folder/name`.
pub(super) struct Postman;

impl Importer for Postman {
    fn kind(&self) -> Kind {
        Kind::Postman
    }

    fn bid(&self, source: &Source<'_>) -> Bid {
        let start = source.start();
        let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start).trim_ascii_start();
        let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
        if !text.starts_with(b"{") {
            return Bid::No;
        }
        let marks: [&[u8]; 5] = [
            b"schema.getpostman.com",
            b"schema.postman.com",
            b"\"_postman_id\"",
            b"\"_postman_variable_scope\"",
            b"\"_postman_exported_at\"",
        ];
        match marks.into_iter().any(has) {
            true => Bid::Sure,
            false if has(b"\"info\"") && has(b"\"item\"") => Bid::Likely,
            false if has(b"\"order\"") && has(b"\"requests\"") => Bid::Likely,
            false => Bid::No,
        }
    }

    fn import(
        &self,
        source: &Source<'_>,
        _: &dyn Files,
        selector: Option<&str>,
    ) -> Result<Imported, ImportError> {
        let root = Node::root(source)?;
        // Postman's own API wraps the collection once more.
        let root = root.get("collection").filter(|inner| inner.is_object()).unwrap_or(root);
        if root.get("item").is_some_and(Node::is_array) {
            return collection::read(source, root).only(selector);
        }
        Err(source.wrong(root.at, "a Postman collection v2.0 or v2.1", found(root)))
    }
}

/// What a file is that is no collection.
fn found(root: Node<'_>) -> &'static str {
    if root.get("requests").is_some() {
        "a collection of version 1 (export it as v2.1)"
    } else if root.get("values").is_some() {
        "a Postman environment, which holds no requests (give its values as --var NAME=VALUE)"
    } else if root.get("collections").is_some() {
        "a data dump of several collections (export one as v2.1)"
    } else {
        "JSON without a list `item`"
    }
}
