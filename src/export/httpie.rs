//! `HTTPie`: an `http` command line for bash.

use super::code::CodeTarget;
use super::intent::Field;
use super::intent::Intent;
use super::intent::Length;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::shell::argument;
use super::shell::fits_argument;
use super::shell::word;
use super::shell::writer;
use super::target_oddity::TargetOddity;
use super::words::Words;

/// A command line for `HTTPie` 3 (`--raw`, repeated headers), in bash.
pub(super) static HTTPIE: CodeTarget = CodeTarget {
    kind: "httpie",
    about: "an HTTPie command line for bash",
    powers: Powers {
        client: "HTTPie",
        names: NameCase::Kept,
        order: Order::Chosen,
        repeats: Repeats::Apart,
        beyond_ascii: HighBytes::Utf8,
        refuses: &[],
        method: MethodCase::UpperLetters,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: Some(|method| !matches!(method, "GET" | "HEAD" | "OPTIONS")),
        http10: false,
        chunked: true,
        strict_url: false,
        changes: &[
            TargetOddity::Space,
            TargetOddity::BeyondAscii,
            TargetOddity::Unescaped,
            TargetOddity::LowerHex,
            TargetOddity::EscapedUnreserved,
            TargetOddity::BrokenEscape,
            TargetOddity::Fragment,
            TargetOddity::EmptyQuery,
            TargetOddity::Form,
        ],
        adds: &["User-Agent", "Accept-Encoding", "Accept", "Connection"],
    },
    write,
};

fn write(intent: &mut Intent) -> String {
    let mut options: Vec<String> = Vec::new();
    let (mut command, mut document) = (String::from("http "), String::new());
    let body = intent.body.clone();
    if body.is_empty() {
        options.push("--ignore-stdin".to_owned());
    } else if fits_argument(&body) && body.is_text() {
        options.push(format!("--ignore-stdin --raw={}", argument(&body, &intent.variables)));
    } else {
        let (writer, lines) = writer(&body, &intent.variables);
        command = format!("{writer} | http ");
        document = lines;
    }
    if intent.length == Length::Chunked && !body.is_empty() {
        options.push("--chunked".to_owned());
    }
    if intent.odd(&[TargetOddity::DotSegment]) {
        options.push("--path-as-is".to_owned());
    }
    // A header whose name begins with a hyphen is no option.
    let ends = intent.headers.iter().any(|field| field.name.starts_with('-'));
    let ends = if ends { "-- " } else { "" };
    let url = argument(&intent.url(), &intent.variables);
    options.push(format!("{ends}{} {url}", word(&intent.method)));
    for field in &intent.headers {
        options.push(header(intent, field));
    }
    if !body.is_empty() && !intent.has("content-type") {
        options.push("Content-Type:".to_owned());
    }
    warn_of_escapes(intent);
    format!("{command}{}\n{document}", options.join(" \\\n  "))
}

/// `Name:value`; `Name;` without a value. A value that would make another separator of the colon gets a space.
fn header(intent: &Intent, field: &Field) -> String {
    let line = if field.value.is_empty() {
        Words::plain(format!("{};", field.name))
    } else {
        let space = field.value.starts_with(b"=") || field.value.starts_with(b"@");
        field.value.after(&format!("{}:{}", field.name, if space { " " } else { "" }))
    };
    argument(&line, &intent.variables)
}

/// A backslash before a separator is an escape to `HTTPie`, and there is no way to write one that is none.
fn warn_of_escapes(intent: &mut Intent) {
    let escape = |field: &&Field| {
        let value: Vec<u8> = field.value.plain_bytes().collect();
        value.windows(2).any(|pair| matches!(pair, [b'\\', b':' | b';' | b'=' | b'@']))
    };
    let names: Vec<String> =
        intent.headers.iter().filter(escape).map(|field| field.name.clone()).collect();
    intent.warnings.extend(
        names.iter().map(|name| format!("HTTPie drops a backslash in the value of `{name}`")),
    );
}
