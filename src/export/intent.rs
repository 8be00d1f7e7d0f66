//! What a request asks for, taken from its bytes: the part of it that any client can be told.

use super::cut::Cut;
use super::exporter::ExportOptions;
use super::subject::Subject;
use super::target_oddity::TargetOddity;
use super::target_oddity::target_oddities;
use super::variable::Variable;
use super::variable::variables;
use super::words::Words;
use crate::model::Endpoint;
use crate::semantics::Target;
use crate::semantics::TargetForm;
use crate::wire::ExactRequest;
use crate::wire::FramingKind;
use crate::wire::Header;
use crate::wire::NoteKind;
use crate::wire::Span;
use crate::wire::escape::visible;

/// How the request says where its body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// Not at all.
    Absent,
    /// `Content-Length`.
    Declared,
    /// `Transfer-Encoding: chunked`.
    Chunked,
}

/// A header that the user asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// The name as spelled: a token, so ASCII.
    pub name: String,
    /// The value on one line.
    pub value: Words,
}

impl Field {
    /// Whether it has this name, in any case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// A request as a client is told it.
#[derive(Clone, Debug)]
pub(super) struct Intent {
    /// The method: a token.
    pub method: String,
    /// `https://host:port`, to which the target is appended.
    pub origin: String,
    /// The target as spelled; of an absolute one the part behind the host.
    pub target: Words,
    /// What clients may change in the target.
    pub oddities: Vec<TargetOddity>,
    /// The user's headers in wire order; without those that frame the message, and without a `Host` that follows
    /// from the URL.
    pub headers: Vec<Field>,
    /// The content, without chunk framing.
    pub body: Words,
    /// How the body's end is told.
    pub length: Length,
    /// The HTTP version as spelled.
    pub version: String,
    /// What stands for the secrets.
    pub variables: Vec<Variable>,
    /// What cannot be said, so far.
    pub warnings: Vec<String>,
}

impl Intent {
    /// Reads the intent of a request.
    pub(super) fn read(subject: &Subject<'_>, options: ExportOptions) -> Self {
        let request = subject.request;
        let (holes, variables) =
            if options.show_secrets { Default::default() } else { variables(request) };
        let mut warnings = Vec::new();
        let cut = Cut { bytes: &request.bytes, holes: &holes };
        let reader = Reader { request, cut };
        let (origin, target) = place(subject, &mut warnings);
        let method = reader.method(&mut warnings);
        warnings.extend(irregularities(request));
        let headers = reader.headers(subject, &origin, &mut warnings);
        let length = match request.framing.kind {
            FramingKind::Chunked => Length::Chunked,
            FramingKind::ContentLength => Length::Declared,
            FramingKind::None | FramingKind::UntilClose => Length::Absent,
        };
        warnings.extend(variables.iter().map(|variable| {
            format!(
                "set the environment variable {}: it stands for the secret in {}",
                variable.name, variable.about
            )
        }));
        Self {
            method,
            oddities: target_oddities(target.slice(&request.bytes)),
            target: reader.cut.words(target),
            origin,
            headers,
            body: reader.cut.content(&request.framing, request.body, &request.content().bytes),
            length,
            version: visible(request.version()),
            variables,
            warnings,
        }
    }

    /// The whole URL.
    pub(super) fn url(&self) -> Words {
        self.target.after(&self.origin)
    }

    /// Whether a header of this name is among the user's.
    pub(super) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|field| field.is(name))
    }

    /// The value of the first header of this name, where it is plain text.
    pub(super) fn plain(&self, name: &str) -> Option<&[u8]> {
        match self.headers.iter().find(|field| field.is(name))?.value.0.as_slice() {
            [super::words::Word::Plain(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// Whether the target has one of these traits.
    pub(super) fn odd(&self, oddities: &[TargetOddity]) -> bool {
        self.oddities.iter().any(|oddity| oddities.contains(oddity))
    }

    /// Whether `Content-Length: 0` stands for an empty body.
    pub(super) fn declares_nothing(&self) -> bool {
        self.body.is_empty() && self.length == Length::Declared
    }

    /// Whether the request went over TLS.
    pub(super) fn is_tls(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

/// Reads the parts of one request.
struct Reader<'a> {
    request: &'a ExactRequest,
    cut: Cut<'a>,
}

impl Reader<'_> {
    fn method(&self, warnings: &mut Vec<String>) -> String {
        let method = self.request.method();
        if !method.is_empty() && method.iter().all(|b| crate::wire::is_token_byte(*b)) {
            return visible(method);
        }
        warnings.push(format!("the method `{}` is no token; GET is written", visible(method)));
        "GET".to_owned()
    }

    fn headers(
        &self,
        subject: &Subject<'_>,
        origin: &str,
        warnings: &mut Vec<String>,
    ) -> Vec<Field> {
        let mut fields = Vec::new();
        let host = origin.split_once("://").map_or(origin, |(_, host)| host).as_bytes();
        let hosts = self.request.named("host").count();
        for (index, header) in self.request.headers.iter().enumerate() {
            let name = self.request.text(header.name);
            let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
            let follows = is("host") && hosts == 1 && self.request.text(header.value) == host;
            let frames = is("content-length") || is("transfer-encoding") && self.is_chunked(header);
            if subject.habits.contains(&index) || follows || frames {
                continue;
            }
            if let Some(field) = self.field(header) {
                fields.push(field);
            } else {
                let line = visible(self.request.text(header.span));
                warnings.push(format!("the header line `{line}` is left out: no client takes it"));
            }
        }
        fields
    }

    fn is_chunked(&self, header: &Header) -> bool {
        self.request.text(header.value).eq_ignore_ascii_case(b"chunked")
    }

    /// A header in one line; `None` for a name or a value that no client takes.
    fn field(&self, header: &Header) -> Option<Field> {
        let name = self.request.text(header.name);
        let value = self.cut.words(header.value).map(unfold);
        let token = !name.is_empty() && name.iter().all(|b| crate::wire::is_token_byte(*b));
        let control = |b: u8| b < b' ' && b != b'\t' || b == 0x7f;
        (token && !value.plain_bytes().any(control)).then(|| Field { name: visible(name), value })
    }
}

/// Line folds as one space each (RFC 9112 section 5.2).
fn unfold(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        let rest = value.get(at..).unwrap_or_default();
        let end = if rest.starts_with(b"\r\n") { 2 } else { usize::from(*byte == b'\n') };
        let space = |b: &&u8| matches!(b, b' ' | b'\t');
        let spaces = rest.get(end..).unwrap_or_default().iter().take_while(space).count();
        if end > 0 && spaces > 0 {
            out.push(b' ');
            at += end + spaces;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    out
}

/// Where the request goes: scheme and authority, and the span of the target that is appended to them.
fn place(subject: &Subject<'_>, warnings: &mut Vec<String>) -> (String, Span) {
    let request = subject.request;
    let line = request.line.target;
    let target = Target::parse(request.target());
    let mut span = line;
    let mut written = None;
    if let (TargetForm::Absolute, Some(scheme), Some(host)) =
        (target.form, target.scheme, target.host)
    {
        let (scheme, host) = (scheme.slice(request.target()), host.slice(request.target()));
        let port = target.port.map(|port| visible(port.slice(request.target())));
        let port = port.map_or(String::new(), |port| format!(":{port}"));
        written = Some(format!("{}://{}{port}", visible(scheme), visible(host)));
        span = Span::new(line.start + target.path.start, line.end);
        warnings.push(
            "the target is a whole URL, as for a proxy; it is written as the URL, so that its path alone is sent"
                .to_owned(),
        );
    }
    let endpoint = subject.endpoint.map(Endpoint::to_string);
    (endpoint.or(written).unwrap_or_else(|| guess(request, warnings)), span)
}

/// The origin that `Host` names. Which scheme it was cannot be seen in the bytes.
fn guess(request: &ExactRequest, warnings: &mut Vec<String>) -> String {
    let host = request.first("host").map(visible).unwrap_or_default();
    let Ok(endpoint) = Endpoint::from_url(&host) else {
        warnings.push("the request does not say where it goes; http://localhost is written".into());
        return "http://localhost".to_owned();
    };
    let near = endpoint.host.parse::<std::net::IpAddr>().is_ok() || endpoint.host == "localhost";
    let tls = endpoint.port == 443 || endpoint.port == 80 && !near && !host.ends_with(":80");
    let port = if tls { 443 } else { endpoint.port };
    let guessed = Endpoint { tls, port, ..endpoint };
    warnings.push(format!("the bytes do not say whether TLS was spoken; {guessed} is assumed"));
    guessed.to_string()
}

/// Irregularities of the bytes that no client can be asked for.
fn irregularities(request: &ExactRequest) -> Vec<String> {
    use NoteKind as Kind;
    let mut seen: Vec<Kind> = Vec::new();
    let mut found = Vec::new();
    for note in &request.notes {
        // These are told where a client's own abilities are known.
        let told = matches!(
            note.kind,
            Kind::TargetInvalid | Kind::SpaceInTarget | Kind::ValueNotAscii | Kind::MethodInvalid
        );
        if !told && !seen.contains(&note.kind) {
            seen.push(note.kind);
            let message = note.kind.message();
            found.push(format!(
                "not reproduced, only raw can: {message} (at byte {})",
                note.span.start
            ));
        }
    }
    let tight = |header: &Header| {
        let behind = Span::new(header.name.end, header.value.start);
        let colon = request.text(behind);
        !header.value.is_empty() && colon != b": "
    };
    if let Some(header) = request.headers.iter().find(|header| tight(header)) {
        let name = visible(request.text(header.name));
        found.push(format!(
            "not reproduced, only raw can: the white space around the colon of `{name}`"
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent(bytes: &str) -> Intent {
        let request = ExactRequest::parse(bytes.to_owned());
        Intent::read(&Subject::new(&request, ""), ExportOptions::default())
    }

    #[test]
    fn host_and_framing_follow_from_url_and_body() {
        let read = intent(
            "POST /a?key=abcdefgh HTTP/1.1\r\nHost: api.example.com\r\nX: 1\r\nTransfer-Encoding: chunked\r\n\r\n\
             5\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n",
        );
        assert_eq!(read.origin, "https://api.example.com");
        assert_eq!(read.headers.len(), 1);
        assert_eq!(
            read.url().fill(|index| read.variables[index].name.clone()),
            b"https://api.example.com/a?key=API_KEY"
        );
        assert_eq!(read.body.fill(|_| "?".into()), b"abcdefgh");
        assert_eq!(read.length, Length::Chunked);
    }

    #[test]
    fn an_absolute_target_is_the_url() {
        let read = intent("GET http://h:81/x HTTP/1.1\r\nHost: other\r\nA: b\r\n  c\r\n\r\n");
        assert_eq!(read.url(), Words::plain("http://h:81/x"));
        assert_eq!(read.headers[0].name, "Host");
        assert_eq!(read.headers[1].value, Words::plain("b c"));
    }
}
