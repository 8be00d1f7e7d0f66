//! Chromium: `fetch()` from a page of another origin, with the preflight that goes before it.

use super::client::Client;
use super::client::finish;
use super::composer::Content;
use super::composer::Head;
use super::composer::Line;
use super::composer::Start;
use super::composer::render;
use super::manner;
use super::manner::BasicWay;
use super::manner::Edges;
use super::manner::JsonWay;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::StreamWay;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::MultipartStyle;
use super::multipart::Shape;
use super::prepare::Prepared;
use super::prepare::prepare;
use super::profile::Author;
use super::profile::ClientProfile;
use super::profile::ComposeError;
use super::profile::Composed;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Redirects;
use super::redirect::ToGet;
use super::spelling::charset::Charset;
use super::spelling::json;
use super::undici;
use super::url::Url;
use super::whatwg;
use crate::model::Draft;
use crate::model::Surroundings;
use crate::wire::ExactResponse;
use crate::wire::Span;
use crate::wire::escape;

const CARD: ProfileCard = ProfileCard::recorded(
    "chromium",
    "Chromium fetch",
    "156",
    "fetch() in a page of another origin; a typed Origin header says which page.",
);

pub(super) const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36";
pub(super) const BRANDS: &str = "\"Not:A-Brand\";v=\"8\", \"Chromium\";v=\"156\"";

/// The page that is taken for granted where the draft types no Origin.
const PAGE: &[u8] = b"http://localhost:3000";

pub(super) const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "----WebKitFormBoundary",
    shape: Shape::Random(multipart::ALPHANUMERIC, 16),
    text_crlf: true,
    ..multipart::PLAIN
};

pub(super) const MANNER: Manner = Manner {
    method: MethodCase::Fetch,
    target: whatwg::target,
    params: Some(manner::WHATWG_FORM),
    values: Charset::Latin1,
    edges: Edges::Cut,
    basic: BasicWay::ByHand,
    json: JsonWay::Spelled(&json::JAVASCRIPT),
    json_type: TypeWay::ByHand("application/json"),
    form: manner::WHATWG_FORM,
    form_type: TypeWay::Own("application/x-www-form-urlencoded;charset=UTF-8"),
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Own("text/plain;charset=UTF-8"),
    stream: StreamWay::NoFacility,
    ..manner::PLAIN
};

const REDIRECTS: Redirects = Redirects {
    to_get: ToGet::Post,
    reshape: |head, hop| {
        if hop.from.origin() != hop.to.origin()
            && let Some(at) = head.place("origin")
            && let Some(line) = head.lines.get_mut(at)
        {
            line.value = b"null".to_vec();
            line.volatile = None;
        }
    },
    ..redirect::PLAIN
};

/// What holds for every request of this client.
static ENGINE: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange: |p, _| head_of(p, &Page::of(p)),
    refuses: undici::refuse_body_of_get,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Connection", "keep-alive"),
        Habit::with_body("Content-Length"),
        Habit::computed("sec-ch-ua-platform"),
        Habit::agent("User-Agent", "Mozilla/5.0 "),
        Habit::computed("sec-ch-ua"),
        Habit::with_body("Content-Type"),
        Habit::one_of("sec-ch-ua-mobile", &["?0", "?1"]),
        Habit::fixed("Accept", "*/*"),
        Habit::computed("Origin"),
        Habit::one_of("Sec-Fetch-Site", &["cross-site", "same-site", "same-origin", "none"]),
        Habit::one_of("Sec-Fetch-Mode", &["cors", "no-cors", "navigate"]),
        Habit::one_of("Sec-Fetch-Dest", &["empty", "document"]),
        Habit::computed("Referer"),
        Habit::fixed("Accept-Encoding", "gzip, deflate, br, zstd"),
        Habit::computed("Accept-Language"),
        Habit::sometimes("Cache-Control", "max-age=0"),
        Habit::sometimes("Upgrade-Insecure-Requests", "1"),
    ],
};

pub(super) struct Chromium;

pub(super) static CHROMIUM: Chromium = Chromium;

impl ClientProfile for Chromium {
    fn card(&self) -> &'static ProfileCard {
        &CARD
    }

    fn compose(
        &self,
        draft: &Draft,
        with: &mut Surroundings<'_>,
    ) -> Result<Vec<Composed>, ComposeError> {
        let mut p = prepare(&CARD, &MANNER, draft, with)?;
        undici::refuse_body_of_get(&p)?;
        let page = Page::of(&p);
        drop_forbidden(&mut p);
        let asked = preflight_headers(&p);
        let simple = matches!(p.method.as_slice(), b"GET" | b"HEAD" | b"POST");
        let mut all = Vec::new();
        if page.site != "same-origin" && (!simple || !asked.is_empty()) {
            all.push(preflight(&p, &page, &asked));
        }
        let head = head_of(&mut p, &page);
        all.push(finish(&p, head));
        Ok(all)
    }

    fn follow(&self, draft: &Draft, sent: &Composed, answer: &ExactResponse) -> Option<Composed> {
        ENGINE.follow(draft, sent, answer)
    }

    fn habits(&self) -> &'static [Habit] {
        ENGINE.habits
    }
}

/// The page that calls `fetch`.
pub(super) struct Page {
    origin: Vec<u8>,
    /// The value of Sec-Fetch-Site.
    pub(super) site: &'static str,
}

impl Page {
    pub(super) fn of(p: &Prepared<'_>) -> Self {
        let typed = p.typed.iter().find(|line| line.is("origin"));
        let origin = typed.map_or(PAGE, |line| line.value.as_slice()).to_vec();
        let page = Url::split(&origin);
        let site = if page.origin() == p.url.origin() {
            "same-origin"
        } else if page.scheme == p.url.scheme && site(&page.host) == site(&p.url.host) {
            "same-site"
        } else {
            "cross-site"
        };
        Self { origin, site }
    }

    fn line(&self, name: &str, value: Vec<u8>) -> Line {
        let mut line = Line::new(name, value, Author::Computed("the page"));
        line.volatile = Some(Span::of(0, self.origin.len()));
        line
    }

    pub(super) fn origin_line(&self) -> Line {
        self.line("Origin", self.origin.clone())
    }

    pub(super) fn referer_line(&self) -> Line {
        self.line("Referer", [self.origin.as_slice(), b"/"].concat())
    }
}

/// The registrable domain, taken for the last two labels; an address is its own site.
fn site(host: &[u8]) -> Vec<u8> {
    let host = host.to_ascii_lowercase();
    let labels: Vec<&[u8]> = host.split(|b| *b == b'.').collect();
    let address = host.starts_with(b"[") || labels.iter().all(|l| l.iter().all(u8::is_ascii_digit));
    if address || labels.len() < 2 {
        return host.clone();
    }
    labels.get(labels.len() - 2..).unwrap_or_default().join(&b'.')
}

/// Header names that a script must not set (Fetch: forbidden request-header), and User-Agent.
fn drop_forbidden(p: &mut Prepared<'_>) {
    const FORBIDDEN: [&str; 19] = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "referer",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
    ];
    let forbidden = |line: &Line| {
        let name = line.name.to_ascii_lowercase();
        FORBIDDEN.iter().any(|word| name == word.as_bytes())
            || name.starts_with(b"sec-")
            || name.starts_with(b"proxy-")
    };
    let (dropped, kept): (Vec<Line>, Vec<Line>) =
        std::mem::take(&mut p.typed).into_iter().partition(forbidden);
    for line in dropped {
        let name = escape::visible(&line.name);
        p.warnings.push(format!("a browser drops `{name}`: scripts must not set it"));
    }
    p.typed = kept;
    p.take("origin");
    p.auth_by_hand();
}

/// The header names that a preflight must ask for, lower case and sorted.
fn preflight_headers(p: &Prepared<'_>) -> Vec<Vec<u8>> {
    let safe_type = |value: &[u8]| {
        let essence = value.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
        [&b"text/plain"[..], b"application/x-www-form-urlencoded", b"multipart/form-data"]
            .iter()
            .any(|safe| essence.eq_ignore_ascii_case(safe))
    };
    let safe = |line: &Line| {
        ["accept", "accept-language", "content-language"].iter().any(|name| line.is(name))
            || (line.is("content-type") && safe_type(&line.value))
    };
    let mut names: Vec<Vec<u8>> = p
        .typed
        .iter()
        .filter(|line| !safe(line))
        .map(|line| line.name.to_ascii_lowercase())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn preflight(p: &Prepared<'_>, page: &Page, asked: &[Vec<u8>]) -> Composed {
    let mut head = Head::default();
    head.push(p.host("Host"));
    head.push(p.own("Connection", "keep-alive"));
    head.push(p.own("Accept", "*/*"));
    let why = Author::Computed("the request to come");
    head.push(Line::new("Access-Control-Request-Method", p.method.clone(), why));
    if !asked.is_empty() {
        head.push(Line::new("Access-Control-Request-Headers", asked.join(&b','), why));
    }
    head.push(page.origin_line());
    head.push(p.own("User-Agent", AGENT));
    head.push(p.own("Sec-Fetch-Mode", "cors"));
    head.push(p.own("Sec-Fetch-Site", page.site));
    head.push(p.own("Sec-Fetch-Dest", "empty"));
    head.push(page.referer_line());
    closing(p, &mut head);
    let version = b"HTTP/1.1".to_vec();
    let start = Start { method: b"OPTIONS".to_vec(), target: p.target.clone(), version };
    let mut composed = render(&start, &head, &Content::default());
    composed.url = p.url.whole();
    composed
}

/// The request itself. Where several headers are typed, Chromium scatters them by a hash of their names.
fn head_of(p: &mut Prepared<'_>, page: &Page) -> Head {
    let mut head = Head::default();
    head.push(p.host("Host"));
    head.push(p.own("Connection", "keep-alive"));
    if p.body.given() || matches!(p.method.as_slice(), b"POST" | b"PUT" | b"PATCH") {
        head.push(p.length("Content-Length"));
    }
    head.push(p.own("sec-ch-ua-platform", "\"Linux\""));
    let media = p.take("content-type").or_else(|| p.media("Content-Type"));
    let accept = p.take("accept").unwrap_or_else(|| p.own("Accept", "*/*"));
    head.lines.extend(undici::joined(std::mem::take(&mut p.typed)));
    head.push(p.own("User-Agent", AGENT));
    head.push(p.own("sec-ch-ua", BRANDS));
    head.lines.extend(media);
    head.push(p.own("sec-ch-ua-mobile", "?0"));
    head.push(accept);
    if page.site != "same-origin" || !(p.is("GET") || p.is("HEAD")) {
        head.push(page.origin_line());
    }
    head.push(p.own("Sec-Fetch-Site", page.site));
    head.push(p.own("Sec-Fetch-Mode", "cors"));
    head.push(p.own("Sec-Fetch-Dest", "empty"));
    head.push(page.referer_line());
    closing(p, &mut head);
    head.lines.extend(p.cookie.take());
    head
}

pub(super) fn closing(p: &Prepared<'_>, head: &mut Head) {
    head.push(p.own("Accept-Encoding", "gzip, deflate, br, zstd"));
    head.push(p.own("Accept-Language", "en-US,en;q=0.9"));
}
