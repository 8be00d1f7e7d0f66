//! A response as HAR and Postman keep it: text, with secrets masked unless they are to be shown.

use super::exporter::ExportOptions;
use crate::semantics::Body;
use crate::semantics::BodyKind;
use crate::semantics::body_fields;
use crate::semantics::mask;
use crate::semantics::recurring;
use crate::semantics::secrets;
use crate::semantics::secrets_in_response;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::Span;
use crate::wire::escape::lossy_hex;

/// A response in text.
pub(super) struct Answer {
    /// The status code; 0 where it is none.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// `HTTP/1.1`.
    pub version: String,
    /// Names and values in wire order.
    pub headers: Vec<(String, String)>,
    /// The content, decompressed.
    pub body: Vec<u8>,
    /// The content, where it is text.
    pub text: Option<String>,
    /// How many bytes decompressing added.
    pub saved: usize,
    /// What kind of content it is.
    pub kind: BodyKind,
}

impl Answer {
    /// Reads a response to `request`, whose secrets it may echo.
    pub(super) fn read(
        answer: &ExactResponse,
        request: &ExactRequest,
        options: ExportOptions,
    ) -> Self {
        let content = Body::read_response(answer);
        let show = options.show_secrets;
        let sent = if show { Vec::new() } else { secrets(request) };
        let sent = || sent.iter().map(|secret| secret.slice(&request.bytes));
        let mut secrets = if show { Vec::new() } else { secrets_in_response(answer) };
        secrets.extend(recurring(&answer.bytes, sent()));
        let masked = |span: Span| {
            let inside = secrets.iter().filter(|secret| span.encloses(**secret));
            let here = inside.map(|s| Span::new(s.start - span.start, s.end - span.start));
            lossy_hex(&mask(answer.text(span), &here.collect::<Vec<_>>()).bytes)
        };
        let mut fields = recurring(&content.bytes, sent());
        if !show {
            fields.extend(body_fields(&content).iter().map(|field| field.value));
        }
        let body = mask(&content.bytes, &fields).bytes;
        let text = std::str::from_utf8(&body).ok().map(str::to_owned);
        let digits = std::str::from_utf8(answer.text(answer.line.status)).ok();
        Self {
            status: digits.and_then(|digits| digits.parse().ok()).unwrap_or_default(),
            reason: masked(answer.line.reason),
            version: masked(answer.line.version),
            headers: answer.headers.iter().map(|h| (masked(h.name), masked(h.value))).collect(),
            saved: content.bytes.len().saturating_sub(answer.content().bytes.len()),
            kind: content.kind(),
            text,
            body,
        }
    }

    /// The value of the first header of that name.
    pub(super) fn first(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// What Postman shows it as.
    pub(super) const fn preview(&self) -> &'static str {
        match self.kind {
            BodyKind::Json => "json",
            BodyKind::Xml => "xml",
            BodyKind::Html => "html",
            _ => "text",
        }
    }
}
