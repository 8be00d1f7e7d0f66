//! Go with net/http.

use super::code::CodeTarget;
use super::code::Page;
use super::fit::capitalised;
use super::fit::mend_escapes;
use super::intent::Field;
use super::intent::Intent;
use super::intent::Length;
use super::language::BodyText;
use super::language::Language;
use super::language::body_text;
use super::language::camel;
use super::literal::Escapes;
use super::literal::hex;
use super::literal::is_tame;
use super::literal::unicode;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::powers::usually_has_body;
use super::target_oddity::TargetOddity;
use super::words::Words;
use crate::semantics::percent::encode;

/// A program for Go 1.16 or later (`io.ReadAll`).
pub(super) static GO: CodeTarget = CodeTarget {
    kind: "go",
    about: "a Go program with net/http",
    powers: Powers {
        client: "Go",
        names: NameCase::Kept,
        order: Order::Chosen,
        repeats: Repeats::Apart,
        beyond_ascii: HighBytes::Kept,
        refuses: &["transfer-encoding", "trailer"],
        method: MethodCase::Kept,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: Some(usually_has_body),
        http10: false,
        chunked: true,
        strict_url: false,
        changes: &[TargetOddity::Space],
        adds: &["User-Agent"],
    },
    write,
};

const ESCAPES: Escapes = Escapes { quote: '"', also: &[], control: hex, unseen: unicode };

/// Go's strings are bytes; a raw one holds anything but a backtick and CR (Go specification, "String literals").
const LANGUAGE: Language = Language {
    text,
    bytes: |bytes| ESCAPES.bytes(bytes),
    local: camel,
    join: "+",
    juxtaposed: false,
};

/// Traits that `url.Parse` refuses or changes: then the target is given as `Opaque`.
const NO_URL: &[TargetOddity] = &[
    TargetOddity::BeyondAscii,
    TargetOddity::Unescaped,
    TargetOddity::Brackets,
    TargetOddity::Quote,
    TargetOddity::BrokenEscape,
    TargetOddity::Fragment,
    TargetOddity::EscapedUnreserved,
    TargetOddity::LowerHex,
    TargetOddity::Form,
];

fn text(text: &str) -> String {
    let raw = text.contains(['"', '\\', '\n']) && !text.contains('`');
    if raw && text.split('\n').all(is_tame) { format!("`{text}`") } else { ESCAPES.text(text) }
}

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    let opaque = intent.odd(NO_URL) && !intent.odd(&[TargetOddity::DoubleSlash]);
    if intent.odd(NO_URL) && !opaque {
        // An Opaque of two slashes is taken for a whole URL.
        let says = "Go escapes the unusual bytes of a target that begins with two slashes";
        intent.warnings.push(says.to_owned());
        intent.target = intent.target.map(|bytes| mend_escapes(&encode(bytes, is_url_byte)));
    }
    page.line("package main");
    page.gap();
    imports(intent, &mut page);
    page.line("func main() {");
    for (local, name) in LANGUAGE.locals(&intent.variables) {
        page.line(format!("\t{local} := os.Getenv(\"{name}\")"));
    }
    let body = body(intent, &mut page);
    let url = if opaque { Words::plain(intent.origin.as_str()) } else { intent.url() };
    page.line(format!(
        "\treq, err := http.NewRequest({}, {}, {body})",
        LANGUAGE.text(&Words::plain(intent.method.as_str()), &[]),
        LANGUAGE.text(&url, &intent.variables),
    ));
    fatal(&mut page);
    if opaque {
        page.line("\t// Opaque is sent as it is; url.Parse would change it.");
        page.line(format!(
            "\treq.URL.Opaque = {}",
            LANGUAGE.text(&intent.target, &intent.variables)
        ));
    }
    headers(intent, &mut page);
    if intent.length == Length::Chunked && !intent.body.is_empty() {
        page.line("\treq.ContentLength = -1 // unknown, so that the body is chunked");
    }
    page.gap();
    page.line("\tresp, err := http.DefaultClient.Do(req)");
    fatal(&mut page);
    page.line("\tdefer resp.Body.Close()");
    page.line("\ttext, err := io.ReadAll(resp.Body)");
    fatal(&mut page);
    page.line("\tfmt.Println(resp.Status)");
    page.line("\tfmt.Println(string(text))");
    page.line("}");
    let compresses = intent.method != "HEAD" && !intent.has("range");
    if compresses && !intent.has("accept-encoding") {
        intent.warnings.push("Go adds by itself: Accept-Encoding".to_owned());
    }
    if intent.is_tls() {
        let says =
            "Go speaks HTTP/2 where the server offers it; GODEBUG=http2client=0 prevents that";
        intent.warnings.push(says.to_owned());
    }
    page.finish()
}

/// What RFC 3986 allows in a path with a query, and the percent sign.
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=%".contains(&byte)
}

fn imports(intent: &Intent, page: &mut Page) {
    let base64 = matches!(body_text(&intent.body), BodyText::Base64(_));
    page.line("import (");
    let wanted = [
        ("bytes", base64),
        ("encoding/base64", base64),
        ("fmt", true),
        ("io", true),
        ("log", true),
        ("net/http", true),
        ("os", !intent.variables.is_empty()),
        ("strings", !intent.body.is_empty() && !base64),
    ];
    for (name, _) in wanted.iter().filter(|(_, wanted)| *wanted) {
        page.line(format!("\t\"{name}\""));
    }
    page.line(")");
    page.gap();
}

fn fatal(page: &mut Page) {
    page.line("\tif err != nil {");
    page.line("\t\tlog.Fatal(err)");
    page.line("\t}");
}

/// Writes what makes the body, and gives the expression for it.
fn body(intent: &Intent, page: &mut Page) -> &'static str {
    match body_text(&intent.body) {
        _ if intent.body.is_empty() => return "nil",
        BodyText::Text(words) | BodyText::Mixed(words) => {
            let text = LANGUAGE.text(words, &intent.variables);
            page.line(format!("\tbody := strings.NewReader({text})"));
        }
        BodyText::Base64(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| format!("\"{line}\"")).collect();
            let text = lines.join(" +\n\t\t");
            page.line(format!("\tdata, err := base64.StdEncoding.DecodeString({text})"));
            fatal(page);
            page.line("\tbody := bytes.NewReader(data)");
        }
    }
    "body"
}

/// The headers; names that Go would spell otherwise go into the map past `Set`.
fn headers(intent: &Intent, page: &mut Page) {
    let mut seen: Vec<&Field> = Vec::new();
    for field in &intent.headers {
        let value = LANGUAGE.text(&field.value, &intent.variables);
        let name = if field.is("user-agent") { "User-Agent" } else { &field.name };
        let again = seen.iter().any(|other| other.name == field.name);
        seen.push(field);
        page.line(match () {
            () if field.is("host") => format!("\treq.Host = {value}"),
            () if capitalised(name) == name => {
                let call = if again { "Add" } else { "Set" };
                format!("\treq.Header.{call}(\"{name}\", {value})")
            }
            () if again => {
                format!("\treq.Header[\"{name}\"] = append(req.Header[\"{name}\"], {value})")
            }
            () => format!("\treq.Header[\"{name}\"] = []string{{{value}}}"),
        });
    }
}
