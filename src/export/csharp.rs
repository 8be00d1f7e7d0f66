//! C# with `HttpClient`.

use super::code::CodeTarget;
use super::code::Page;
use super::intent::Field;
use super::intent::Intent;
use super::intent::Length;
use super::language::BodyText;
use super::language::Language;
use super::language::body_text;
use super::language::camel;
use super::literal::Escapes;
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

/// A program for .NET 7 or later (raw strings, `UriCreationOptions`); from Microsoft's documentation, not run here.
pub(super) static CSHARP: CodeTarget = CodeTarget {
    kind: "csharp",
    about: "a C# program with HttpClient",
    powers: Powers {
        client: ".NET's HttpClient",
        names: NameCase::KnownNames,
        order: Order::Chosen,
        repeats: Repeats::Joined,
        beyond_ascii: HighBytes::Kept,
        refuses: &[],
        method: MethodCase::KnownUpper,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: Some(usually_has_body),
        http10: true,
        chunked: true,
        strict_url: false,
        changes: &[
            TargetOddity::Space,
            TargetOddity::BeyondAscii,
            TargetOddity::Fragment,
            TargetOddity::Form,
        ],
        adds: &[],
    },
    write,
};

const ESCAPES: Escapes =
    Escapes { quote: '"', also: &[], control: |byte| format!("\\u{byte:04x}"), unseen: unicode };

const LANGUAGE: Language = Language {
    text,
    bytes: |bytes| ESCAPES.each_byte(bytes, |byte| format!("\\u{byte:04x}")),
    local: camel,
    join: "+",
    juxtaposed: false,
};

/// Headers that belong to the content (`HttpContentHeaders`).
const CONTENT_HEADERS: [&str; 11] = [
    "allow",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-location",
    "content-md5",
    "content-range",
    "content-type",
    "content-length",
    "expires",
    "last-modified",
];

/// A raw string (C# 11) for one line with quotes, else an escaped one.
fn text(text: &str) -> String {
    let edges = text.starts_with('"') || text.ends_with('"');
    if text.contains('"') && !edges && !text.contains("\"\"\"") && is_tame(text) {
        return format!("\"\"\"{text}\"\"\"");
    }
    ESCAPES.text(text)
}

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    page.line("using System.Net;");
    page.line("using System.Text;");
    page.gap();
    for (local, name) in LANGUAGE.locals(&intent.variables) {
        page.line(format!("var {local} = Environment.GetEnvironmentVariable(\"{name}\");"));
    }
    page.gap();
    client(intent, &mut page);
    let uri = LANGUAGE.text(&intent.url(), &intent.variables);
    let uri = if intent.oddities.is_empty() {
        format!("new Uri({uri})")
    } else {
        format!(
            "new Uri({uri},\n    new UriCreationOptions {{ DangerousDisablePathAndQueryCanonicalization = true }})"
        )
    };
    let method = LANGUAGE.text(&Words::plain(intent.method.as_str()), &[]);
    page.line(format!("var uri = {uri};"));
    page.line(format!(
        "using var request = new HttpRequestMessage(new HttpMethod({method}), uri);"
    ));
    if intent.version == "HTTP/1.0" {
        page.line("request.Version = HttpVersion.Version10;");
    }
    let content = |field: &&Field| CONTENT_HEADERS.iter().any(|name| field.is(name));
    let (inner, outer): (Vec<&Field>, Vec<&Field>) = intent.headers.iter().partition(content);
    page.lines(outer.iter().map(|field| header("request", field, intent)));
    let emptied = intent.body.is_empty() && !inner.is_empty();
    if !intent.body.is_empty() || intent.declares_nothing() || emptied {
        page.line(format!("request.Content = new ByteArrayContent({});", body(intent)));
    }
    if intent.length == Length::Chunked {
        page.line("request.Headers.TransferEncodingChunked = true;");
    }
    page.lines(inner.iter().map(|field| header("request.Content", field, intent)));
    page.gap();
    page.line("using var response = await client.SendAsync(request);");
    page.line("Console.WriteLine((int)response.StatusCode);");
    page.line("Console.WriteLine(await response.Content.ReadAsStringAsync());");
    if emptied && !intent.declares_nothing() {
        let says =
            ".NET's HttpClient adds Content-Length: 0, since the Content- headers need a content";
        intent.warnings.push(says.to_owned());
    }
    page.finish()
}

fn header(of: &str, field: &Field, intent: &Intent) -> String {
    let value = LANGUAGE.bytes(&field.value, &intent.variables);
    format!("{of}.Headers.TryAddWithoutValidation(\"{}\", {value});", field.name)
}

/// The client; header values beyond ASCII need an encoding that gives each character one byte.
fn client(intent: &Intent, page: &mut Page) {
    if intent.headers.iter().all(|field| field.value.is_ascii()) {
        page.line("using var client = new HttpClient();");
        return;
    }
    page.line("using var client = new HttpClient(new SocketsHttpHandler");
    page.line("{");
    page.line("    RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,");
    page.line("});");
}

fn body(intent: &Intent) -> String {
    let variables = &intent.variables;
    match body_text(&intent.body) {
        BodyText::Text(words) => {
            format!("Encoding.UTF8.GetBytes({})", LANGUAGE.lines(words, variables, "    "))
        }
        BodyText::Mixed(words) => {
            format!("Encoding.Latin1.GetBytes({})", LANGUAGE.bytes(words, variables))
        }
        BodyText::Base64(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| format!("\"{line}\"")).collect();
            format!("Convert.FromBase64String({})", lines.join(" +\n    "))
        }
    }
}
