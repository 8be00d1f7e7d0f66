//! From blocks to requests.

use super::blocks::Block;
use super::blocks::Line;
use super::body;
use super::body::With;
use super::names::Names;
use super::names::Notes;
use super::request_line;
use super::request_line::RequestLine;
use crate::import::curl::Curl;
use crate::import::importer::Asked;
use crate::import::importer::ImportError;
use crate::import::importer::Imported;
use crate::import::importer::ImportedRequest;
use crate::import::importer::Importer;
use crate::import::source::Source;
use crate::model::AuthDraft;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::Files;
use crate::model::HeaderDraft;
use crate::semantics::outline;
use crate::wire::escape;

/// The requests of all blocks, with the variables of the whole file.
pub(super) fn requests<'a>(
    source: &'a Source<'a>,
    blocks: &[Block<'a>],
    files: &dyn Files,
) -> Result<Imported, ImportError> {
    let mut names = Names::of(source, blocks);
    let mut imported = Imported::default();
    let mut added = false;
    for block in blocks {
        if let Some(command) = block.curl {
            let mut notes = Notes::default();
            let text = names.text(command.at, command.text.trim_end(), &mut notes);
            imported.leftovers.extend(block.leftovers.iter().cloned().chain(notes.all));
            let (line, _) = source.place(command.at);
            curl(block.name, &("\n".repeat(line - 1) + &text), files, &mut imported)?;
            continue;
        }
        let Some(first) = block.head.first() else {
            imported.leftovers.extend(block.leftovers.iter().cloned());
            continue;
        };
        let method = RequestLine::read(first.text).method.unwrap_or_default().to_uppercase();
        if first.text.trim_start().starts_with("HTTP/") {
            imported.leftovers.push(source.leftover(first.at, "an answer, not a request"));
        } else if matches!(method.as_str(), "WEBSOCKET" | "GRPC" | "RSOCKET") {
            let message = format!("`{method}` is no plain HTTP; this request is passed over");
            imported.leftovers.push(source.leftover(first.at, message));
        } else {
            let mut notes = Notes::default();
            notes.all.extend(block.leftovers.iter().cloned());
            let mut build = Build { source, names: &mut names, notes: &mut notes, files };
            let draft = build.draft(block, *first);
            added = added || draft.named("user-agent").next().is_none();
            let name = block.name.map_or_else(|| title(&draft), str::to_owned);
            let mut request = ImportedRequest::new(name, Asked::Draft(Box::new(draft)));
            notes.all.sort_by_key(|left| (left.line, left.column));
            request.warnings = notes.all;
            imported.requests.push(request);
        }
    }
    if added {
        let message = "editors add headers of their own, such as User-Agent and Accept-Encoding; they are not in this file and not added here";
        imported.leftovers.push(source.leftover(0, message));
    }
    imported.leftovers.sort_by_key(|left| (left.line, left.column));
    imported.vars.extend(names.variables());
    Ok(imported)
}

fn title(draft: &Draft) -> String {
    format!("{} {}", escape::visible(&draft.method), outline(&draft.url))
}

/// A curl command in a block is one of the curl importer's; blank lines before it keep its place.
fn curl(
    name: Option<&str>,
    text: &str,
    files: &dyn Files,
    into: &mut Imported,
) -> Result<(), ImportError> {
    let mut found = Curl.import(&Source::new("", text.to_owned()), files, None)?;
    if let (Some(name), [only]) = (name, found.requests.as_mut_slice()) {
        name.clone_into(&mut only.name);
    }
    into.requests.append(&mut found.requests);
    into.leftovers.append(&mut found.leftovers);
    into.vars.append(&mut found.vars);
    Ok(())
}

struct Build<'w, 'a> {
    source: &'w Source<'a>,
    names: &'w mut Names<'a>,
    notes: &'w mut Notes,
    files: &'w dyn Files,
}

impl<'a> Build<'_, 'a> {
    fn note(&mut self, at: usize, message: impl Into<String>) {
        self.notes.all.push(self.source.leftover(at, message));
    }

    fn text(&mut self, line: Line<'_>, text: &str) -> String {
        self.names.text(line.at, text, self.notes)
    }

    fn draft(&mut self, block: &Block<'a>, first: Line<'a>) -> Draft {
        let rest = block.head.get(1..).unwrap_or_default();
        let more = rest.iter().take_while(|line| request_line::goes_on(line.text)).count();
        let (more, headers) = rest.split_at_checked(more).unwrap_or((rest, &[]));
        let whole: String =
            std::iter::once(&first).chain(more).map(|line| line.text.trim()).collect();
        let line = RequestLine::read(&whole);
        let method = line.method.unwrap_or("GET").to_uppercase();
        let graphql = method == "GRAPHQL";
        let url = self.text(first, line.url);
        let method = if graphql { "POST".to_owned() } else { method };
        let mut draft = Draft::new(method, request_line::encoded(&url));
        self.version(first, line.version, &mut draft);
        let typed_graphql = self.headers(headers, &mut draft);
        self.relative(first, &mut draft);
        let media = draft.named("content-type").next().map(|header| header.value.as_slice());
        let media = media.and_then(|media| std::str::from_utf8(media).ok()).unwrap_or_default();
        let media = media.to_ascii_lowercase();
        if graphql && media.is_empty() {
            draft.headers.push(HeaderDraft::set("Content-Type", "application/json"));
        }
        let mut with = With {
            source: self.source,
            names: self.names,
            notes: self.notes,
            files: self.files,
            media,
        };
        draft.body = match block.body.as_slice() {
            [] => BodyDraft::None,
            lines if graphql || typed_graphql => body::graphql(lines, &mut with),
            lines => body::read(lines, &mut with),
        };
        draft
    }

    fn version(&mut self, at: Line<'_>, version: Option<&str>, draft: &mut Draft) {
        match version {
            None | Some("HTTP/1.1") => {}
            Some("HTTP/1.0") => draft.version = Some(b"HTTP/1.0".to_vec()),
            Some(other) => {
                let message =
                    format!("`{other}` is not spoken here; this is the request in HTTP/1.1");
                self.note(at.at, message);
            }
        }
    }

    /// Gives the draft its headers, and tells whether one of them makes the body a GraphQL query.
    fn headers(&mut self, lines: &[Line<'_>], draft: &mut Draft) -> bool {
        let mut graphql = false;
        for line in lines {
            let indented = line.text.starts_with([' ', '\t']);
            let Some((name, value)) = line.text.trim().split_once(':') else {
                let text = self.text(*line, line.text.trim());
                match draft.headers.last_mut().filter(|_| indented) {
                    Some(last) => last.value.extend([b" ", text.as_bytes()].concat()),
                    None => self.note(line.at, "this is no header (`Name: value`) and passed over"),
                }
                continue;
            };
            let (name, value) = (self.text(*line, name.trim_end()), self.text(*line, value.trim()));
            match name.to_ascii_lowercase().as_str() {
                "x-request-type" if value.eq_ignore_ascii_case("graphql") => graphql = true,
                "content-length" => {
                    self.note(line.at, "editors compute Content-Length; the typed one is not sent");
                }
                "authorization" if self.credentials(*line, &value, draft) => {}
                _ => draft.headers.push(HeaderDraft::set(name, value)),
            }
        }
        graphql
    }

    /// `Basic user password` and `Basic user:password`, which the editors encode; `Digest`, which they negotiate.
    fn credentials(&mut self, line: Line<'_>, value: &str, draft: &mut Draft) -> bool {
        let (scheme, rest) = value.split_once([' ', '\t']).unwrap_or((value, ""));
        let rest = rest.trim();
        let pair = rest.split_once(':').or_else(|| rest.split_once([' ', '\t']));
        match (scheme.to_ascii_lowercase().as_str(), pair) {
            ("basic", Some((user, password))) => {
                let password = password.trim_start().as_bytes().to_vec();
                draft.auth = AuthDraft::Basic { user: user.as_bytes().to_vec(), password };
                true
            }
            ("digest", Some(_)) if !rest.contains('=') => {
                self.note(
                    line.at,
                    "with Digest the editors first ask without credentials, as here",
                );
                true
            }
            ("aws", _) => {
                self.note(
                    line.at,
                    "an AWS signature is computed by the editor; it is left out here",
                );
                true
            }
            _ => false,
        }
    }

    /// A target without a host goes to that of the Host header.
    fn relative(&mut self, first: Line<'_>, draft: &mut Draft) {
        let star = draft.url == b"*";
        if !star && !draft.url.starts_with(b"/") {
            return;
        }
        let header = draft.headers.iter_mut().find(|h| h.name.eq_ignore_ascii_case(b"host"));
        // JetBrains takes a scheme there, too; it says how to dial and is not sent.
        let typed = header.map(|header| {
            let at = memchr::memmem::find(&header.value, b"://").map_or(0, |at| at + 3);
            let host = header.value.split_off(at);
            (std::mem::replace(&mut header.value, host.clone()), host)
        });
        let (typed, host) = typed.unwrap_or_default();
        if host.is_empty() {
            self.note(
                first.at,
                "this request names no host, neither by its URL nor by a Host header",
            );
            return;
        }
        let secure = host.ends_with(b":443") || host.ends_with(b":8443");
        let scheme: &[u8] = match typed.as_slice() {
            b"" if secure => b"https://",
            b"" => b"http://",
            typed => typed,
        };
        let path = if star { Vec::new() } else { std::mem::take(&mut draft.url) };
        draft.raw_target = star.then(|| b"*".to_vec());
        draft.url = [scheme, &host, &path].concat();
    }
}
