//! From an operation to the drafts that it asks for.

use super::arguments::Context;
use super::operation::Operation;
use super::options::Opt;
use super::route;
use super::url;
use super::words::Word;
use crate::import::importer::Asked;
use crate::import::importer::ImportedRequest;
use crate::model::AuthDraft;
use crate::model::BodyDraft;
use crate::model::CookieDraft;
use crate::model::Draft;
use crate::model::HeaderDraft;
use crate::model::HeaderMode;
use crate::model::ProfileId;
use crate::model::Source;
use crate::semantics::outline;
use crate::wire::escape;

/// The type that `-d` gets without a typed Content-Type.
const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// The requests of an operation: one for each URL, and for each that a glob stands for.
pub(super) fn requests(operation: &Operation, with: &mut Context<'_>) -> Vec<ImportedRequest> {
    let mut all = Vec::new();
    for (index, word) in operation.urls.iter().enumerate() {
        let upload = operation.uploads.get(index);
        for typed in expanded(operation, word, with) {
            let url = url::with_scheme(&typed, operation.default_scheme.as_deref());
            let scheme = url::scheme(&url);
            if scheme != "http"
                && scheme != "https"
                && !scheme.contains("{{")
                && !typed.starts_with(b"{{")
            {
                with.note(word.at, format!("`{scheme}` is no HTTP; this URL is passed over"));
                continue;
            }
            if operation.urls.len() > 1 && !url::has_host(&url) {
                with.note(
                    word.at,
                    format!("`{}` names no host; curl refuses it", escape::visible(&typed)),
                );
                continue;
            }
            let url = if typed.starts_with(b"{{") { typed } else { url };
            all.push(request(operation, url, upload, with));
        }
    }
    if let Some(word) = operation.uploads.get(operation.urls.len()) {
        with.note(word.at, "more uploads than URLs; this one goes nowhere");
    }
    all
}

fn expanded(operation: &Operation, word: &Word, with: &mut Context<'_>) -> Vec<Vec<u8>> {
    if operation.is(Opt::GlobOff) {
        return vec![word.text.clone()];
    }
    match url::expand(&word.text) {
        Ok(urls) => {
            if urls.len() == url::MOST {
                with.note(word.at, format!("only the first {} of its URLs are taken", url::MOST));
            }
            urls
        }
        Err(what) => {
            let message =
                format!("curl refuses this URL ({what}) unless -g is given; it is taken as typed");
            with.note(word.at, message);
            vec![word.text.clone()]
        }
    }
}

fn request(
    operation: &Operation,
    url: Vec<u8>,
    upload: Option<&Word>,
    with: &mut Context<'_>,
) -> ImportedRequest {
    let mut url = url;
    let path = upload.map(|word| word.lossless().unwrap_or_default());
    if let Some(path) = path.filter(|path| *path != "-" && *path != ".") {
        url = url::with_file_name(&url, path);
    }
    let in_query = operation.data.bytes.as_ref().filter(|_| operation.is(Opt::Get));
    if let Some(query) = in_query.or(operation.query.as_ref()) {
        url = url::with_query(&url, query);
    }
    let mut draft = Draft::new(method(operation, upload.is_some()), url);
    draft.client = ProfileId("curl");
    draft.version = operation.is(Opt::Http10).then(|| b"HTTP/1.0".to_vec());
    draft.raw_target.clone_from(&operation.target);
    if operation.is(Opt::PathAsIs) && draft.raw_target.is_none() {
        draft.raw_target = Some(url::target(&draft.url));
    }
    draft.headers = [operation.headers.as_slice(), &operation.late].concat();
    draft.body = body(operation, path, with);
    own_headers(operation, &mut draft, with);
    if let BodyDraft::Raw { media_type, .. } = &mut draft.body {
        let typed = operation.headers.iter().any(|h| h.name.eq_ignore_ascii_case(b"content-type"));
        media_type.take_if(|_| typed);
    }
    if matches!(draft.body, BodyDraft::Multipart(_)) {
        one_type(&mut draft);
    }
    if upload.is_some() {
        upload_headers(&mut draft);
    }
    if operation.data.json && !matches!(draft.body, BodyDraft::Json(_)) {
        json_headers(&mut draft);
    }
    cookies(operation, &mut draft);
    auth(operation, &mut draft, with);
    let endpoint = route::endpoint(operation, &mut draft, with);
    let has_body = !matches!(draft.body, BodyDraft::None);
    let method = match draft.method.as_slice() {
        b"" if has_body => "POST".to_owned(),
        b"" => "GET".to_owned(),
        method => escape::visible(method),
    };
    let name = format!("{method} {}", outline(&draft.url));
    let mut request = ImportedRequest::new(name, Asked::Draft(Box::new(draft)));
    request.endpoint = endpoint;
    request
}

/// The method, where it is not the one curl takes by itself: GET, or POST with a body.
fn method(operation: &Operation, upload: bool) -> Vec<u8> {
    match &operation.method {
        Some(method) => method.clone(),
        None if operation.is(Opt::Head) => b"HEAD".to_vec(),
        None if upload => b"PUT".to_vec(),
        None => Vec::new(),
    }
}

fn body(operation: &Operation, upload: Option<&str>, with: &mut Context<'_>) -> BodyDraft {
    let data = operation.data.source().filter(|_| !operation.is(Opt::Get));
    let given = [data.is_some(), !operation.parts.is_empty(), upload.is_some()];
    if given.iter().filter(|given| **given).count() > 1 {
        let message = "curl takes only one of -d, -F and -T and refuses this command; the first of these is taken";
        with.note(operation.body_at, message);
    }
    if let Some(source) = data {
        if operation.is(Opt::Digest) && operation.user.is_some() {
            let message =
                "with --digest curl first asks with an empty body and no credentials; so does this";
            with.note(operation.body_at, message);
            let source = Source::Bytes(Vec::new());
            return BodyDraft::Raw { media_type: Some(FORM.to_vec()), source };
        }
        let bytes = operation.data.bytes.as_deref().unwrap_or_default();
        return match std::str::from_utf8(bytes) {
            Ok(text) if operation.data.json && !text.is_empty() => BodyDraft::Json(text.to_owned()),
            _ if operation.data.json => BodyDraft::Raw { media_type: None, source },
            _ => BodyDraft::Raw { media_type: Some(FORM.to_vec()), source },
        };
    }
    if !operation.parts.is_empty() {
        return BodyDraft::Multipart(operation.parts.clone());
    }
    match upload {
        None => BodyDraft::None,
        Some("-" | ".") => {
            let content = with.read("-").unwrap_or_else(|error| {
                with.note(operation.body_at, error.to_string());
                bytes::Bytes::new()
            });
            BodyDraft::Stream(Source::Bytes(content.to_vec()))
        }
        Some(path) => BodyDraft::Raw { media_type: None, source: Source::File(path.to_owned()) },
    }
}

/// Whether `-H` says anything of this header, be it that it is to go: then curl's own is not sent.
fn is_typed(draft: &Draft, name: &str) -> bool {
    draft.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name.as_bytes()))
}

pub(super) fn own(draft: &mut Draft, name: &str, value: impl Into<Vec<u8>>) {
    if !is_typed(draft, name) {
        let value = value.into();
        draft.headers.push(HeaderDraft { name: name.into(), value, mode: HeaderMode::Own });
    }
}

/// Of a form's typed Content-Type lines the first counts, even one that was to take the line out.
fn one_type(draft: &mut Draft) {
    let mut first = true;
    draft.headers.retain_mut(|header| {
        if !header.name.eq_ignore_ascii_case(b"content-type") {
            return true;
        }
        header.mode = HeaderMode::Set;
        std::mem::take(&mut first)
    });
}

/// An upload has no type by itself, and is announced.
fn upload_headers(draft: &mut Draft) {
    if !is_typed(draft, "Content-Type") {
        let (name, value) = (b"Content-Type".to_vec(), Vec::new());
        draft.headers.push(HeaderDraft { name, value, mode: HeaderMode::Remove });
    }
    if draft.version.is_none() {
        own(draft, "Expect", "100-continue");
    }
}

fn own_headers(operation: &Operation, draft: &mut Draft, with: &Context<'_>) {
    let typed: Vec<HeaderDraft> = draft.headers.clone();
    let same = |a: &HeaderDraft, b: &HeaderDraft| a.name.eq_ignore_ascii_case(&b.name);
    let new = operation.own.iter().filter(|own| !typed.iter().any(|typed| same(typed, own)));
    draft.headers.extend(new.cloned());
    if typed.iter().any(|typed| typed.name.eq_ignore_ascii_case(b"te")) {
        // A typed TE takes the place of the whole of --tr-encoding.
        draft.headers.retain(|own| own.mode != HeaderMode::Own || own.value != b"TE");
    }
    if let Some(range) = &operation.range {
        let mut range = range.clone();
        if !range.contains(&b'-') {
            range.push(b'-');
        }
        let of = |length: usize| {
            let length = length.to_string();
            ("Content-Range", [b"bytes ", range.as_slice(), b"/", length.as_bytes()].concat())
        };
        let sent = match &draft.body {
            BodyDraft::None => Some(("Range", [b"bytes=", range.as_slice()].concat())),
            BodyDraft::Raw { source: Source::Bytes(bytes), .. } => Some(of(bytes.len())),
            BodyDraft::Json(text) => Some(of(text.len())),
            BodyDraft::Raw { source: Source::File(path), .. } => {
                with.read(path).ok().map(|content| of(content.len()))
            }
            _ => None,
        };
        if let Some((name, value)) = sent {
            own(draft, name, value);
        }
    }
    if operation.is(Opt::Http2) && url::scheme(&draft.url) == "http" {
        for (name, value) in [
            ("Connection", "Upgrade, HTTP2-Settings"),
            ("Upgrade", "h2c"),
            ("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA"),
        ] {
            let (name, value) = (name.into(), value.into());
            draft.headers.push(HeaderDraft { name, value, mode: HeaderMode::Own });
        }
    }
}

/// What `--json` adds behind the typed headers.
fn json_headers(draft: &mut Draft) {
    for name in ["Content-Type", "Accept"] {
        let typed = draft.headers.iter().any(|header| {
            header.name.eq_ignore_ascii_case(name.as_bytes()) && header.mode != HeaderMode::Own
        });
        if !typed {
            draft.headers.push(HeaderDraft::set(name, "application/json"));
        }
    }
}

/// curl sends what `-b` was given as it is, several joined with `;`; the first `=` parts name and value.
fn cookies(operation: &Operation, draft: &mut Draft) {
    let joined = operation.cookies.join(&b';');
    if joined.is_empty() || is_typed(draft, "Cookie") {
        return;
    }
    let equals = joined.iter().position(|b| *b == b'=').unwrap_or(joined.len());
    let (name, value) = joined.split_at_checked(equals).unwrap_or((&joined, &[]));
    let value = value.get(1..).unwrap_or_default();
    draft.cookies.push(CookieDraft { name: name.to_vec(), value: value.to_vec() });
}

fn auth(operation: &Operation, draft: &mut Draft, with: &mut Context<'_>) {
    let Some(user) = operation.user.as_ref().filter(|_| !operation.is(Opt::Digest)) else { return };
    if is_typed(draft, "Authorization") {
        return;
    }
    let (user, password) = match user.iter().position(|b| *b == b':') {
        Some(at) => (user.get(..at), user.get(at + 1..)),
        None => {
            let at = operation.urls.first().map_or(0, |word| word.at);
            with.note(at, "-u without a password: curl would ask for it; it is taken as empty");
            (Some(user.as_slice()), None)
        }
    };
    draft.auth = AuthDraft::Basic {
        user: user.unwrap_or_default().to_vec(),
        password: password.unwrap_or_default().to_vec(),
    };
}
