//! A collection's tree: folders, requests, and what they inherit.

use super::auth;
use super::behavior;
use super::declared::Declared;
use super::example;
use super::request;
use super::texts::Texts;
use crate::import::importer::Asked;
use crate::import::importer::Imported;
use crate::import::importer::ImportedRequest;
use crate::import::importer::Leftover;
use crate::import::json_node::Node;
use crate::import::source::Source;
use crate::wire::escape;

/// Folders are not followed deeper than this.
const MOST_DEEP: usize = 64;

/// Reads a collection whose `item` is a list.
pub(super) fn read(source: &Source<'_>, root: Node<'_>) -> Imported {
    let declared = Declared::of(root);
    let (vars, told) = declared.kept(source);
    let mut imported = Imported { vars, ..Imported::default() };
    imported.leftovers.extend(told);
    imported.leftovers.extend(scripts(source, root, "the collection"));
    let mut walk = Walk { source, declared: &declared, imported };
    walk.folder(root, &Above::default().with("", root));
    walk.imported.leftovers.sort_by_key(|left| (left.line, left.column));
    walk.imported
}

/// What stands above an item: the names, and what is handed down.
#[derive(Clone, Default)]
struct Above<'a> {
    names: String,
    depth: usize,
    auth: Option<Node<'a>>,
    /// Settings, nearest first.
    behaviors: Vec<Node<'a>>,
}

impl<'a> Above<'a> {
    /// The same, one step further down.
    fn with(&self, name: &str, node: Node<'a>) -> Self {
        let mut behaviors: Vec<Node<'a>> =
            node.get("protocolProfileBehavior").into_iter().collect();
        behaviors.extend(&self.behaviors);
        Self {
            names: if self.names.is_empty() {
                name.to_owned()
            } else {
                format!("{}/{name}", self.names)
            },
            depth: self.depth + 1,
            auth: own_auth(node).or(self.auth),
            behaviors,
        }
    }
}

/// An auth block that says something; an empty one inherits like none.
fn own_auth(node: Node<'_>) -> Option<Node<'_>> {
    node.get("auth").filter(|auth| auth.text_of("type").is_some_and(|kind| !kind.is_empty()))
}

struct Walk<'a> {
    source: &'a Source<'a>,
    declared: &'a Declared,
    imported: Imported,
}

impl Walk<'_> {
    fn folder<'a>(&mut self, node: Node<'a>, above: &Above<'a>) {
        for item in node.get("item").map(Node::items).unwrap_or_default() {
            let name = item.text_of("name").unwrap_or_default();
            let here = above.with(&name, item);
            let request = item.get("request").filter(|request| !request.is_null());
            match (item.get("item"), request) {
                (Some(_), _) if here.depth > MOST_DEEP => {
                    self.leftover(item, format!("folders deeper than {MOST_DEEP} are passed over"));
                }
                (Some(_), _) => {
                    let told = scripts(self.source, item, "this folder");
                    self.imported.leftovers.extend(told);
                    if item.get("variable").is_some_and(|variables| !variables.items().is_empty()) {
                        self.leftover(item, "Postman does not use the variables of a folder");
                    }
                    self.folder(item, &here);
                }
                (None, Some(request)) => {
                    let leaf = self.leaf(item, request, here);
                    self.imported.requests.push(leaf);
                }
                (None, None) => self.leftover(item, "this is neither a folder nor a request"),
            }
        }
    }

    fn leftover(&mut self, node: Node<'_>, message: impl Into<String>) {
        self.imported.leftovers.push(node.leftover(self.source, message));
    }

    fn leaf(&self, item: Node<'_>, node: Node<'_>, here: Above<'_>) -> ImportedRequest {
        let mut texts = Texts::new(self.source, self.declared);
        texts.notes = scripts(self.source, item, "this request");
        let mut draft = request::draft(&mut texts, node);
        if let Some(auth) = own_auth(node).or(here.auth) {
            auth::apply(&mut texts, auth, &mut draft);
        }
        behavior::apply(&mut texts, &here.behaviors, &mut draft);
        let name = match here.names.rsplit('/').next() {
            Some("") | None => {
                let (method, url) = (escape::visible(&draft.method), escape::visible(&draft.url));
                format!("{}{method} {url}", here.names)
            }
            Some(_) => here.names,
        };
        let mut imported = ImportedRequest::new(name, Asked::Draft(Box::new(draft.clone())));
        // What is odd in an example was odd in its request, too, and is told there.
        let mut aside = Texts::new(self.source, self.declared);
        let examples = item.get("response").map(Node::items).unwrap_or_default();
        let examples = examples.into_iter().filter(|example| example.is_object());
        imported.examples =
            examples.map(|example| example::read(&mut aside, example, &draft)).collect();
        imported.warnings = texts.notes;
        imported.warnings.sort_by_key(|left| (left.line, left.column));
        imported
    }
}

/// Scripts are named, not run: what they would set is missing.
fn scripts(source: &Source<'_>, node: Node<'_>, whose: &str) -> Vec<Leftover> {
    let events = node.get("event").map(Node::items).unwrap_or_default();
    let script = |event: &Node<'_>| {
        let lines = event.get("script")?.get("exec")?;
        let text = lines.shape::<Vec<String>>().map_or_else(|| lines.as_text(), |all| all.concat());
        let when = match event.text_of("listen").as_deref() {
            Some("prerequest") => "before it is sent",
            _ => "after its answer",
        };
        let message = format!("the script that Postman runs for {whose} {when} is not run here");
        let off = event.get("disabled").is_some_and(Node::is_true);
        (!off && !text.trim().is_empty()).then(|| event.leftover(source, message))
    };
    events.iter().filter_map(script).collect()
}
