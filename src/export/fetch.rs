//! JavaScript with the `fetch` of Node.

use super::code::CodeTarget;
use super::code::Page;
use super::intent::Intent;
use super::javascript::JAVASCRIPT;
use super::javascript::body;
use super::javascript::header_value;
use super::javascript::opening;
use super::json_value::Dialect;
use super::json_value::json_value;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::powers::usually_has_body;
use super::target_oddity::TargetOddity;
use super::words::Words;

/// A module for Node 18 or later.
pub(super) static FETCH: CodeTarget = CodeTarget {
    kind: "fetch",
    about: "a JavaScript module with fetch, for Node",
    powers: Powers {
        client: "fetch",
        names: NameCase::Lower,
        order: Order::Kept,
        repeats: Repeats::Joined,
        beyond_ascii: HighBytes::Kept,
        refuses: &["connection", "keep-alive", "upgrade", "expect", "transfer-encoding"],
        method: MethodCase::KnownUpper,
        refused_methods: &["CONNECT", "TRACE", "TRACK"],
        bodiless: &["GET", "HEAD"],
        announces_nothing: Some(usually_has_body),
        http10: false,
        chunked: false,
        strict_url: false,
        changes: WHATWG_CHANGES,
        adds: &[
            "Connection",
            "Accept",
            "Accept-Language",
            "Sec-Fetch-Mode",
            "User-Agent",
            "Accept-Encoding",
        ],
    },
    write,
};

/// What a URL parser after the WHATWG's URL standard changes.
pub(super) const WHATWG_CHANGES: &[TargetOddity] = &[
    TargetOddity::Space,
    TargetOddity::BeyondAscii,
    TargetOddity::Unescaped,
    TargetOddity::Quote,
    TargetOddity::DotSegment,
    TargetOddity::Fragment,
    TargetOddity::EmptyQuery,
    TargetOddity::Form,
];

/// With these, fetch tells caches on the way to stay out of it (Fetch standard, "HTTP-network-or-cache fetch").
const CONDITIONS: [&str; 5] =
    ["if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"];

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    opening(intent, &mut page);
    let url = JAVASCRIPT.text(&intent.url(), &intent.variables);
    let mut lines = Vec::new();
    if intent.method != "GET" {
        let method = JAVASCRIPT.text(&Words::plain(intent.method.as_str()), &[]);
        lines.push(format!("  method: {method},"));
    }
    if !intent.headers.is_empty() {
        lines.push("  headers: {".to_owned());
        for field in &intent.headers {
            let name = JAVASCRIPT.text(&Words::plain(field.name.as_str()), &[]);
            lines.push(format!("    {name}: {},", header_value(&field.value, intent)));
        }
        lines.push("  },".to_owned());
    }
    if !intent.body.is_empty() {
        let json = json_value(intent, Dialect::JavaScript);
        // A string without a media type would get one of fetch's own.
        let text = || body(intent, intent.has("content-type"));
        let body = json.map_or_else(text, |value| format!("JSON.stringify({value})"));
        lines.push(format!("  body: {body},"));
    }
    if lines.is_empty() {
        page.line(format!("const response = await fetch({url});"));
    } else {
        page.line(format!("const response = await fetch({url}, {{"));
        page.lines(&lines);
        page.line("});");
    }
    if CONDITIONS.iter().any(|name| intent.has(name)) {
        intent.warnings.push("fetch adds by itself: Pragma, Cache-Control".to_owned());
    }
    page.gap();
    page.line("console.log(response.status, response.statusText);");
    page.line("console.log(await response.text());");
    page.finish()
}
