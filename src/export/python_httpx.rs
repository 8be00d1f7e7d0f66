//! Python with httpx.

use super::code::CodeTarget;
use super::code::Page;
use super::intent::Intent;
use super::intent::Length;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::powers::usually_has_body;
use super::python::PYTHON;
use super::python::body;
use super::python::header_value;
use super::python::opening;
use super::target_oddity::TargetOddity;
use super::words::Words;

/// A script for httpx 0.28.
pub(super) static PYTHON_HTTPX: CodeTarget = CodeTarget {
    kind: "python-httpx",
    about: "a Python script with httpx",
    powers: Powers {
        client: "httpx",
        names: NameCase::Kept,
        order: Order::Kept,
        repeats: Repeats::Apart,
        beyond_ascii: HighBytes::Kept,
        refuses: &[],
        method: MethodCase::Upper,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: Some(usually_has_body),
        http10: false,
        chunked: true,
        strict_url: false,
        changes: &[TargetOddity::Space, TargetOddity::BeyondAscii],
        adds: &["Accept", "Accept-Encoding", "Connection", "User-Agent"],
    },
    write,
};

/// Traits that httpx's URLs do not keep: then the target is given apart from the URL.
const NO_URL: &[TargetOddity] = &[
    TargetOddity::Unescaped,
    TargetOddity::Brackets,
    TargetOddity::Quote,
    TargetOddity::DotSegment,
    TargetOddity::LowerHex,
    TargetOddity::EscapedUnreserved,
    TargetOddity::BrokenEscape,
    TargetOddity::Fragment,
    TargetOddity::EmptyQuery,
    TargetOddity::DoubleSlash,
    TargetOddity::Form,
];

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    opening(intent, "httpx", &mut page);
    let mut arguments = vec![PYTHON.text(&Words::plain(intent.method.as_str()), &[])];
    let apart = intent.odd(NO_URL);
    let url = if apart { Words::plain(intent.origin.as_str()) } else { intent.url() };
    arguments.push(PYTHON.text(&url, &intent.variables));
    if !intent.headers.is_empty() {
        arguments.push(format!("headers={}", headers(intent)));
    }
    if !intent.body.is_empty() {
        let (value, statement) = body(intent, false);
        if let Some(statement) = statement {
            page.line(statement);
            page.gap();
        }
        // An iterator has no length, so that httpx sends chunks.
        let chunked = intent.length == Length::Chunked;
        let value = if chunked { format!("iter([{value}])") } else { value };
        arguments.push(format!("content={value}"));
    }
    if apart {
        let target = PYTHON.text(&intent.target, &intent.variables);
        let bytes = if intent.target.has_secret() {
            format!("({target}).encode()")
        } else {
            format!("b{target}")
        };
        arguments.push(format!("extensions={{\"target\": {bytes}}}"));
    }
    page.line("with httpx.Client() as client:");
    page.line("    response = client.request(");
    page.lines(arguments.iter().map(|argument| format!("        {argument},")));
    page.line("    )");
    page.gap();
    page.line("print(response.status_code, response.reason_phrase)");
    page.line("print(response.text)");
    page.finish()
}

/// The headers as a dict, or as pairs where names repeat.
fn headers(intent: &Intent) -> String {
    let names: Vec<String> = intent.headers.iter().map(|f| f.name.to_ascii_lowercase()).collect();
    let repeated = names
        .iter()
        .enumerate()
        .any(|(at, name)| names.iter().skip(at + 1).any(|other| other == name));
    let bytes = intent.headers.iter().any(|field| !field.value.is_ascii());
    let line = |field: &super::intent::Field| {
        let mut name = PYTHON.text(&Words::plain(field.name.as_str()), &[]);
        let mut value = header_value(&field.value, intent);
        // httpx wants name and value of one kind.
        if bytes {
            name = format!("b{name}");
            value = if field.value.has_secret() && field.value.is_ascii() {
                format!("({value}).encode()")
            } else if field.value.is_ascii() {
                format!("b{value}")
            } else {
                value
            };
        }
        if repeated {
            format!("            ({name}, {value}),\n")
        } else {
            format!("            {name}: {value},\n")
        }
    };
    let lines: String = intent.headers.iter().map(line).collect();
    if repeated { format!("[\n{lines}        ]") } else { format!("{{\n{lines}        }}") }
}
