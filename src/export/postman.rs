//! Postman: a collection of the format 2.1 with one request.

use super::exporter::ExportOptions;
use super::exporter::Exported;
use super::exporter::Exporter;
use super::fit::fit;
use super::intent::Field;
use super::intent::Intent;
use super::language::base64_lines;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::powers::may_have_body;
use super::subject::Subject;
use super::target_oddity::TargetOddity;
use super::words::Words;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use serde_json::Value;
use serde_json::json;

/// A collection that Postman imports and newman runs.
pub(super) struct Postman;

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

const POWERS: Powers = Powers {
    client: "Postman",
    names: NameCase::Kept,
    order: Order::Kept,
    repeats: Repeats::Joined,
    beyond_ascii: HighBytes::Kept,
    refuses: &[],
    method: MethodCase::Upper,
    refused_methods: &[],
    bodiless: &[],
    announces_nothing: Some(may_have_body),
    http10: false,
    chunked: false,
    strict_url: false,
    changes: &[
        TargetOddity::Space,
        TargetOddity::BeyondAscii,
        TargetOddity::Fragment,
        TargetOddity::Form,
    ],
    adds: &[
        "User-Agent",
        "Accept",
        "Cache-Control",
        "Postman-Token",
        "Accept-Encoding",
        "Connection",
    ],
};

impl Exporter for Postman {
    fn kind(&self) -> &'static str {
        "postman"
    }

    fn about(&self) -> &'static str {
        "a Postman collection 2.1"
    }

    fn export(&self, subject: &Subject<'_>, options: ExportOptions) -> Exported {
        let mut intent = Intent::read(subject, options);
        fit(&mut intent, &POWERS);
        let request = request(&mut intent);
        let mut item = json!({ "name": subject.title() });
        set(&mut item, "protocolProfileBehavior", behaviour(&intent));
        set(&mut item, "request", request.clone());
        let examples: Vec<Value> = subject
            .response
            .iter()
            .map(|answer| example(answer, subject.request, &request, options))
            .collect();
        set(&mut item, "response", Value::Array(examples));
        let variables: Vec<Value> = intent
            .variables
            .iter()
            .map(|variable| json!({ "key": variable.name, "value": "", "type": "string" }))
            .collect();
        let collection = json!({
            "info": { "name": subject.title(), "schema": SCHEMA },
            "item": [item],
            "variable": variables,
        });
        let text = serde_json::to_string_pretty(&collection).unwrap_or_default() + "\n";
        Exported { text: text.into_bytes(), warnings: intent.warnings }
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

fn request(intent: &mut Intent) -> Value {
    let header: Vec<Value> = intent
        .headers
        .iter()
        .map(|field| json!({ "key": field.name, "value": value(field, intent) }))
        .collect();
    let mut request = json!({ "method": intent.method, "header": header });
    if !intent.body.is_empty() {
        let body = body(intent);
        set(&mut request, "body", body);
    }
    set(&mut request, "url", url(intent));
    warn_of_variables(intent);
    let lost = |field: &&Field| !intent.body.is_empty() && !field.value.is_text();
    let names: Vec<String> = intent.headers.iter().filter(lost).map(|f| f.name.clone()).collect();
    intent.warnings.extend(
        names.iter().map(|name| format!("Postman sends the header `{name}` as UTF-8 only")),
    );
    request
}

/// A header value. With a body Postman sends its characters as UTF-8, without one as a byte each.
fn value(field: &Field, intent: &Intent) -> String {
    let latin1 = |bytes: &[u8]| {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        text.into_bytes()
    };
    let words = if intent.body.is_empty() { field.value.map(latin1) } else { field.value.clone() };
    words.braced(&intent.variables)
}

/// Switches that keep Postman from adding what the request has not, and from dropping its body.
fn behaviour(intent: &Intent) -> Value {
    let mut behaviour = json!({ "disableUrlEncoding": true });
    if !intent.body.is_empty() && matches!(intent.method.as_str(), "GET" | "HEAD" | "COPY") {
        set(&mut behaviour, "disableBodyPruning", json!(true));
    }
    if !intent.body.is_empty() && !intent.has("content-type") {
        set(&mut behaviour, "disabledSystemHeaders", json!({ "content-type": true }));
    }
    behaviour
}

fn body(intent: &mut Intent) -> Value {
    if !intent.body.is_text() {
        let says = "a collection holds no binary body: put it into body.bin beside the collection";
        intent.warnings.push(says.to_owned());
        return json!({ "mode": "file", "file": { "src": "body.bin" } });
    }
    let mut body = json!({ "mode": "raw", "raw": intent.body.braced(&intent.variables) });
    let json =
        intent.plain("content-type").is_some_and(|kind| kind.starts_with(b"application/json"));
    let language = if json { "json" } else { "text" };
    set(&mut body, "options", json!({ "raw": { "language": language } }));
    body
}

/// The URL in parts, as Postman itself writes it.
fn url(intent: &Intent) -> Value {
    let raw = intent.url().braced(&intent.variables);
    let (protocol, authority) = intent.origin.split_once("://").unwrap_or(("http", ""));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    };
    let target = intent.target.braced(&intent.variables);
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target.as_str(), None),
    };
    let labels: Vec<&str> =
        if host.starts_with('[') { vec![host] } else { host.split('.').collect() };
    let mut url = json!({ "raw": raw, "protocol": protocol, "host": labels });
    if let Some(port) = port {
        set(&mut url, "port", json!(port));
    }
    let path: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
    set(&mut url, "path", json!(path));
    if let Some(query) = query {
        let pair = |pair: &str| match pair.split_once('=') {
            Some((key, value)) => json!({ "key": key, "value": value }),
            None => json!({ "key": pair, "value": null }),
        };
        set(&mut url, "query", query.split('&').map(pair).collect());
    }
    url
}

/// Braces that Postman takes for a variable of its own.
fn warn_of_variables(intent: &mut Intent) {
    let braces = |words: &Words| {
        let bytes: Vec<u8> = words.plain_bytes().collect();
        memchr::memmem::find(&bytes, b"{{").is_some()
    };
    let headers = intent.headers.iter().any(|field| braces(&field.value));
    if headers || braces(&intent.target) || braces(&intent.body) {
        let says = "the request holds `{{`: Postman fills it if a variable of that name is set";
        intent.warnings.push(says.to_owned());
    }
}

/// The answer as a saved example.
fn example(
    answer: &ExactResponse,
    to: &ExactRequest,
    request: &Value,
    options: ExportOptions,
) -> Value {
    let answer = super::answer::Answer::read(answer, to, options);
    let header: Vec<Value> =
        answer.headers.iter().map(|(name, value)| json!({ "key": name, "value": value })).collect();
    let body = match &answer.text {
        Some(text) => text.clone(),
        None => base64_lines(&answer.body).concat(),
    };
    json!({
        "name": format!("{} {}", answer.status, answer.reason),
        "originalRequest": request,
        "status": answer.reason,
        "code": answer.status,
        "header": header,
        "body": body,
        "_postman_previewlanguage": answer.preview(),
    })
}
