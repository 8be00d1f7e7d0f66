//! HAR 1.2: an archive with one entry, as browsers and proxies write it.

use super::answer::Answer;
use super::cut::Cut;
use super::exporter::ExportOptions;
use super::exporter::Exported;
use super::exporter::Exporter;
use super::intent::Intent;
use super::subject::Subject;
use super::variable::variables;
use super::words::Words;
use crate::semantics::Target;
use crate::semantics::mask_one;
use crate::semantics::percent::decode;
use crate::wire::Span;
use crate::wire::escape::lossy_hex;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use serde_json::json;

/// An archive of one exchange. All headers are kept: it is a record, not an order.
pub(super) struct Har;

impl Exporter for Har {
    fn kind(&self) -> &'static str {
        "har"
    }

    fn about(&self) -> &'static str {
        "a HAR 1.2 archive"
    }

    fn export(&self, subject: &Subject<'_>, options: ExportOptions) -> Exported {
        let mut archive = HarArchive::new();
        let entry = archive.entry(subject, options);
        let text = [archive.opening(), entry.text, archive.closing()].concat();
        Exported { text, warnings: entry.warnings }
    }
}

/// An archive of any number of exchanges, written one after the other, so that memory holds one of them.
#[derive(Debug, Default)]
pub struct HarArchive {
    entries: usize,
}

impl HarArchive {
    /// An archive without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What stands before the first entry.
    #[must_use]
    pub fn opening(&self) -> Vec<u8> {
        let creator = json!({ "name": "why4xx", "version": env!("CARGO_PKG_VERSION") });
        let creator = indented(&creator, "    ");
        format!("{{\n  \"log\": {{\n    \"version\": \"1.2\",\n    \"creator\": {creator},\n    \"entries\": [")
            .into_bytes()
    }

    /// The next entry, with what parts it from the one before.
    pub fn entry(&mut self, subject: &Subject<'_>, options: ExportOptions) -> Exported {
        // The intent is read for its URL and warnings alone.
        let intent = Intent::read(subject, ExportOptions { show_secrets: true });
        let mut warnings = intent.warnings.clone();
        let request = Recorded::read(subject, options, &intent).request(&mut warnings);
        if subject.started_us.is_none() {
            warnings.push("when the request was sent is not known; 1970 is written".to_owned());
        }
        let time = subject.took_us.map_or(0.0, |took| took as f64 / 1000.0);
        let entry = json!({
            "startedDateTime": iso_time(subject.started_us.unwrap_or_default()),
            "time": time,
            "request": request,
            "response": response(subject, options),
            "cache": {},
            "timings": { "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": time, "receive": 0 },
            "comment": subject.name,
        });
        let comma = if self.entries == 0 { "" } else { "," };
        self.entries += 1;
        let text = format!("{comma}\n      {}", indented(&entry, "      "));
        Exported { text: text.into_bytes(), warnings }
    }

    /// What stands behind the last entry.
    #[must_use]
    pub fn closing(&self) -> Vec<u8> {
        let end: &[u8] = if self.entries == 0 { b"" } else { b"\n    " };
        [end, b"]\n  }\n}\n"].concat()
    }
}

/// A value in lines that stand below one that is indented so; no string of JSON holds a line break.
fn indented(value: &Value, by: &str) -> String {
    let lines = serde_json::to_string_pretty(value).unwrap_or_default();
    lines.replace('\n', &format!("\n{by}"))
}

/// The request with its secrets masked.
struct Recorded<'a> {
    subject: &'a Subject<'a>,
    holes: Vec<(Span, usize)>,
    masks: Vec<String>,
    origin: String,
}

impl<'a> Recorded<'a> {
    fn read(subject: &'a Subject<'a>, options: ExportOptions, intent: &Intent) -> Self {
        let (holes, variables) =
            if options.show_secrets { Default::default() } else { variables(subject.request) };
        let masks = variables.iter().map(|variable| mask_one(&variable.secret)).collect();
        Self { subject, holes, masks, origin: intent.origin.clone() }
    }

    fn cut(&self) -> Cut<'_> {
        Cut { bytes: &self.subject.request.bytes, holes: &self.holes }
    }

    fn filled(&self, words: &Words) -> Vec<u8> {
        words.fill(|index| self.masks.get(index).cloned().unwrap_or_default())
    }

    fn text(&self, span: Span) -> String {
        lossy_hex(&self.filled(&self.cut().words(span)))
    }

    fn request(&self, warnings: &mut Vec<String>) -> Value {
        let request = self.subject.request;
        let target = self.target();
        let headers: Vec<Value> = request
            .headers
            .iter()
            .map(|h| json!({ "name": self.text(h.name), "value": self.text(h.value) }))
            .collect();
        let content = request.content().bytes;
        let body = self.cut().content(&request.framing, request.body, &content);
        let mut value = json!({
            "method": self.text(request.line.method),
            "url": format!("{}{}", self.origin, lossy_hex(&target)),
            "httpVersion": self.text(request.line.version),
            "cookies": self.cookies(),
            "headers": headers,
            "queryString": query(&target),
            "headersSize": request.head.len(),
            "bodySize": request.body.len(),
        });
        if !body.is_empty() {
            self.post_data(&mut value, &self.filled(&body), warnings);
        }
        value
    }

    /// The target without a fragment, which HAR's URLs have none of; of an absolute one the part behind the host.
    fn target(&self) -> Vec<u8> {
        let request = self.subject.request;
        let read = Target::parse(request.target());
        let end =
            read.fragment.map_or(request.target().len(), |f| (f.start as usize).saturating_sub(1));
        let start = if read.host.is_some() { read.path.start } else { 0 };
        let span = Span::of(start as usize, end).shift(request.line.target.start);
        self.filled(&self.cut().words(span))
    }

    fn cookies(&self) -> Vec<Value> {
        let cookies = crate::semantics::cookies(self.subject.request);
        let cookie = |cookie: &crate::semantics::Cookie| json!({ "name": self.text(cookie.name), "value": self.text(cookie.value) });
        cookies.iter().map(cookie).collect()
    }

    /// HAR has no encoding for a request's content, so that bytes that are no text go into a field of our own, as HTTP
    /// Toolkit has it.
    fn post_data(&self, request: &mut Value, body: &[u8], warnings: &mut Vec<String>) {
        let media = self.subject.request.named("content-type").next();
        let media = media.map_or(String::new(), |header| self.text(header.value));
        let text = std::str::from_utf8(body);
        let mut data = json!({ "mimeType": media, "text": text.unwrap_or_default() });
        let Some(object) = request.as_object_mut() else {
            return;
        };
        if text.is_err() {
            let says = "HAR has no place for a binary request body: it is in `_content`, in base64";
            warnings.push(says.to_owned());
            if let Some(data) = data.as_object_mut() {
                data.insert("comment".to_owned(), json!("binary; see _content of the request"));
            }
            let content =
                json!({ "text": STANDARD.encode(body), "size": body.len(), "encoding": "base64" });
            object.insert("_content".to_owned(), content);
        }
        object.insert("postData".to_owned(), data);
    }
}

/// The pairs of a target's query, decoded.
fn query(target: &[u8]) -> Vec<Value> {
    let decoded = |span: Span| lossy_hex(&decode(span.slice(target), true));
    let pair = |pair: &crate::semantics::Pair| json!({ "name": decoded(pair.name), "value": pair.value.map_or(String::new(), decoded) });
    Target::parse(target).pairs.iter().map(pair).collect()
}

/// The response; status 0 stands for none, as browsers have it.
fn response(subject: &Subject<'_>, options: ExportOptions) -> Value {
    let Some(response) = subject.response else {
        return json!({
            "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
            "content": { "size": 0, "mimeType": "" },
            "redirectURL": "", "headersSize": -1, "bodySize": -1,
        });
    };
    let answer = Answer::read(response, subject.request, options);
    let headers: Vec<Value> = answer
        .headers
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    let mut content = json!({
        "size": answer.body.len(),
        "compression": answer.saved,
        "mimeType": answer.first("content-type"),
    });
    if let Some(object) = content.as_object_mut() {
        match &answer.text {
            Some(text) => object.insert("text".to_owned(), json!(text)),
            None => {
                object.insert("encoding".to_owned(), json!("base64"));
                object.insert("text".to_owned(), json!(STANDARD.encode(&answer.body)))
            }
        };
    }
    json!({
        "status": answer.status,
        "statusText": answer.reason,
        "httpVersion": answer.version,
        "cookies": [],
        "headers": headers,
        "content": content,
        "redirectURL": answer.first("location"),
        "headersSize": response.head.len(),
        "bodySize": response.body.len(),
    })
}

/// Microseconds since 1970 as `2026-01-31T12:00:00.000Z` (proleptic Gregorian calendar, in eras of 400 years).
fn iso_time(us: i64) -> String {
    let ms = us.div_euclid(1000);
    let (days, in_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    let shifted = days + 719_468;
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (date, month) =
        (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year + era * 400 + i64::from(month <= 2);
    let (seconds, millis) = (in_day / 1000, in_day % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(iso_time(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso_time(1_709_209_845_678_000), "2024-02-29T12:30:45.678Z");
        assert_eq!(iso_time(1_767_225_599_999_000), "2025-12-31T23:59:59.999Z");
    }
}
