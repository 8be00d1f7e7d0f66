//! Python with requests.

use super::code::CodeTarget;
use super::code::Page;
use super::intent::Intent;
use super::intent::Length;
use super::json_value::Dialect;
use super::json_value::json_value;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::python::PYTHON;
use super::python::body;
use super::python::header_value;
use super::python::opening;
use super::target_oddity::TargetOddity;
use super::words::Words;

/// A script for requests 2.
pub(super) static PYTHON_REQUESTS: CodeTarget = CodeTarget {
    kind: "python-requests",
    about: "a Python script with requests",
    powers: Powers {
        client: "requests",
        names: NameCase::Kept,
        order: Order::OwnPlaces,
        repeats: Repeats::Joined,
        beyond_ascii: HighBytes::Kept,
        refuses: &[],
        method: MethodCase::Upper,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: Some(|method| !matches!(method, "GET" | "HEAD")),
        http10: false,
        chunked: true,
        strict_url: false,
        changes: &[
            TargetOddity::Space,
            TargetOddity::BeyondAscii,
            TargetOddity::Unescaped,
            TargetOddity::LowerHex,
            TargetOddity::BrokenEscape,
            TargetOddity::Fragment,
            TargetOddity::EmptyQuery,
            TargetOddity::Form,
        ],
        adds: &["User-Agent", "Accept-Encoding", "Accept", "Connection"],
    },
    write,
};

/// Traits that requests itself changes, but not a prepared request whose URL is set afterwards.
const NEEDS_PREPARED: &[TargetOddity] = &[
    TargetOddity::DotSegment,
    TargetOddity::EscapedUnreserved,
    TargetOddity::Brackets,
    TargetOddity::Quote,
    TargetOddity::DoubleSlash,
    TargetOddity::BrokenEscape,
    TargetOddity::Unescaped,
];

/// Methods for which requests has a function.
const FUNCTIONS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    opening(intent, "requests", &mut page);
    let json = json_value(intent, Dialect::Python);
    let mut arguments = Vec::new();
    let statement = match &json {
        Some(value) => {
            arguments.push(("json", value.clone()));
            None
        }
        None => data(intent, &mut arguments),
    };
    if let Some(statement) = statement {
        page.line(statement);
        page.gap();
    }
    let headers = headers(intent, json.is_some());
    if !headers.is_empty() {
        arguments.insert(0, ("headers", headers));
    }
    let method = PYTHON.text(&Words::plain(intent.method.as_str()), &[]);
    if intent.odd(NEEDS_PREPARED) {
        let url = PYTHON.text(&intent.url(), &intent.variables);
        page.line("with requests.Session() as session:");
        page.line("    request = session.prepare_request(requests.Request(");
        page.line(format!("        {method},"));
        page.line(format!(
            "        {},",
            PYTHON.text(&Words::plain(format!("{}/", intent.origin)), &[])
        ));
        for (name, value) in &arguments {
            page.line(format!("        {name}={},", value.replace('\n', "\n    ")));
        }
        page.line("    ))");
        page.line("    # Set behind requests' back, which would change the target.");
        page.line(format!("    request.url = {url}"));
        page.line("    response = session.send(request)");
    } else {
        let url = PYTHON.text(&intent.url(), &intent.variables);
        if FUNCTIONS.contains(&intent.method.as_str()) {
            page.line(format!("response = requests.{}(", intent.method.to_ascii_lowercase()));
        } else {
            page.line("response = requests.request(");
            page.line(format!("    {method},"));
        }
        page.line(format!("    {url},"));
        page.lines(arguments.iter().map(|(name, value)| format!("    {name}={value},")));
        page.line(")");
    }
    page.gap();
    page.line("print(response.status_code, response.reason)");
    page.line("print(response.text)");
    page.finish()
}

/// The body as `data=`; gives the statement that defines it, where it is long.
fn data(intent: &Intent, arguments: &mut Vec<(&'static str, String)>) -> Option<String> {
    if intent.body.is_empty() {
        return None;
    }
    let (value, statement) = body(intent, true);
    // An iterator has no length, so that requests sends chunks.
    let chunked = intent.length == Length::Chunked;
    let bytes = if chunked { body(intent, false) } else { (value, statement) };
    let value = if chunked { format!("iter([{}])", bytes.0) } else { bytes.0 };
    arguments.push(("data", value));
    bytes.1
}

/// The headers as a dict; with `json=`, requests sets the media type itself.
fn headers(intent: &Intent, json: bool) -> String {
    let wanted = intent.headers.iter().filter(|field| !(json && field.is("content-type")));
    let lines: Vec<String> = wanted
        .map(|field| {
            let name = PYTHON.text(&Words::plain(field.name.as_str()), &[]);
            format!("        {name}: {},\n", header_value(&field.value, intent))
        })
        .collect();
    if lines.is_empty() { String::new() } else { format!("{{\n{}    }}", lines.concat()) }
}
