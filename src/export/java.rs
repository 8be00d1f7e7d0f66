//! Java with java.net.http.

use super::code::CodeTarget;
use super::code::Page;
use super::intent::Intent;
use super::intent::Length;
use super::language::BodyText;
use super::language::Language;
use super::language::body_text;
use super::language::camel;
use super::literal::Escapes;
use super::literal::utf16;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::target_oddity::TargetOddity;
use super::words::Words;

/// A program for Java 12 or later (`jdk.httpclient.allowRestrictedHeaders`).
pub(super) static JAVA: CodeTarget = CodeTarget {
    kind: "java",
    about: "a Java program with java.net.http",
    powers: Powers {
        client: "Java's HttpClient",
        names: NameCase::Kept,
        order: Order::Chosen,
        repeats: Repeats::Grouped,
        beyond_ascii: HighBytes::Refused,
        refuses: &["expect", "upgrade", "transfer-encoding"],
        method: MethodCase::Kept,
        refused_methods: &["CONNECT"],
        bodiless: &[],
        announces_nothing: Some(|method| !MAY_BE_SILENT.contains(&method)),
        http10: false,
        chunked: true,
        strict_url: true,
        changes: &[
            TargetOddity::Space,
            TargetOddity::BeyondAscii,
            TargetOddity::Unescaped,
            TargetOddity::Brackets,
            TargetOddity::BrokenEscape,
            TargetOddity::Fragment,
            TargetOddity::EmptyQuery,
            TargetOddity::Form,
        ],
        adds: &["User-Agent"],
    },
    write,
};

/// Java reads `\u` before anything else, so that control bytes are written in octal (JLS 3.3, 3.10.7).
const ESCAPES: Escapes =
    Escapes { quote: '"', also: &[], control: |byte| format!("\\{byte:03o}"), unseen: utf16 };

const LANGUAGE: Language = Language {
    text: |text| ESCAPES.text(text),
    bytes: |bytes| ESCAPES.each_byte(bytes, |byte| format!("\\u{byte:04x}")),
    local: camel,
    join: "+",
    juxtaposed: false,
};

/// The same, joined by a call: constants joined by `+` may have 65535 bytes only, all together (JVMS 4.4.7).
const LISTED: Language = Language { join: ",", ..LANGUAGE };

/// From this length on a text is joined at run time, in bytes.
const LONG: usize = 30_000;

/// Methods with which a later Java announces no absent body (JDK-8283544).
const MAY_BE_SILENT: [&str; 2] = ["GET", "DELETE"];

/// Headers that may be set when a property says so.
const RESTRICTED: [&str; 2] = ["host", "connection"];

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    imports(intent, &mut page);
    page.line("public class Main {");
    page.line("    public static void main(String[] args) throws Exception {");
    let restricted: Vec<&str> = RESTRICTED.into_iter().filter(|name| intent.has(name)).collect();
    if !restricted.is_empty() {
        let names = restricted.join(",");
        page.line("        // Must be set before the first HttpClient is made.");
        page.line(format!(
            "        System.setProperty(\"jdk.httpclient.allowRestrictedHeaders\", \"{names}\");"
        ));
    }
    for (local, name) in LANGUAGE.locals(&intent.variables) {
        page.line(format!("        String {local} = System.getenv(\"{name}\");"));
    }
    let publisher = publisher(intent, &mut page);
    page.line("        HttpClient client = HttpClient.newBuilder()");
    page.line("            .version(HttpClient.Version.HTTP_1_1)");
    page.line("            .build();");
    page.line("        HttpRequest request = HttpRequest.newBuilder()");
    let url = LANGUAGE.text(&intent.url(), &intent.variables);
    page.line(format!("            .uri(URI.create({url}))"));
    for field in &intent.headers {
        let value = LANGUAGE.text(&field.value, &intent.variables);
        page.line(format!("            .header(\"{}\", {value})", field.name));
    }
    let method = LANGUAGE.text(&Words::plain(intent.method.as_str()), &[]);
    page.line(match intent.method.as_str() {
        // With `noBody()` these would say Content-Length: 0.
        method if intent.body.is_empty() && MAY_BE_SILENT.contains(&method) => {
            format!("            .{}()", intent.method)
        }
        _ => format!("            .method({method}, {publisher})"),
    });
    if intent.body.is_empty() && MAY_BE_SILENT.contains(&intent.method.as_str()) {
        let method = &intent.method;
        let says = format!("Java's HttpClient before Java 19 adds Content-Length: 0 to {method}");
        intent.warnings.push(says);
    }
    page.line("            .build();");
    page.line("        HttpResponse<String> response =");
    page.line("            client.send(request, HttpResponse.BodyHandlers.ofString());");
    page.line("        System.out.println(response.statusCode());");
    page.line("        System.out.println(response.body());");
    page.line("    }");
    page.line("}");
    page.finish()
}

fn imports(intent: &Intent, page: &mut Page) {
    let chunked = intent.length == Length::Chunked;
    let wanted = [
        ("java.io.ByteArrayInputStream", chunked && !intent.body.is_empty()),
        ("java.net.URI", true),
        ("java.net.http.HttpClient", true),
        ("java.net.http.HttpRequest", true),
        ("java.net.http.HttpResponse", true),
        ("java.nio.charset.StandardCharsets", !intent.body.is_empty()),
        ("java.util.Base64", matches!(body_text(&intent.body), BodyText::Base64(_))),
    ];
    for (name, _) in wanted.iter().filter(|(_, wanted)| *wanted) {
        page.line(format!("import {name};"));
    }
    page.gap();
}

/// Writes what makes the body, and gives the publisher of it.
fn publisher(intent: &Intent, page: &mut Page) -> String {
    if intent.body.is_empty() {
        return "HttpRequest.BodyPublishers.noBody()".to_owned();
    }
    let variables = &intent.variables;
    let margin = "            ";
    let joined = |words: &Words| {
        if words.len() > LONG {
            let lines = LISTED.lines(words, variables, margin);
            format!("String.join(\"\",\n{margin}{lines})")
        } else {
            LANGUAGE.lines(words, variables, margin)
        }
    };
    let value = match body_text(&intent.body) {
        BodyText::Text(words) => {
            page.line(format!("        String text = {};", joined(words)));
            "text.getBytes(StandardCharsets.UTF_8)".to_owned()
        }
        BodyText::Mixed(words) => {
            page.line(format!("        String text = {};", LANGUAGE.bytes(words, variables)));
            "text.getBytes(StandardCharsets.ISO_8859_1)".to_owned()
        }
        BodyText::Base64(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| format!("\"{line}\"")).collect();
            let text = lines.join(&format!(",\n{margin}"));
            page.line(format!("        String text = String.join(\"\",\n{margin}{text});"));
            "Base64.getDecoder().decode(text.getBytes(StandardCharsets.US_ASCII))".to_owned()
        }
    };
    page.line(format!("        byte[] body = {value};"));
    match intent.length {
        Length::Chunked => {
            "HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))"
        }
        Length::Absent | Length::Declared => "HttpRequest.BodyPublishers.ofByteArray(body)",
    }
    .to_owned()
}
