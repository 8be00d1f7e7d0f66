//! .NET's `HttpClient` and PowerShell's Invoke-RestMethod, from documentation and source: no recording was possible.
//!
//! `SocketsHttpHandler` writes the request's headers in the order they were added, then the content's, with Host in
//! front; nothing is added but framing. PowerShell adds a User-Agent and, for a body, a form type.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::FileType;
use super::multipart::Heads;
use super::multipart::MultipartStyle;
use super::multipart::Quoting;
use super::multipart::Shape;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::DropsAuth;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use super::spelling::percent;
use super::url::Url;
use super::url::without_dots;
use crate::model::Surroundings;

const DOTNET: ProfileCard = ProfileCard::documented(
    "dotnet-httpclient",
    ".NET HttpClient",
    ".NET 8",
    "System.Net.Http.HttpClient with StringContent and its kin.",
);

const POWERSHELL: ProfileCard = ProfileCard::documented(
    "powershell",
    "PowerShell",
    "7.4",
    "Invoke-RestMethod and Invoke-WebRequest of PowerShell 7.",
);

const FORM: &str = "application/x-www-form-urlencoded";

const MULTIPART: MultipartStyle = MultipartStyle {
    shape: Shape::Uuid,
    name: Quoting::Raw,
    filename: Quoting::Raw,
    file_type: FileType::Absent,
    text_type: Some("text/plain; charset=utf-8"),
    heads: Heads::TypeFirst,
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    target,
    values: Charset::Ascii,
    edges: Edges::Cut,
    basic: BasicWay::WhenAsked(Charset::Utf8),
    json_type: TypeWay::Own("application/json; charset=utf-8"),
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own("text/plain; charset=utf-8"),
    ..manner::PLAIN
};

const SHELL: Manner = Manner {
    basic: BasicWay::WhenAsked(Charset::Utf8),
    json_type: TypeWay::ByHand("application/json"),
    form_type: TypeWay::Own(FORM),
    raw_type: TypeWay::Own(FORM),
    ..MANNER
};

/// `SocketsHttpHandler` never sends a typed Authorization to the next hop.
const REDIRECTS: Redirects = Redirects {
    drops_auth: DropsAuth::OtherOrigin,
    reshape: |head, _| {
        head.take("authorization");
    },
    ..redirect::PLAIN
};

pub(super) static DOTNET_HTTPCLIENT: Client = Client {
    card: &DOTNET,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::with_body("Content-Type"),
        Habit::with_body("Content-Length"),
    ],
};

pub(super) static POWERSHELL_IRM: Client = Client {
    card: &POWERSHELL,
    manner: &SHELL,
    arrange: arrange_shell,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::agent("User-Agent", "Mozilla/5.0 ("),
        Habit::fixed("Accept-Encoding", "gzip, deflate, br"),
        Habit::with_body("Content-Type"),
        Habit::with_body("Content-Length"),
    ],
};

/// `System.Uri`: dot segments go, what is no URI character is encoded.
fn target(url: &Url) -> Vec<u8> {
    let keeps = |b: u8| percent::unreserved(b) || b"!$&'()*+,;=:@/?[]%".contains(&b);
    let path: Vec<u8> = url.path.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
    let path = percent::encode(&without_dots(&path), keeps);
    let query = url.query.as_deref().map(|query| percent::encode(query, keeps));
    Url::target(&path, query.as_deref())
}

/// Headers that belong to the content and come behind the request's own.
fn is_content(line: &Line) -> bool {
    let name = line.name.to_ascii_lowercase();
    name.starts_with(b"content-")
        || ["allow", "expires", "last-modified"].iter().any(|word| line.is(word))
}

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let own = Vec::new();
    with_content(p, own)
}

fn arrange_shell(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let agent = "Mozilla/5.0 (Linux; Linux 6.1; en-US) PowerShell/7.4.0";
    let own = vec![p.own("User-Agent", agent), p.own("Accept-Encoding", "gzip, deflate, br")];
    with_content(p, own)
}

fn with_content(p: &mut Prepared<'_>, own: Vec<Line>) -> Head {
    let mut head = Head::default();
    let host = p.take("host").unwrap_or_else(|| p.host("Host"));
    head.push(host);
    let (content, request): (Vec<Line>, Vec<Line>) =
        std::mem::take(&mut p.typed).into_iter().partition(is_content);
    head.lines.extend(request);
    for line in p.auth.take().into_iter().chain(p.cookie.take()).chain(own) {
        head.push_if_absent(line);
    }
    let posts = matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH");
    if p.body.kind == Kind::Stream {
        let why = Author::Computed("the body's framing");
        head.push_if_absent(Line::new("Transfer-Encoding", "chunked", why));
    }
    if !p.body.given() && !posts {
        if !content.is_empty() {
            p.warnings.push(format!("{} refuses content headers without a content", p.card.name));
        }
        return head;
    }
    head.lines.extend(content);
    if let Some(line) = p.media("Content-Type") {
        head.push_if_absent(line);
    }
    if p.body.chunks.is_none() {
        head.push_if_absent(p.length("Content-Length"));
    }
    head
}
