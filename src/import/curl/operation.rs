//! What the options of one operation come to.

use super::arguments::Context;
use super::arguments::Given;
use super::data;
use super::data::Data;
use super::date;
use super::form;
use super::header;
use super::options::Opt;
use super::words::Word;
use crate::model::HeaderDraft;
use crate::model::HeaderMode;
use crate::model::PartDraft;

/// One operation: options, and the URLs that share them.
#[derive(Debug, Default)]
pub(super) struct Operation {
    pub(super) urls: Vec<Word>,
    pub(super) uploads: Vec<Word>,
    pub(super) method: Option<Vec<u8>>,
    /// The switches that are on.
    switches: Vec<Opt>,
    pub(super) data: Data,
    pub(super) query: Option<Vec<u8>>,
    /// `-H`, in order.
    pub(super) headers: Vec<HeaderDraft>,
    /// Header lines that curl adds behind the typed ones.
    pub(super) late: Vec<HeaderDraft>,
    /// Values for curl's own headers.
    pub(super) own: Vec<HeaderDraft>,
    pub(super) parts: Vec<PartDraft>,
    pub(super) user: Option<Vec<u8>>,
    pub(super) cookies: Vec<Vec<u8>>,
    pub(super) range: Option<Vec<u8>>,
    pub(super) target: Option<Vec<u8>>,
    pub(super) default_scheme: Option<String>,
    /// `HOST:PORT:HOST:PORT` of `--connect-to` and `--resolve`, the latter with its host as the first two.
    pub(super) redirected: Vec<String>,
    pub(super) proxy: Option<Word>,
    pub(super) proxy_user: Option<Vec<u8>>,
    pub(super) proxy_headers: Vec<HeaderDraft>,
    /// The last `-d` or `-F` or `-T`, for complaints.
    pub(super) body_at: usize,
}

impl Operation {
    pub(super) fn of(given: &[Given], with: &mut Context<'_>) -> Self {
        let mut operation = Self::default();
        for one in given {
            operation.request_option(one, with);
        }
        operation
    }

    /// Whether a switch is on.
    pub(super) fn is(&self, switch: Opt) -> bool {
        self.switches.contains(&switch)
    }

    fn switch(&mut self, switch: Opt, on: bool) {
        self.switches.retain(|known| *known != switch);
        if on {
            self.switches.push(switch);
        }
    }

    fn request_option(&mut self, given: &Given, with: &mut Context<'_>) {
        let text = given.value.text.clone();
        match given.opt {
            Opt::Url => self.urls.push(given.value.clone()),
            Opt::Request => self.method = Some(text),
            Opt::Head
            | Opt::Get
            | Opt::PathAsIs
            | Opt::GlobOff
            | Opt::Digest
            | Opt::ProxyTunnel => {
                self.switch(given.opt, given.on);
            }
            Opt::Http10 | Opt::Http11 | Opt::Http2 => {
                self.switches.retain(|opt| !matches!(opt, Opt::Http10 | Opt::Http2));
                self.switch(given.opt, true);
            }
            Opt::Target => self.target = Some(text),
            Opt::ProtoDefault => self.default_scheme = String::from_utf8(text).ok(),
            Opt::User => self.user = Some(text),
            Opt::Cookie => self.cookie(given, with),
            Opt::Header => self.header(given, with),
            _ => self.body_option(given, with),
        }
    }

    fn body_option(&mut self, given: &Given, with: &mut Context<'_>) {
        let value = &given.value;
        match given.opt {
            Opt::Data(kind) => self.data.add(kind, value, with),
            Opt::Form => {
                let parts = form::parts(value, with);
                self.parts.extend(parts);
            }
            Opt::FormString => self.parts.extend(form::literal(value)),
            Opt::Upload => self.uploads.push(value.clone()),
            _ => return self.own_option(given, with),
        }
        self.body_at = value.at;
    }

    /// Options that change one of curl's own headers.
    fn own_option(&mut self, given: &Given, with: &mut Context<'_>) {
        let text = given.value.text.clone();
        match given.opt {
            Opt::UrlQuery => {
                let added = match text.strip_prefix(b"+") {
                    Some(as_is) => as_is.to_vec(),
                    None => data::encoded(&given.value, with),
                };
                self.query = Some(match self.query.take() {
                    Some(query) => [query.as_slice(), b"&", &added].concat(),
                    None => added,
                });
            }
            Opt::Bearer => self.own("Authorization", [b"Bearer ", text.as_slice()].concat()),
            Opt::Agent if text.is_empty() => self.own.push(HeaderDraft {
                name: b"User-Agent".to_vec(),
                value: Vec::new(),
                mode: HeaderMode::Remove,
            }),
            Opt::Agent => self.own("User-Agent", text),
            Opt::Referer => {
                let end = memchr::memmem::find(&text, b";auto").unwrap_or(text.len());
                let referer = text.get(..end).unwrap_or_default();
                if !referer.is_empty() {
                    self.own("Referer", referer.to_vec());
                }
            }
            Opt::Compressed if given.on => {
                self.own("Accept-Encoding", b"deflate, gzip, br, zstd".to_vec());
            }
            Opt::TrEncoding if given.on => {
                self.own("Connection", b"TE".to_vec());
                self.own("TE", b"gzip".to_vec());
            }
            Opt::Range => self.range = Some(text),
            Opt::ContinueAt if text == b"-" => {
                with.note(
                    given.value.at,
                    "where a download stopped is not known; no Range is sent",
                );
            }
            Opt::ContinueAt => self.range = Some([text.as_slice(), b"-"].concat()),
            Opt::TimeCond => self.time_condition(given, with),
            Opt::EtagCompare => self.etag(given, with),
            _ => self.route_option(given, with),
        }
    }

    /// Options that say over which way it goes.
    fn route_option(&mut self, given: &Given, with: &mut Context<'_>) {
        let text = given.value.lossless().unwrap_or_default();
        match given.opt {
            Opt::ConnectTo => self.redirected.push(text.to_owned()),
            Opt::Resolve => {
                let text = text.trim_start_matches(['+', '-']);
                let mut parts = text.splitn(3, ':');
                if let (Some(host), Some(port), Some(to)) =
                    (parts.next(), parts.next(), parts.next())
                {
                    let to = to.split(',').next().unwrap_or_default();
                    self.redirected.push(format!("{host}:{port}:{to}:{port}"));
                }
            }
            Opt::Proxy => self.proxy = Some(given.value.clone()).filter(|_| !text.is_empty()),
            Opt::ProxyUser => self.proxy_user = Some(given.value.text.clone()),
            Opt::ProxyHeader => {
                let header = header::typed(&given.value.text);
                self.proxy_headers.extend(header);
            }
            _ => with.note(given.value.at, format!("{} is passed over", given.spelled)),
        }
    }

    fn own(&mut self, name: &str, value: Vec<u8>) {
        self.own.retain(|own| own.name != name.as_bytes());
        self.own.push(HeaderDraft { name: name.into(), value, mode: HeaderMode::Own });
    }

    fn header(&mut self, given: &Given, with: &mut Context<'_>) {
        let value = &given.value;
        let path = value.text.strip_prefix(b"@").and_then(|path| std::str::from_utf8(path).ok());
        let lines = match path.map(|path| with.read(path)) {
            None => vec![value.text.clone()],
            Some(Ok(content)) => header::lines(&content).map(<[u8]>::to_vec).collect(),
            Some(Err(error)) => {
                with.note(value.at, error.to_string());
                return;
            }
        };
        for line in lines {
            match header::typed(&line) {
                Some(header) => self.headers.push(header),
                None => {
                    let shown = crate::wire::escape::visible(&line);
                    with.note(
                        value.at,
                        format!("curl sends nothing for -H '{shown}': a header is `Name: value`"),
                    );
                }
            }
        }
    }

    fn cookie(&mut self, given: &Given, with: &mut Context<'_>) {
        let text = given.value.text.as_slice();
        if text.contains(&b'=') {
            self.cookies.push(text.to_vec());
        } else if !text.is_empty() {
            let message = "cookies in a file are not read; give them as `-b 'name=value'`";
            with.note(given.value.at, message);
        }
    }

    fn time_condition(&mut self, given: &Given, with: &mut Context<'_>) {
        let text = given.value.lossless().unwrap_or_default();
        let (name, date) = match text.split_at_checked(1) {
            Some(("-", date)) => ("If-Unmodified-Since", date),
            Some(("=", date)) => ("Last-Modified", date),
            Some(("+", date)) => ("If-Modified-Since", date),
            _ => ("If-Modified-Since", text),
        };
        match date::http_date(date) {
            Some(date) => self.own(name, date.into_bytes()),
            None => with.note(
                given.value.at,
                format!("`{date}` is no date; the time of a file is not known here"),
            ),
        }
    }

    fn etag(&mut self, given: &Given, with: &mut Context<'_>) {
        let path = given.value.lossless().unwrap_or_default();
        let tag = with.read(path).unwrap_or_default();
        let tag = tag.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii();
        // Without a file curl asks with an empty tag.
        let tag = if tag.is_empty() { b"\"\"" } else { tag };
        self.late.push(HeaderDraft::set("If-None-Match", tag));
    }
}
