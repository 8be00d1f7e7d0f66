//! Ruby with `Net::HTTP`.

use super::code::CodeTarget;
use super::code::Page;
use super::intent::Intent;
use super::intent::Length;
use super::language::BodyText;
use super::language::Language;
use super::language::body_text;
use super::language::snake;
use super::literal::Escapes;
use super::literal::braced;
use super::literal::hex;
use super::literal::is_tame;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::powers::may_have_body;
use super::words::Words;
use crate::model::Endpoint;

/// A script for Ruby 3.
pub(super) static RUBY: CodeTarget = CodeTarget {
    kind: "ruby",
    about: "a Ruby script with Net::HTTP",
    powers: Powers {
        client: "Net::HTTP",
        names: NameCase::Capitalised,
        order: Order::OwnPlaces,
        repeats: Repeats::Joined,
        beyond_ascii: HighBytes::Kept,
        refuses: &[],
        method: MethodCase::Kept,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: Some(may_have_body),
        http10: false,
        chunked: true,
        strict_url: false,
        changes: &[],
        adds: &["Accept-Encoding", "Accept", "User-Agent"],
    },
    write,
};

const ESCAPES: Escapes = Escapes { quote: '"', also: &['#'], control: hex, unseen: braced };

/// Ruby's strings are bytes; those that are not UTF-8 are marked as such by `.b`.
const LANGUAGE: Language = Language { text, bytes, local: snake, join: "+", juxtaposed: false };

/// Methods for which `Net::HTTP` has a class.
const CLASSES: [(&str, &str); 8] = [
    ("GET", "Get"),
    ("HEAD", "Head"),
    ("POST", "Post"),
    ("PUT", "Put"),
    ("PATCH", "Patch"),
    ("DELETE", "Delete"),
    ("OPTIONS", "Options"),
    ("TRACE", "Trace"),
];

/// Single quotes where they save escapes; they know `\\` and `\'` only.
fn text(text: &str) -> String {
    if text.contains(['"', '\n', '#']) && text.split('\n').all(is_tame) {
        return format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    }
    ESCAPES.text(text)
}

fn bytes(bytes: &[u8]) -> String {
    format!("{}.b", ESCAPES.each_byte(bytes, hex))
}

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    page.line("require \"net/http\"");
    if intent.length == Length::Chunked && !intent.body.is_empty() {
        page.line("require \"stringio\"");
    }
    page.gap();
    for (local, name) in LANGUAGE.locals(&intent.variables) {
        page.line(format!("{local} = ENV.fetch(\"{name}\")"));
    }
    page.gap();
    let target = LANGUAGE.text(&intent.target, &intent.variables);
    let class = CLASSES.iter().find(|(method, _)| *method == intent.method);
    match class {
        Some((_, class)) => page.line(format!("request = Net::HTTP::{class}.new({target})")),
        None => {
            let method = LANGUAGE.text(&Words::plain(intent.method.as_str()), &[]);
            let new = format!("Net::HTTPGenericRequest.new({method}, true, true, {target})");
            page.line(format!("request = {new}"));
        }
    }
    for field in &intent.headers {
        let value = LANGUAGE.text(&field.value, &intent.variables);
        let name = LANGUAGE.text(&Words::plain(field.name.as_str()), &[]);
        page.line(format!("request[{name}] = {value}"));
    }
    body(intent, &mut page);
    page.gap();
    connection(intent, &mut page);
    page.line("puts response.code, response.body");
    page.finish()
}

fn body(intent: &Intent, page: &mut Page) {
    let bare = !may_have_body(&intent.method);
    let nothing = intent.body.is_empty() && !intent.declares_nothing();
    let silent = intent.has("content-type") || nothing && bare;
    if !silent {
        page.line("# Else Net::HTTP would say that the body is a form.");
        page.line("def request.supply_default_content_type = nil");
    }
    if nothing {
        return;
    }
    let value = match body_text(&intent.body) {
        BodyText::Text(words) => LANGUAGE.text(words, &intent.variables),
        BodyText::Mixed(words) => LANGUAGE.bytes(words, &intent.variables),
        BodyText::Base64(lines) => format!("\"{}\".unpack1(\"m\")", lines.join("\\\n")),
    };
    if intent.length == Length::Chunked && !intent.body.is_empty() {
        page.line("request[\"Transfer-Encoding\"] = \"chunked\"");
        page.line(format!("request.body_stream = StringIO.new({value})"));
    } else {
        page.line(format!("request.body = {value}"));
    }
}

fn connection(intent: &Intent, page: &mut Page) {
    let endpoint = Endpoint::from_url(&intent.origin);
    let (host, port) = endpoint.map_or((intent.origin.clone(), 80), |at| (at.host, at.port));
    let host = LANGUAGE.text(&Words::plain(host), &[]);
    let tls = if intent.is_tls() { ", use_ssl: true" } else { "" };
    page.line(format!("response = Net::HTTP.start({host}, {port}{tls}) do |http|"));
    page.line("  http.request(request)");
    page.line("end");
}
