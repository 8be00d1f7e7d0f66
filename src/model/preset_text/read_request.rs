//! Reads `[request]`: a draft.

use super::PresetTextError;
use super::toml_page::Item;
use super::toml_page::Section;
use super::toml_page::nearest;
use crate::model::draft::AuthDraft;
use crate::model::draft::CookieDraft;
use crate::model::draft::Draft;
use crate::model::draft::HeaderDraft;
use crate::model::draft::HeaderMode;
use crate::model::draft::ParamDraft;
use crate::model::draft_body::BodyDraft;
use crate::model::draft_body::PartDraft;
use crate::model::draft_body::Source;
use crate::model::ids::ProfileId;

const KEYS: &[&str] = &[
    "method",
    "url",
    "target",
    "version",
    "params",
    "headers",
    "cookies",
    "auth",
    "client",
    "json",
    "body",
    "body_file",
    "body_base64",
    "media_type",
    "stream",
    "form",
    "multipart",
    "keep_body",
];
const BODIES: &[&str] = &["json", "body", "body_file", "body_base64", "form", "multipart"];
const PART_KEYS: &[&str] = &["name", "text", "file", "base64", "filename", "media_type", "headers"];

/// The words for a header that is not simply sent, as a third element of its row.
pub(super) const MODES: [(&str, HeaderMode); 5] = [
    ("tight", HeaderMode::Tight),
    ("own", HeaderMode::Own),
    ("empty", HeaderMode::Empty),
    ("remove", HeaderMode::Remove),
    ("disabled", HeaderMode::Disabled),
];

pub(super) fn draft(section: &Section<'_, '_>) -> Result<Draft, PresetTextError> {
    let section = section.clone().only(KEYS)?;
    let url = section.text("url")?.ok_or_else(|| section.lacks("`url`"))?;
    let mut draft = Draft::new(section.text("method")?.unwrap_or_default(), url);
    draft.raw_target = section.text("target")?;
    draft.version = section.text("version")?;
    draft.params = each(&section, "params", param)?;
    draft.headers = each(&section, "headers", header)?;
    draft.cookies = each(&section, "cookies", |item| {
        pair(item).map(|(name, value)| CookieDraft { name, value })
    })?;
    if let Some(item) = section.get("auth") {
        draft.auth = auth(&item)?;
    }
    if let Some(item) = section.get("client") {
        draft.client = client(&item)?;
    }
    draft.body = body(&section)?;
    draft.keep_body = section.flag("keep_body")?.unwrap_or(false);
    Ok(draft)
}

fn each<'t, 'a, T>(
    section: &Section<'t, 'a>,
    key: &str,
    read: impl Fn(&Item<'t, 'a>) -> Result<T, PresetTextError>,
) -> Result<Vec<T>, PresetTextError> {
    match section.get(key) {
        Some(item) => item.items()?.iter().map(read).collect(),
        None => Ok(Vec::new()),
    }
}

fn pair(item: &Item<'_, '_>) -> Result<(Vec<u8>, Vec<u8>), PresetTextError> {
    match item.items()?.as_slice() {
        [name, value] => Ok((name.text()?, value.text()?)),
        _ => Err(item.wrong("a pair, as [\"name\", \"value\"]")),
    }
}

fn header(item: &Item<'_, '_>) -> Result<HeaderDraft, PresetTextError> {
    let (name, value, mode) = match item.items()?.as_slice() {
        [name, value] => (name.text()?, value.text()?, HeaderMode::Set),
        [name, value, mode] => {
            let word = mode.string()?;
            let known = MODES.iter().find(|(name, _)| *name == word);
            let known = known
                .ok_or_else(|| mode.wrong("`tight`, `own`, `empty`, `remove` or `disabled`"))?;
            (name.text()?, value.text()?, known.1)
        }
        _ => return Err(item.wrong("a pair, as [\"Accept\", \"*/*\"]")),
    };
    Ok(HeaderDraft { name, value, mode })
}

/// `["q", "x"]`; `["tag", ["a", "b"]]` for a list; `["tag", "a", "b"]` for a repeated one.
fn param(item: &Item<'_, '_>) -> Result<ParamDraft, PresetTextError> {
    let items = item.items()?;
    let (name, values) = items.split_first().ok_or_else(|| item.wrong("[\"name\", \"value\"]"))?;
    let list = matches!(values, [one] if one.is_array());
    let values = match values {
        [one] if list => one.items()?,
        several => several.to_vec(),
    };
    let values = values.iter().map(Item::text).collect::<Result<_, _>>()?;
    Ok(ParamDraft { name: name.text()?, values, list })
}

fn auth(item: &Item<'_, '_>) -> Result<AuthDraft, PresetTextError> {
    let keys = ["basic", "bearer", "header"];
    let section = item.section()?.only(&keys)?;
    let key =
        section.one_of(&keys)?.ok_or_else(|| section.lacks("`basic`, `bearer` or `header`"))?;
    let Some(item) = section.get(key) else { return Ok(AuthDraft::None) };
    Ok(match key {
        "basic" => pair(&item).map(|(user, password)| AuthDraft::Basic { user, password })?,
        "bearer" => AuthDraft::Bearer(item.text()?),
        _ => pair(&item).map(|(name, value)| AuthDraft::ApiKey { name, value })?,
    })
}

fn client(item: &Item<'_, '_>) -> Result<ProfileId, PresetTextError> {
    let word = item.string()?;
    ProfileId::named(&word).ok_or_else(|| match nearest(&word, ProfileId::NAMES) {
        Some(near) => item.wrong(format!("`{near}` (did you mean that?)")),
        None => item.wrong(format!("a client: {}", ProfileId::NAMES.join(", "))),
    })
}

fn body(section: &Section<'_, '_>) -> Result<BodyDraft, PresetTextError> {
    let key = section.one_of(BODIES)?;
    let stream = section.flag("stream")?.unwrap_or(false);
    let media_type = section.text("media_type")?;
    let bytes = matches!(key, Some("body" | "body_file" | "body_base64"));
    let odd = match (bytes, stream) {
        (true, true) if media_type.is_some() => Some(("stream", "no `media_type` beside `stream`")),
        (true, _) => None,
        (false, true) => {
            Some(("stream", "`stream` only beside `body`, `body_file` or `body_base64`"))
        }
        (false, false) => {
            Some(("media_type", "`media_type` only beside `body`, `body_file` or `body_base64`"))
        }
    };
    if let Some((item, expected)) = odd.and_then(|(key, text)| Some((section.get(key)?, text))) {
        return Err(item.wrong(expected));
    }
    let Some((key, item)) = key.and_then(|key| Some((key, section.get(key)?))) else {
        return Ok(BodyDraft::None);
    };
    let source = match key {
        "json" => return Ok(BodyDraft::Json(item.string()?)),
        "form" => return Ok(BodyDraft::Form(each(section, key, pair)?)),
        "multipart" => return Ok(BodyDraft::Multipart(each(section, key, part)?)),
        "body_file" => Source::File(item.string()?),
        "body_base64" => Source::Bytes(item.base64()?),
        _ => Source::Bytes(item.string()?.into_bytes()),
    };
    Ok(if stream { BodyDraft::Stream(source) } else { BodyDraft::Raw { media_type, source } })
}

fn part(item: &Item<'_, '_>) -> Result<PartDraft, PresetTextError> {
    let section = item.section()?.only(PART_KEYS)?;
    let key = section.one_of(&["text", "file", "base64"])?;
    let content = key.and_then(|key| Some((key, section.get(key)?)));
    let (key, content) = content.ok_or_else(|| section.lacks("`text`, `file` or `base64`"))?;
    Ok(PartDraft {
        name: section.text("name")?.ok_or_else(|| section.lacks("`name`"))?,
        filename: section.text("filename")?,
        media_type: section.text("media_type")?,
        source: match key {
            "file" => Source::File(content.string()?),
            "base64" => Source::Bytes(content.base64()?),
            _ => Source::Bytes(content.string()?.into_bytes()),
        },
        headers: each(&section, "headers", pair)?,
    })
}
