//! curl: a bash command line.

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

/// A command line for curl 7.55 or later (`--request-target`), in bash.
pub(super) static CURL: CodeTarget = CodeTarget {
    kind: "curl",
    about: "a curl command line for bash",
    powers: Powers {
        client: "curl",
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
        adds: &["User-Agent", "Accept"],
    },
    write,
};

/// Traits of a target that curl's URL parser changes or refuses: then the target is given apart from the URL.
const NO_URL: &[TargetOddity] = &[
    TargetOddity::Space,
    TargetOddity::BeyondAscii,
    TargetOddity::Fragment,
    TargetOddity::Form,
    TargetOddity::BrokenEscape,
    TargetOddity::EmptyQuery,
    TargetOddity::Unescaped,
];

/// From this length on curl asks with `Expect: 100-continue` before it sends a body, in bytes.
const ASKS_FIRST: usize = 1_048_576;

fn write(intent: &mut Intent) -> String {
    let mut options = Vec::new();
    options.extend(connection(intent));
    options.push(place(intent));
    for field in &intent.headers {
        options.push(format!("-H {}", header(intent, field)));
    }
    options.extend(unasked(intent).map(|line| format!("-H '{line}'")));
    let body = body(intent);
    let (mut command, mut document) = (String::from("curl "), String::new());
    match body {
        Data::None => {}
        Data::Argument(text) => options.push(format!("--data-raw {text}")),
        Data::Piped(writer, lines) => {
            command = format!("{writer} | curl ");
            document = lines;
            options.push("--data-binary @-".to_owned());
        }
    }
    let head = intent.method == "HEAD" && !intent.body.is_empty();
    if head {
        let says = "curl waits for a body in the answer to HEAD when it sends one itself";
        intent.warnings.push(says.to_owned());
    }
    format!("{command}{}\n{document}", options.join(" \\\n  "))
}

/// Version and method, where curl's own choice is another.
fn connection(intent: &Intent) -> Option<String> {
    let mut words = Vec::new();
    match intent.version.as_str() {
        "HTTP/1.0" => words.push("--http1.0".to_owned()),
        _ if intent.is_tls() => words.push("--http1.1".to_owned()),
        _ => {}
    }
    let own = if sends_data(intent) { "POST" } else { "GET" };
    match intent.method.as_str() {
        "HEAD" if !sends_data(intent) => words.push("--head".to_owned()),
        method if method != own => words.push(format!("-X {}", word(method))),
        _ => {}
    }
    (!words.is_empty()).then(|| words.join(" "))
}

fn sends_data(intent: &Intent) -> bool {
    !intent.body.is_empty() || intent.length != Length::Absent
}

fn place(intent: &Intent) -> String {
    if intent.odd(NO_URL) {
        let target = argument(&intent.target, &intent.variables);
        let origin = argument(&Words::plain(format!("{}/", intent.origin)), &[]);
        return format!("--request-target {target} {origin}");
    }
    let mut words = String::new();
    if intent.odd(&[TargetOddity::DotSegment]) {
        words.push_str("--path-as-is ");
    }
    if intent.odd(&[TargetOddity::Brackets]) || intent.origin.contains('[') {
        words.push_str("--globoff ");
    }
    words + &argument(&intent.url(), &intent.variables)
}

/// `Name: value`; a header without a value is written with a semicolon.
fn header(intent: &Intent, field: &Field) -> String {
    let line = if field.value.is_empty() {
        Words::plain(format!("{};", field.name))
    } else {
        field.value.after(&format!("{}: ", field.name))
    };
    argument(&line, &intent.variables)
}

/// What must be told to keep curl from adding headers that change what the body is taken for.
fn unasked(intent: &Intent) -> impl Iterator<Item = &'static str> {
    let data = sends_data(intent);
    let media = (data && !intent.has("content-type")).then_some("Content-Type:");
    let chunked = (intent.length == Length::Chunked).then_some("Transfer-Encoding: chunked");
    let bare = !intent.body.is_empty() && intent.length == Length::Absent;
    let length = bare.then_some("Content-Length:");
    let long = intent.body.len() >= ASKS_FIRST && !intent.has("expect");
    let expect = long.then_some("Expect:");
    [media, chunked, length, expect].into_iter().flatten()
}

enum Data {
    None,
    Argument(String),
    Piped(String, String),
}

fn body(intent: &Intent) -> Data {
    match &intent.body {
        _ if !sends_data(intent) => Data::None,
        body if fits_argument(body) => Data::Argument(argument(body, &intent.variables)),
        body => {
            let (command, document) = writer(body, &intent.variables);
            Data::Piped(command, document)
        }
    }
}
