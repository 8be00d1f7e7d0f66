//! Makes a preset of a request: its intent as a draft, its secrets as variables, in the user's own folder.

use super::compose::presumed_endpoint;
use super::folders::Folders;
use super::intent::intent;
use crate::export::secret_variables;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::Endpoint;
use crate::model::Expect;
use crate::model::HeaderDraft;
use crate::model::Preset;
use crate::model::PresetId;
use crate::model::ProfileId;
use crate::model::Source;
use crate::model::Variable;
use crate::model::preset_text;
use crate::wire::Edit;
use crate::wire::ExactRequest;
use crate::wire::FramingKind;
use crate::wire::apply;
use crate::wire::refit_length;
use std::io;
use std::path::PathBuf;

/// What is to become a preset.
#[derive(Clone, Copy, Debug)]
pub struct PresetOrder<'a> {
    /// Its name, as `keap/files`.
    pub name: &'a str,
    /// The request.
    pub request: &'a ExactRequest,
    /// Where it went, where that is known; else it is presumed from the request.
    pub endpoint: Option<&'a Endpoint>,
}

/// A preset that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedPreset {
    /// The file.
    pub path: PathBuf,
    /// The variables that stand for its secrets.
    pub variables: Vec<String>,
    /// The header lines that it leaves to its client, as shown.
    pub left_to_client: usize,
}

/// Why no preset was written.
#[derive(Debug, thiserror::Error)]
pub enum SavePresetError {
    /// Nobody's folder is known.
    #[error("no home folder is known here: set HOME or XDG_CONFIG_HOME")]
    Homeless,
    /// The name is none.
    #[error(
        "`{0}` is no name for a preset: write words of letters, digits, - and _, with / between them"
    )]
    Name(String),
    /// There is one.
    #[error("there is a preset `{name}` already ({}): take another name", .path.display())]
    Exists {
        /// The name.
        name: String,
        /// Its file.
        path: PathBuf,
    },
    /// What was made of the request would not come back from the file.
    #[error("this request cannot be a preset: {0}")]
    Unreadable(String),
    /// The file cannot be written.
    #[error("`{}` cannot be written: {source}", .path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Writes a preset that its owner alone may read; an existing one is never overwritten.
pub fn save_preset(
    folders: &Folders,
    order: PresetOrder<'_>,
) -> Result<SavedPreset, SavePresetError> {
    let presets = folders.config.as_ref().ok_or(SavePresetError::Homeless)?.join("presets");
    if !is_name(order.name) {
        return Err(SavePresetError::Name(order.name.to_owned()));
    }
    let (preset, left_to_client) = preset_of(order)?;
    let text = preset_text::write(&preset);
    let again = preset_text::read(preset.id.clone(), &text);
    again.map_err(|error| SavePresetError::Unreadable(error.to_string()))?;
    let path = presets.join(format!("{}.toml", order.name));
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => {
            SavePresetError::Exists { name: order.name.to_owned(), path: path.clone() }
        }
        _ => SavePresetError::File { path: path.clone(), source },
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    super::new_file::write_new(&path, text.as_bytes()).map_err(failed)?;
    let variables = preset.vars.into_iter().map(|var| var.name).collect();
    Ok(SavedPreset { path, variables, left_to_client })
}

/// Names become paths: each part starts with a letter or digit, so that none is `..`, hidden, or a root.
fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.len() <= 64
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    name.split('/').count() <= 8 && name.split('/').all(part)
}

fn preset_of(order: PresetOrder<'_>) -> Result<(Preset, usize), SavePresetError> {
    let presumed = presumed_endpoint(order.request);
    let endpoint = order.endpoint.or(presumed.as_ref());
    let scheme = if endpoint.is_some_and(|endpoint| !endpoint.tls) { "http" } else { "https" };
    let (request, stands_for) = without_secrets(order.request).ok_or_else(|| {
        SavePresetError::Unreadable("its secrets cannot be told from the rest".to_owned())
    })?;
    let read = intent(&request, scheme, false);
    let mut draft = read.draft;
    if holds(&draft, b"{{") {
        let why = "it holds `{{`, which a preset reads as the beginning of a variable";
        return Err(SavePresetError::Unreadable(why.to_owned()));
    }
    if let Some(client) = read.client.and_then(ProfileId::named) {
        draft.client = client;
    }
    if let Some(endpoint) = order.endpoint {
        dial(&mut draft, endpoint, order.request.first("host"));
    }
    let mut vars = Vec::new();
    for (mark, name) in stands_for {
        let name = name.to_ascii_lowercase();
        replace_all(&mut draft, mark.as_bytes(), format!("{{{{{name}}}}}").as_bytes());
        vars.push(Variable { name, default: None, secret: true });
    }
    let about = read.client.map_or_else(
        || "Saved from a request.".to_owned(),
        |client| format!("Saved from a request that {client} had sent."),
    );
    let name = order.name.rsplit('/').next().unwrap_or(order.name).to_owned();
    let id = PresetId(order.name.to_owned());
    let preset = Preset { id, name, about, draft, vars, expect: Expect::default() };
    Ok((preset, read.dropped.len()))
}

/// The request with a mark in the place of each secret, and the name of the variable that each mark stands for. Marks
/// are letters and digits that stand nowhere else in it: they survive every encoding that a body or a URL may have.
/// `None` where the places overlap: then nothing is sure.
fn without_secrets(request: &ExactRequest) -> Option<(ExactRequest, Vec<(String, String)>)> {
    let request = unchunked(request);
    let (places, names) = secret_variables(&request);
    let free = |salt: &u32| {
        let mark = format!("W4XX{salt}N");
        memchr::memmem::find(&request.bytes, mark.as_bytes()).is_none()
    };
    let salt = (0..1_000_000).find(free).unwrap_or_default();
    let mark = |variable: usize| format!("W4XX{salt}N{variable}E");
    let edits: Vec<Edit> = places
        .iter()
        .map(|(span, variable)| Edit::replace(*span, mark(*variable).into_bytes()))
        .collect();
    let marked = refitted(&apply(&request, &edits).ok()?);
    let names = names.into_iter().enumerate().map(|(at, name)| (mark(at), name));
    Some((marked, names.collect()))
}

/// The length told anew: marks are longer or shorter than what they stand for.
fn refitted(request: &ExactRequest) -> ExactRequest {
    let fitted = refit_length(request).and_then(|edit| apply(request, &[edit]).ok());
    fitted.unwrap_or_else(|| request.clone())
}

/// A chunked body as one piece: secrets stand in its content, not in the chunks.
fn unchunked(request: &ExactRequest) -> ExactRequest {
    if request.framing.kind != FramingKind::Chunked {
        return request.clone();
    }
    let content = request.content().bytes;
    let length = format!("Content-Length: {}", content.len());
    let coding = request.named("transfer-encoding").next();
    let edits = coding.map(|header| Edit::replace(header.span, length.into_bytes()));
    let body = Edit::replace(request.body, content.to_vec());
    let edits: Vec<Edit> = edits.into_iter().chain([body]).collect();
    apply(request, &edits).unwrap_or_else(|_| request.clone())
}

/// Where the request was really sent, if its own `Host` says otherwise; that `Host` is then said in so many words.
fn dial(draft: &mut Draft, endpoint: &Endpoint, host: Option<&[u8]>) {
    let authority = endpoint.authority();
    if host.is_some_and(|host| host.eq_ignore_ascii_case(authority.as_bytes())) {
        return;
    }
    let scheme = if endpoint.tls { "https://" } else { "http://" };
    let rest = memchr::memmem::find(&draft.url, b"://").map_or(0, |at| at + 3);
    let rest = draft.url.get(rest..).unwrap_or_default();
    let path = rest.iter().position(|b| matches!(b, b'/' | b'?')).and_then(|at| rest.get(at..));
    draft.url = [scheme.as_bytes(), authority.as_bytes(), path.unwrap_or(b"/")].concat();
    if let Some(host) = host {
        draft.headers.insert(0, HeaderDraft::set("Host", host));
    }
}

/// All texts of a draft that may hold a secret.
fn texts(draft: &mut Draft) -> Vec<&mut Vec<u8>> {
    let mut all = vec![&mut draft.url];
    for header in &mut draft.headers {
        all.extend([&mut header.name, &mut header.value]);
    }
    match &mut draft.body {
        BodyDraft::Raw { source: Source::Bytes(bytes), .. }
        | BodyDraft::Stream(Source::Bytes(bytes)) => all.push(bytes),
        BodyDraft::Form(pairs) => {
            all.extend(pairs.iter_mut().flat_map(|(name, value)| [name, value]));
        }
        BodyDraft::Multipart(parts) => {
            all.extend(parts.iter_mut().filter_map(|part| match &mut part.source {
                Source::Bytes(bytes) => Some(bytes),
                Source::File(_) => None,
            }));
        }
        BodyDraft::None | BodyDraft::Json(_) | BodyDraft::Raw { .. } | BodyDraft::Stream(_) => {}
    }
    all
}

fn holds(draft: &Draft, text: &[u8]) -> bool {
    let mut draft = draft.clone();
    texts(&mut draft).iter().any(|own| memchr::memmem::find(own, text).is_some())
}

fn replace_all(draft: &mut Draft, from: &[u8], to: &[u8]) {
    for text in texts(draft) {
        if memchr::memmem::find(text, from).is_some() {
            *text = replaced(text, from, to);
        }
    }
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for found in memchr::memmem::find_iter(text, from) {
        out.extend_from_slice(text.get(at..found).unwrap_or_default());
        out.extend_from_slice(to);
        at = found + from.len();
    }
    out.extend_from_slice(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for name in ["keap/files", "a", "v1.2_x-y"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "/a", "a/", "../a", "a/../b", ".hidden", "a b", "a\\b", "C:x"] {
            assert!(!is_name(name), "{name}");
        }
    }

    fn saved(request: &str, endpoint: Option<&Endpoint>) -> String {
        let request = ExactRequest::parse(request.to_owned());
        let order = PresetOrder { name: "x", request: &request, endpoint };
        preset_text::write(&preset_of(order).unwrap().0)
    }

    #[test]
    fn a_secret_that_is_a_plain_word_elsewhere_stays_that_word() {
        let text = saved(
            "GET /token/api?api_key=key1longsecret&token=api&client_secret=token HTTP/1.1\r\nHost: x\r\nCookie: a=t\r\n\r\n",
            None,
        );
        assert!(text.contains("https://x/token/api?api_key={{api_key}}&token={{"), "{text}");
        assert!(!text.contains("key1longsecret") && !text.contains("a=t\""), "{text}");
    }

    #[test]
    fn secrets_in_encoded_and_chunked_bodies_become_variables() {
        let text = saved(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Transfer-Encoding: chunked\r\n\r\n1f\r\ngrant=a&client_secret=p%26ss%2Bword\r\n0\r\n\r\n",
            None,
        );
        assert!(text.contains("{{client_secret}}") && !text.contains("ss+word"), "{text}");
        assert!(!text.contains("p%26ss") && text.contains("grant"), "{text}");
    }

    #[test]
    fn braces_of_the_request_itself_are_no_variables() {
        let request = ExactRequest::parse("GET / HTTP/1.1\r\nHost: x\r\nX: {{y}}\r\n\r\n");
        let order = PresetOrder { name: "x", request: &request, endpoint: None };
        assert!(preset_of(order).is_err());
    }

    #[test]
    fn what_was_dialled_is_dialled_again_with_the_host_that_was_named() {
        let real = Endpoint { tls: true, host: "api.example.com".to_owned(), port: 443 };
        let text = saved("GET /v1?a=1 HTTP/1.1\r\nHost: 127.0.0.1:8025\r\n\r\n", Some(&real));
        assert!(text.contains("https://api.example.com/v1?a=1"), "{text}");
        assert!(text.contains("127.0.0.1:8025"), "{text}");
    }
}
