//! Writes a preset as TOML text that reads back as the same preset.

use super::read_expect::KINDS;
use super::read_request::MODES;
use crate::model::draft::AuthDraft;
use crate::model::draft::Draft;
use crate::model::draft::HeaderDraft;
use crate::model::draft_body::BodyDraft;
use crate::model::draft_body::PartDraft;
use crate::model::draft_body::Source;
use crate::model::ids::ProfileId;
use crate::model::preset::AuthExpect;
use crate::model::preset::Expect;
use crate::model::preset::Preset;
use crate::model::preset::Variable;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use toml::Value;

/// The preset as TOML text. Its name among presets is no part of it: that is the file's name.
#[must_use]
pub fn write(preset: &Preset) -> String {
    let mut out = String::new();
    line(&mut out, "name", &quoted(&preset.name));
    if !preset.about.is_empty() {
        line(&mut out, "about", &quoted(&preset.about));
    }
    if !preset.vars.is_empty() {
        out.push_str("\n[vars]\n");
        preset.vars.iter().for_each(|var| line(&mut out, &key(&var.name), &variable(var)));
    }
    out.push_str("\n[request]\n");
    request(&mut out, &preset.draft);
    if !preset.expect.is_empty() {
        out.push_str("\n[expect]\n");
        expect(&mut out, &preset.expect);
    }
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    out.extend([key, " = ", value, "\n"]);
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// Text where the bytes are text, else `{ base64 = "…" }`.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => quoted(text),
        Err(_) => format!("{{ base64 = {} }}", quoted(&STANDARD.encode(bytes))),
    }
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { one_line(name) }
}

/// A basic string without raw line ends, which keys and inline tables need.
fn one_line(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// One row per line where there are several.
fn rows(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    match items.as_slice() {
        [] | [_] => list(items),
        several => format!("[\n    {},\n]", several.join(",\n    ")),
    }
}

fn pairs<'p>(items: impl IntoIterator<Item = (&'p Vec<u8>, &'p Vec<u8>)>) -> String {
    rows(items.into_iter().map(|(name, value)| list([text(name), text(value)])))
}

fn variable(var: &Variable) -> String {
    match (&var.default, var.secret) {
        (Some(default), false) => quoted(default),
        (Some(default), true) => format!("{{ secret = true, default = {} }}", quoted(default)),
        (None, true) => "{ secret = true }".to_owned(),
        (None, false) => "{}".to_owned(),
    }
}

fn request(out: &mut String, draft: &Draft) {
    if draft.client != ProfileId("verbatim") {
        line(out, "client", &quoted(draft.client.0));
    }
    if !draft.method.is_empty() {
        line(out, "method", &text(&draft.method));
    }
    line(out, "url", &text(&draft.url));
    for (name, value) in [("target", &draft.raw_target), ("version", &draft.version)] {
        if let Some(value) = value {
            line(out, name, &text(value));
        }
    }
    if draft.keep_body {
        line(out, "keep_body", "true");
    }
    let params = draft.params.iter().map(|param| {
        let values = param.values.iter().map(|value| text(value));
        let name = std::iter::once(text(&param.name));
        if param.list { list(name.chain([list(values)])) } else { list(name.chain(values)) }
    });
    if !draft.params.is_empty() {
        line(out, "params", &rows(params));
    }
    if !draft.headers.is_empty() {
        line(out, "headers", &rows(draft.headers.iter().map(header)));
    }
    if !draft.cookies.is_empty() {
        line(out, "cookies", &pairs(draft.cookies.iter().map(|c| (&c.name, &c.value))));
    }
    match &draft.auth {
        AuthDraft::None => {}
        AuthDraft::Basic { user, password } => {
            line(out, "auth", &format!("{{ basic = {} }}", list([text(user), text(password)])));
        }
        AuthDraft::Bearer(token) => line(out, "auth", &format!("{{ bearer = {} }}", text(token))),
        AuthDraft::ApiKey { name, value } => {
            line(out, "auth", &format!("{{ header = {} }}", list([text(name), text(value)])));
        }
    }
    body(out, &draft.body);
}

fn header(header: &HeaderDraft) -> String {
    let mode = MODES.iter().find(|(_, mode)| *mode == header.mode);
    let mode = mode.map(|(word, _)| quoted(word));
    list([text(&header.name), text(&header.value)].into_iter().chain(mode))
}

fn body(out: &mut String, body: &BodyDraft) {
    match body {
        BodyDraft::None => {}
        BodyDraft::Json(json) => line(out, "json", &quoted(json)),
        BodyDraft::Form(fields) => line(out, "form", &pairs(fields.iter().map(|(n, v)| (n, v)))),
        BodyDraft::Multipart(parts) => line(out, "multipart", &rows(parts.iter().map(part))),
        BodyDraft::Raw { media_type, source } => {
            source_lines(out, source);
            if let Some(media_type) = media_type {
                line(out, "media_type", &text(media_type));
            }
        }
        BodyDraft::Stream(source) => {
            source_lines(out, source);
            line(out, "stream", "true");
        }
    }
}

fn source_lines(out: &mut String, source: &Source) {
    match source {
        Source::File(path) => line(out, "body_file", &quoted(path)),
        Source::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => line(out, "body", &quoted(text)),
            Err(_) => line(out, "body_base64", &quoted(&STANDARD.encode(bytes))),
        },
    }
}

fn part(part: &PartDraft) -> String {
    let mut fields = vec![format!("name = {}", text(&part.name))];
    fields.push(match &part.source {
        Source::File(path) => format!("file = {}", quoted(path)),
        Source::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => format!("text = {}", quoted(text)),
            Err(_) => format!("base64 = {}", quoted(&STANDARD.encode(bytes))),
        },
    });
    for (name, value) in [("filename", &part.filename), ("media_type", &part.media_type)] {
        if let Some(value) = value {
            fields.push(format!("{name} = {}", text(value)));
        }
    }
    if !part.headers.is_empty() {
        let headers = part.headers.iter().map(|(name, value)| list([text(name), text(value)]));
        fields.push(format!("headers = {}", list(headers)));
    }
    format!("{{ {} }}", fields.join(", "))
}

fn expect(out: &mut String, expect: &Expect) {
    if let Some(auth) = &expect.auth {
        let (key, name) = match auth {
            AuthExpect::Header(name) => ("header", name),
            AuthExpect::Scheme(name) => ("scheme", name),
            AuthExpect::Query(name) => ("query", name),
        };
        line(out, "auth", &format!("{{ {key} = {} }}", quoted(name)));
    }
    if let Some(needed) = expect.content_length {
        line(out, "content_length", &needed.to_string());
    }
    for (key, value) in [("charset", &expect.charset), ("media_type", &expect.media_type)] {
        if let Some(value) = value {
            line(out, key, &quoted(value));
        }
    }
    if !expect.fields.is_empty() {
        let word = |kind| KINDS.iter().find(|(_, known)| *known == kind).map_or("any", |row| row.0);
        let fields = expect.fields.iter();
        let fields = fields.map(|(name, kind)| format!("{} = \"{}\"", key(name), word(*kind)));
        line(out, "fields", &format!("{{ {} }}", fields.collect::<Vec<_>>().join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CookieDraft;
    use crate::model::FieldKind;
    use crate::model::HeaderMode;
    use crate::model::ParamDraft;
    use crate::model::PresetId;
    use crate::model::preset_text::read;

    /// A preset with odd text in every place.
    fn odd(body: BodyDraft, auth: AuthDraft) -> Preset {
        let odd: Vec<u8> = "a\"'\\\n\r\t\u{7f}\u{0}é".into();
        let bytes: Vec<u8> = b"\xff\xfe".to_vec();
        let mut draft = Draft::new(odd.clone(), bytes.clone());
        draft.raw_target = Some(b"*".to_vec());
        draft.version = Some(b"HTTP/1.0".to_vec());
        draft.keep_body = true;
        for (values, list) in [(vec![odd.clone()], false), (vec![odd.clone(); 2], true)] {
            draft.params.push(ParamDraft { name: b"n".to_vec(), values, list });
        }
        draft.params.push(ParamDraft {
            name: b"n".to_vec(),
            values: vec![bytes.clone(); 2],
            list: false,
        });
        for mode in [
            HeaderMode::Set,
            HeaderMode::Tight,
            HeaderMode::Own,
            HeaderMode::Empty,
            HeaderMode::Remove,
            HeaderMode::Disabled,
        ] {
            draft.headers.push(HeaderDraft { name: odd.clone(), value: bytes.clone(), mode });
        }
        draft.cookies.push(CookieDraft { name: b"c".to_vec(), value: b"''''".to_vec() });
        draft.client = ProfileId("postman");
        (draft.auth, draft.body) = (auth, body);
        let var = |default: Option<&str>, secret| Variable {
            name: "a b\n\"".into(),
            default: default.map(str::to_owned),
            secret,
        };
        Preset {
            id: PresetId("x/y".into()),
            name: "'''\n\"\"\"".into(),
            about: "two\nlines\r\n".into(),
            draft,
            vars: vec![var(Some("d"), true)],
            expect: Expect {
                auth: Some(AuthExpect::Query("k".into())),
                content_length: Some(false),
                charset: Some("utf-8".into()),
                media_type: None,
                fields: vec![("z.y".into(), FieldKind::Base64), ("a".into(), FieldKind::Any)],
            },
        }
    }

    #[test]
    fn every_preset_reads_back_as_it_was() {
        let bytes = |b: &[u8]| Source::Bytes(b.to_vec());
        let part = |filename: Option<&str>, source| PartDraft {
            name: b"p".to_vec(),
            filename: filename.map(Into::into),
            media_type: filename.map(|_| b"text/plain".to_vec()),
            source,
            headers: vec![(b"X".to_vec(), b"\xe9".to_vec())],
        };
        let parts = vec![
            part(Some("f\n.txt"), Source::File("dir/f".into())),
            part(None, bytes(b"line\nline")),
            part(None, bytes(b"\x80")),
        ];
        for body in [
            BodyDraft::None,
            BodyDraft::Json("{\n  \"a\": {{b}}\n}".into()),
            BodyDraft::Form(vec![(b"a\n".to_vec(), b"\xff".to_vec()), (vec![], vec![])]),
            BodyDraft::Multipart(parts),
            BodyDraft::Raw { media_type: Some(b"x/y".to_vec()), source: bytes(b"\r\n\r\n") },
            BodyDraft::Raw { media_type: None, source: Source::File("f".into()) },
            BodyDraft::Stream(bytes(b"\xff")),
        ] {
            for auth in [
                AuthDraft::None,
                AuthDraft::Basic { user: b"u".to_vec(), password: b"\xfc".to_vec() },
                AuthDraft::Bearer(b"t".to_vec()),
                AuthDraft::ApiKey { name: b"K".to_vec(), value: b"v".to_vec() },
            ] {
                let preset = odd(body.clone(), auth);
                let text = write(&preset);
                assert_eq!(read(preset.id.clone(), &text).as_ref(), Ok(&preset), "{text}");
            }
        }
    }
}
