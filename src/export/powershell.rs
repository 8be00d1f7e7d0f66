//! PowerShell with Invoke-WebRequest.

use super::code::CodeTarget;
use super::code::Page;
use super::intent::Intent;
use super::language::BodyText;
use super::language::Language;
use super::language::body_text;
use super::language::camel;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::powers::usually_has_body;
use super::target_oddity::TargetOddity;
use super::words::Words;
use crate::wire::escape::is_harmless;

/// A script for PowerShell 7.4 or later; from Microsoft's documentation and PowerShell's source, not run here.
pub(super) static POWERSHELL: CodeTarget = CodeTarget {
    kind: "powershell",
    about: "a PowerShell 7 script with Invoke-WebRequest",
    powers: Powers {
        client: "Invoke-WebRequest",
        names: NameCase::KnownNames,
        order: Order::Chosen,
        repeats: Repeats::Joined,
        beyond_ascii: HighBytes::Refused,
        refuses: &["transfer-encoding"],
        method: MethodCase::KnownUpper,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: Some(usually_has_body),
        http10: true,
        chunked: false,
        strict_url: false,
        changes: &[
            TargetOddity::Space,
            TargetOddity::BeyondAscii,
            TargetOddity::Fragment,
            TargetOddity::Form,
        ],
        adds: &["User-Agent", "Accept-Encoding"],
    },
    write,
};

const LANGUAGE: Language = Language {
    text,
    bytes: latin1,
    local: |name| format!("${}", camel(name)),
    join: "+",
    juxtaposed: false,
};

/// Single quotes, which know `''` only; double ones where something must be escaped (`about_Quoting_Rules`).
fn text(text: &str) -> String {
    // Typographic quotes are quotes to PowerShell as well.
    let single = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    if !text.chars().all(|c| is_harmless(c) || single(c)) {
        return double_quoted(text.chars());
    }
    let mut out = String::from("'");
    for c in text.chars() {
        out.push(c);
        if single(c) {
            out.push(c);
        }
    }
    out.push('\'');
    out
}

fn double_quoted(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::from("\"");
    for c in chars {
        match c {
            '\n' => out.push_str("`n"),
            '\r' => out.push_str("`r"),
            '\t' => out.push_str("`t"),
            '"' | '`' | '$' | '\u{201c}'..='\u{201e}' => out.extend(['`', c]),
            c if is_harmless(c) => out.push(c),
            c => out.extend(["`", super::literal::braced(c).trim_start_matches('\\')]),
        }
    }
    out.push('"');
    out
}

fn latin1(bytes: &[u8]) -> String {
    double_quoted(bytes.iter().map(|byte| char::from(*byte)))
}

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    for (local, name) in LANGUAGE.locals(&intent.variables) {
        page.line(format!("{local} = $env:{name}"));
    }
    page.gap();
    if !intent.headers.is_empty() {
        page.line("$headers = @{");
        for field in &intent.headers {
            let name = LANGUAGE.text(&Words::plain(field.name.as_str()), &[]);
            let value = LANGUAGE.text(&field.value, &intent.variables);
            page.line(format!("    {name} = {value}"));
        }
        page.line("}");
    }
    let body = !intent.body.is_empty() || intent.declares_nothing();
    if body {
        page.line(format!("$body = {}", bytes(intent)));
    }
    let url = LANGUAGE.text(&intent.url(), &intent.variables);
    if intent.oddities.is_empty() {
        page.line(format!("$uri = {url}"));
    } else {
        page.line("$options = [UriCreationOptions]::new()");
        page.line("$options.DangerousDisablePathAndQueryCanonicalization = $true");
        page.line(format!("$uri = [Uri]::new({url}, [ref]$options)"));
    }
    page.gap();
    let mut line = String::from("$response = Invoke-WebRequest -Uri $uri");
    line.push_str(&method(&intent.method));
    line.push_str(if intent.headers.is_empty() { "" } else { " -Headers $headers" });
    line.push_str(if body { " -Body $body" } else { "" });
    if intent.version == "HTTP/1.0" {
        line.push_str(" -HttpVersion 1.0");
    }
    page.line(line + " -SkipHeaderValidation -SkipHttpErrorCheck");
    page.line("$response.StatusCode");
    page.line("$response.Content");
    if body && intent.method == "POST" && !intent.has("content-type") {
        let says = "Invoke-WebRequest adds Content-Type: application/x-www-form-urlencoded";
        intent.warnings.push(says.to_owned());
    }
    page.finish()
}

/// `-Method` knows the standard ones only.
fn method(method: &str) -> String {
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "MERGE", "PATCH"];
    let option = if known.contains(&method) { "Method" } else { "CustomMethod" };
    format!(" -{option} {}", LANGUAGE.text(&Words::plain(method), &[]))
}

fn bytes(intent: &Intent) -> String {
    let variables = &intent.variables;
    match body_text(&intent.body) {
        BodyText::Text(words) => {
            format!("[Text.Encoding]::UTF8.GetBytes({})", LANGUAGE.text(words, variables))
        }
        BodyText::Mixed(words) => {
            format!("[Text.Encoding]::Latin1.GetBytes({})", LANGUAGE.bytes(words, variables))
        }
        BodyText::Base64(lines) => format!("[Convert]::FromBase64String('{}')", lines.join("\n")),
    }
}
