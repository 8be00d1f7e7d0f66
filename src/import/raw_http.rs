//! The bytes of a request, taken as they are; and, where they look pasted, the edits that would mend them.

use super::importer::Asked;
use super::importer::Bid;
use super::importer::ImportError;
use super::importer::Imported;
use super::importer::ImportedRequest;
use super::importer::Importer;
use super::importer::Kind;
use super::importer::Repair;
use super::source::Source;
use crate::model::Files;
use crate::model::Via;
use crate::semantics::outline;
use crate::wire::Edit;
use crate::wire::ExactRequest;
use crate::wire::NoteKind;
use crate::wire::Span;
use crate::wire::apply;
use crate::wire::escape;

/// Raw bytes. It wants whatever nobody else claims.
pub(super) struct RawHttp;

impl Importer for RawHttp {
    fn kind(&self) -> Kind {
        Kind::Raw
    }

    fn bid(&self, source: &Source<'_>) -> Bid {
        let request = ExactRequest::parse(source.start());
        let lines = !request.target().is_empty() && request.version().starts_with(b"HTTP/");
        let origin_form = request.target().starts_with(b"/") || request.target() == b"*";
        match (lines, request.noted(NoteKind::BareLf).is_none()) {
            (true, true) => Bid::Sure,
            (true, false) if origin_form => Bid::Likely,
            _ => Bid::Fallback,
        }
    }

    fn import(
        &self,
        source: &Source<'_>,
        _: &dyn Files,
        selector: Option<&str>,
    ) -> Result<Imported, ImportError> {
        let request = ExactRequest::parse(source.bytes.clone());
        let shown = |bytes| escape::visible(bytes);
        let name = format!("{} {}", shown(request.method()), outline(request.target()));
        let repair = repair(&request);
        let mut imported = ImportedRequest::new(name, Asked::Exact(Box::new(request)));
        imported.via = Via::File;
        if source.bytes.starts_with(b"HTTP/") {
            let message = "this looks like a response; a request begins with its method";
            imported.warnings.push(source.leftover(0, message));
        }
        if let Some(repair) = &repair {
            let message = format!("this looks pasted: {}", repair.what);
            imported.warnings.push(source.leftover(0, message));
        }
        imported.repair = repair;
        Imported { requests: vec![imported], ..Imported::default() }.only(selector)
    }
}

/// One line of a pasted text: its start, the end of its content, and the start of the next.
#[derive(Clone, Copy)]
struct Row {
    start: usize,
    end: usize,
    next: usize,
}

impl Row {
    fn text(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }
}

/// The edits that make a request of a pasted text. `None` where nothing looks pasted.
///
/// Only the way a text was copied is undone: prompts of `curl -v`, indentation, line ends. A head whose lines end
/// with CRLF came from a wire and is left alone, however broken it is.
fn repair(request: &ExactRequest) -> Option<Repair> {
    let bytes = &request.bytes;
    let rows = rows(bytes);
    let arrow = rows.iter().position(|row| quoted_line(row.text(bytes)).is_some_and(is_start));
    if let Some(first) = arrow {
        let rows = rows.get(first..)?;
        return Some(verbose_curl(bytes, rows));
    }
    request.noted(NoteKind::BareLf).or_else(|| request.noted(NoteKind::HeadUnterminated))?;
    pasted_head(bytes, &rows)
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    while start < bytes.len() && rows.len() < 10_000 {
        let rest = bytes.get(start..).unwrap_or_default();
        let (len, next) = match memchr::memchr(b'\n', rest) {
            Some(lf) => (lf, start + lf + 1),
            None => (rest.len(), bytes.len()),
        };
        let line = rest.get(..len).unwrap_or_default();
        let end = start + line.strip_suffix(b"\r").unwrap_or(line).len();
        rows.push(Row { start, end, next });
        start = next;
    }
    rows
}

/// What stands behind the `> ` that curl, wget and httpie put before each line they sent.
fn quoted_line(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii_start();
    line.strip_prefix(b"> ").or_else(|| (line == b">").then_some(&[][..]))
}

/// Whether a line is `METHOD target HTTP/…`.
fn is_start(line: &[u8]) -> bool {
    let request = ExactRequest::parse(line.to_vec());
    !request.target().is_empty()
        && request.version().starts_with(b"HTTP/")
        && request.noted(NoteKind::MethodInvalid).is_none()
}

/// Keeps what stands behind `> `, up to the empty line, and nothing else.
fn verbose_curl(bytes: &[u8], rows: &[Row]) -> Repair {
    let mut edits = Vec::new();
    let mut kept_to = 0;
    for row in rows {
        // Between the lines sent, curl -v may print its own (`* …`).
        let Some(content) = quoted_line(row.text(bytes)) else { continue };
        let start = row.end - content.len();
        edits.push(Edit::delete(Span::of(kept_to, start)));
        edits.push(Edit::replace(Span::of(row.end, row.next), "\r\n"));
        kept_to = row.next;
        if content.is_empty() {
            break;
        }
    }
    edits.push(Edit::delete(Span::of(kept_to, bytes.len())));
    edits.retain(|edit| !(edit.span.is_empty() && edit.with.is_empty()));
    let what = "the `> ` of curl -v and all other output can be cut away (the body is not part of such output)";
    Repair { what: what.to_owned(), edits }
}

/// Takes blank lines before, common indentation and bare line feeds out of the head; the body stays.
fn pasted_head(bytes: &[u8], rows: &[Row]) -> Option<Repair> {
    let blank = |row: &&Row| row.text(bytes).trim_ascii().is_empty();
    let leading = rows.iter().take_while(blank).count();
    let rows = rows.get(leading..)?;
    let head = rows.iter().take_while(|row| !blank(row)).count();
    let lines = rows.get(..head)?;
    if !lines.first().is_some_and(|row| is_start(row.text(bytes).trim_ascii())) {
        return None;
    }
    let indents =
        lines.iter().map(|row| row.text(bytes).len() - row.text(bytes).trim_ascii_start().len());
    let indent = indents.min().unwrap_or(0);
    let mut done = Vec::new();
    let mut edits = Vec::new();
    if let (Some(first), true) = (lines.first(), leading > 0) {
        edits.push(Edit::delete(Span::of(0, first.start)));
        done.push("the blank lines before it can go");
    }
    if indent > 0 {
        done.push("the indentation can go");
    }
    // The empty line belongs to the head as well; where there is none, one is added.
    for row in rows.iter().take(head + 1) {
        let cut = if blank(&row) { row.end - row.start } else { indent };
        edits.push(Edit::delete(Span::of(row.start, row.start + cut)));
        edits.push(Edit::replace(Span::of(row.end, row.next), "\r\n"));
    }
    if head == rows.len() {
        edits.push(Edit::replace(Span::of(bytes.len(), bytes.len()), "\r\n"));
        done.push("the empty line that ends the head can be added");
    }
    if lines.iter().any(|row| row.next - row.end == 1) {
        done.push("its lines can end with CRLF instead of LF");
    }
    edits.retain(|edit| edit.with != edit.span.slice(bytes));
    surplus_newline(bytes, &mut edits, &mut done);
    (!edits.is_empty()).then(|| Repair { what: done.join(", "), edits })
}

/// The line end that an editor puts behind the last line is no part of a body of announced length.
fn surplus_newline(bytes: &[u8], edits: &mut Vec<Edit>, done: &mut Vec<&'static str>) {
    let Ok(mended) = apply(&ExactRequest::parse(bytes.to_vec()), edits) else { return };
    let end = mended.framing.end as usize;
    let surplus = mended.bytes.get(end..).unwrap_or_default();
    let announced = !mended.framing.length_fields.is_empty() && mended.body.len() > surplus.len();
    if announced && (surplus == b"\n" || surplus == b"\r\n") {
        edits.push(Edit::delete(Span::of(bytes.len() - surplus.len(), bytes.len())));
        done.push("the last line end can go");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> Option<String> {
        let request = ExactRequest::parse(text.to_owned());
        let repair = repair(&request)?;
        let mended = apply(&request, &repair.edits).unwrap();
        Some(String::from_utf8(mended.bytes.to_vec()).unwrap())
    }

    #[test]
    fn pasted_text_can_be_mended() {
        let want = Some("GET /x HTTP/1.1\r\nHost: h\r\n\r\n".to_owned());
        for text in [
            "GET /x HTTP/1.1\nHost: h\n\n",
            "GET /x HTTP/1.1\nHost: h",
            "GET /x HTTP/1.1\nHost: h\n",
            "\n\n    GET /x HTTP/1.1\n    Host: h\n    \n",
            "\tGET /x HTTP/1.1\r\n\tHost: h\r\n",
            "* Connected\n> GET /x HTTP/1.1\n> Host: h\n> \n< HTTP/1.1 401 Unauthorized\n<\n",
            "> GET /x HTTP/1.1\r\n* note\r\n> Host: h\r\n>\r\n* done\r\n",
        ] {
            assert_eq!(mended(text), want, "{text:?}");
        }
    }

    #[test]
    fn a_body_keeps_its_own_line_ends() {
        let text = "POST / HTTP/1.1\nContent-Length: 4\n\na\nb\n";
        let want = "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\na\nb\n";
        assert_eq!(mended(text).as_deref(), Some(want));
        let longer = text.to_owned() + "\n";
        assert_eq!(mended(&longer).as_deref(), Some(want));
    }

    #[test]
    fn what_came_from_a_wire_is_left_alone() {
        assert_eq!(mended("GET /x HTTP/1.1\r\nHost : h\r\n folded\r\n\r\n> x\n"), None);
        assert_eq!(mended("any text\nat all"), None);
        assert_eq!(mended("{\n  \"a\": 1\n}\n"), None);
    }
}
