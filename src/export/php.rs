//! PHP with its curl extension.

use super::code::CodeTarget;
use super::code::Page;
use super::fit::capitalised;
use super::intent::Field;
use super::intent::Intent;
use super::intent::Length;
use super::language::BodyText;
use super::language::Language;
use super::language::body_text;
use super::language::camel;
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
use super::target_oddity::TargetOddity;
use super::words::Words;

/// A script for PHP 7.3 or later with the curl extension (`CURLOPT_REQUEST_TARGET`).
pub(super) static PHP: CodeTarget = CodeTarget {
    kind: "php",
    about: "a PHP script with the curl extension",
    powers: Powers {
        client: "PHP's curl",
        names: NameCase::Kept,
        order: Order::Kept,
        repeats: Repeats::Apart,
        beyond_ascii: HighBytes::Kept,
        refuses: &[],
        method: MethodCase::Kept,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: None,
        http10: true,
        chunked: true,
        strict_url: false,
        changes: &[],
        adds: &["Accept"],
    },
    write,
};

const ESCAPES: Escapes = Escapes { quote: '"', also: &['$'], control: hex, unseen: braced };

/// PHP's strings are bytes (PHP manual, "Strings").
const LANGUAGE: Language = Language {
    text,
    bytes: |bytes| ESCAPES.bytes(bytes),
    local: |name| format!("${}", camel(name)),
    join: ".",
    juxtaposed: false,
};

/// Traits of a target that libcurl's URL parser changes or refuses.
const NO_URL: &[TargetOddity] = &[
    TargetOddity::Space,
    TargetOddity::BeyondAscii,
    TargetOddity::Unescaped,
    TargetOddity::Fragment,
    TargetOddity::Form,
    TargetOddity::BrokenEscape,
    TargetOddity::EmptyQuery,
];

/// Single quotes for all that can be read as it is; they know `\\` and `\'` only.
fn text(text: &str) -> String {
    if text.split('\n').all(is_tame) {
        return format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    }
    ESCAPES.text(text)
}

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    page.line("<?php");
    page.gap();
    for (local, name) in LANGUAGE.locals(&intent.variables) {
        page.line(format!("{local} = getenv('{name}');"));
    }
    page.gap();
    let apart = intent.odd(NO_URL);
    let url = if apart { Words::plain(format!("{}/", intent.origin)) } else { intent.url() };
    page.line(format!("$curl = curl_init({});", LANGUAGE.text(&url, &intent.variables)));
    page.line("curl_setopt_array($curl, [");
    page.lines(options(intent, apart).iter().map(|option| format!("    {option},")));
    page.line("]);");
    page.line("$response = curl_exec($curl);");
    page.line("if ($response === false) {");
    page.line("    throw new RuntimeException(curl_error($curl));");
    page.line("}");
    page.line("echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), \"\\n\", $response, \"\\n\";");
    page.finish()
}

fn options(intent: &Intent, apart: bool) -> Vec<String> {
    let mut options = Vec::new();
    let version = if intent.version == "HTTP/1.0" { "1_0" } else { "1_1" };
    options.push(format!("CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_{version}"));
    if apart {
        let target = LANGUAGE.text(&intent.target, &intent.variables);
        options.push(format!("CURLOPT_REQUEST_TARGET => {target}"));
    } else if intent.odd(&[TargetOddity::DotSegment]) {
        options.push("CURLOPT_PATH_AS_IS => true".to_owned());
    }
    let data = !intent.body.is_empty() || intent.length != Length::Absent;
    if intent.method == "HEAD" && !data {
        options.push("CURLOPT_NOBODY => true".to_owned());
    } else if intent.method != if data { "POST" } else { "GET" } {
        let method = LANGUAGE.text(&Words::plain(intent.method.as_str()), &[]);
        options.push(format!("CURLOPT_CUSTOMREQUEST => {method}"));
    }
    let headers = headers(intent, data);
    if !headers.is_empty() {
        options.push(format!("CURLOPT_HTTPHEADER => [\n{}    ]", headers.concat()));
    }
    if data {
        options.push(format!("CURLOPT_POSTFIELDS => {}", body(intent)));
    }
    options.push("CURLOPT_RETURNTRANSFER => true".to_owned());
    options
}

fn headers(intent: &Intent, data: bool) -> Vec<String> {
    let line = |text: &str| format!("        {text},\n");
    let header = |field: &Field| {
        let words = if field.value.is_empty() {
            Words::plain(format!("{};", field.name))
        } else {
            field.value.after(&format!("{}: ", field.name))
        };
        line(&LANGUAGE.text(&words, &intent.variables))
    };
    let mut lines: Vec<String> = intent.headers.iter().map(header).collect();
    if data && !intent.has("content-type") {
        lines.push(line("'Content-Type:'"));
    }
    if intent.length == Length::Chunked {
        lines.push(line(&format!("'{}: chunked'", capitalised("transfer-encoding"))));
    }
    if !intent.body.is_empty() && intent.length == Length::Absent {
        lines.push(line("'Content-Length:'"));
    }
    if intent.body.len() >= 1_048_576 && !intent.has("expect") {
        lines.push(line("'Expect:'"));
    }
    lines
}

fn body(intent: &Intent) -> String {
    match body_text(&intent.body) {
        BodyText::Text(words) | BodyText::Mixed(words) => LANGUAGE.text(words, &intent.variables),
        BodyText::Base64(lines) => format!("base64_decode('{}')", lines.join("\n")),
    }
}
