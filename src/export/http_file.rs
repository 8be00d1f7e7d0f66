//! .http: a request as `JetBrains`' HTTP client and VS Code's REST client read it.

use super::code::Page;
use super::exporter::ExportOptions;
use super::exporter::Exported;
use super::exporter::Exporter;
use super::fit::fit;
use super::intent::Intent;
use super::language::base64_lines;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::subject::Subject;
use super::target_oddity::TargetOddity;
use super::words::Word;

/// A block of a `.http` file.
pub(super) struct HttpFile;

/// What holds for both dialects.
const POWERS: Powers = Powers {
    client: "the .http client",
    names: NameCase::Kept,
    order: Order::Kept,
    repeats: Repeats::Apart,
    beyond_ascii: HighBytes::Refused,
    refuses: &[],
    method: MethodCase::Kept,
    refused_methods: &[],
    bodiless: &[],
    announces_nothing: None,
    http10: false,
    chunked: false,
    strict_url: false,
    changes: &[
        TargetOddity::Space,
        TargetOddity::BeyondAscii,
        TargetOddity::Unescaped,
        TargetOddity::DotSegment,
        TargetOddity::BrokenEscape,
        TargetOddity::Fragment,
        TargetOddity::EmptyQuery,
        TargetOddity::Form,
    ],
    adds: &["User-Agent", "Accept-Encoding"],
};

/// A binary body is given as base64 in comments up to this length, in bytes.
const MOST_COMMENTED: usize = 4_096;

impl Exporter for HttpFile {
    fn kind(&self) -> &'static str {
        "http"
    }

    fn about(&self) -> &'static str {
        "a block of a .http file"
    }

    fn export(&self, subject: &Subject<'_>, options: ExportOptions) -> Exported {
        let mut intent = Intent::read(subject, options);
        fit(&mut intent, &POWERS);
        let mut page = Page::default();
        let title = subject.title().replace(['\n', '\r'], " ");
        page.line(format!("### {title}"));
        let binary = !intent.body.is_text();
        if binary {
            comment_body(&mut intent, &mut page);
        }
        let url = intent.url().braced(&intent.variables);
        page.line(format!("{} {url} HTTP/1.1", intent.method));
        for field in &intent.headers {
            page.line(format!("{}: {}", field.name, field.value.braced(&intent.variables)));
        }
        if binary {
            page.line("\n< ./body.bin");
        } else if !intent.body.is_empty() {
            warn_of_text(&mut intent);
            page.line(format!("\n{}", intent.body.braced(&intent.variables)));
        }
        Exported { text: page.finish().into_bytes(), warnings: intent.warnings }
    }
}

/// A body that is no text must stand in a file of its own, which is left to the user.
fn comment_body(intent: &mut Intent, page: &mut Page) {
    let says = "a .http file holds no binary body: put it into body.bin beside the file";
    intent.warnings.push(says.to_owned());
    if let [Word::Plain(bytes)] = intent.body.0.as_slice()
        && bytes.len() <= MOST_COMMENTED
    {
        page.line("# body.bin, in base64:");
        page.lines(base64_lines(bytes).iter().map(|line| format!("# {line}")));
    }
}

/// Text that the file format takes for something else.
fn warn_of_text(intent: &mut Intent) {
    let body: Vec<u8> = intent.body.plain_bytes().collect();
    let line_starts =
        |start: &[u8]| body.split(|b| *b == b'\n').any(|line| line.starts_with(start));
    let mut says = |wrong: bool, what: &str| {
        if wrong {
            intent.warnings.push(format!("a .http file does not keep this in the body: {what}"));
        }
    };
    says(body.ends_with(b"\n"), "the line break at its end");
    says(body.contains(&b'\r'), "its CR; line breaks are the editor's");
    says(memchr::memmem::find(&body, b"{{").is_some(), "`{{`, which begins a variable");
    for start in ["###", "< ", "<@", "> ", "#", "//"] {
        let what = format!("a line that begins with `{start}`");
        says(line_starts(start.as_bytes()), &what);
    }
}
