//! Reads `[expect]`: what an endpoint is known to need.

use super::PresetTextError;
use super::toml_page::Item;
use super::toml_page::nearest;
use crate::model::preset::AuthExpect;
use crate::model::preset::Expect;
use crate::model::preset::FieldKind;

/// The kinds of field and the words for them.
pub(super) const KINDS: [(&str, FieldKind); 7] = [
    ("string", FieldKind::String),
    ("number", FieldKind::Number),
    ("boolean", FieldKind::Boolean),
    ("array", FieldKind::Array),
    ("object", FieldKind::Object),
    ("base64", FieldKind::Base64),
    ("any", FieldKind::Any),
];

pub(super) fn expect(item: &Item<'_, '_>) -> Result<Expect, PresetTextError> {
    let keys = ["auth", "content_length", "charset", "media_type", "fields"];
    let section = item.section()?.only(&keys)?;
    let lower = |text: Option<String>| text.map(|text| text.to_ascii_lowercase());
    let fields = match section.get("fields") {
        Some(fields) => fields
            .section()?
            .rows()
            .into_iter()
            .map(|(name, item)| Ok((name, kind(&item)?)))
            .collect::<Result<_, PresetTextError>>()?,
        None => Vec::new(),
    };
    Ok(Expect {
        auth: section.get("auth").map(|item| auth(&item)).transpose()?,
        content_length: section.flag("content_length")?,
        charset: lower(section.string("charset")?),
        media_type: lower(section.string("media_type")?),
        fields,
    })
}

fn auth(item: &Item<'_, '_>) -> Result<AuthExpect, PresetTextError> {
    let keys = ["header", "scheme", "query"];
    let section = item.section()?.only(&keys)?;
    let key =
        section.one_of(&keys)?.ok_or_else(|| section.lacks("`header`, `scheme` or `query`"))?;
    let name = section.string(key)?.unwrap_or_default();
    Ok(match key {
        "header" => AuthExpect::Header(name),
        "scheme" => AuthExpect::Scheme(name),
        _ => AuthExpect::Query(name),
    })
}

fn kind(item: &Item<'_, '_>) -> Result<FieldKind, PresetTextError> {
    let word = item.string()?;
    let known = KINDS.iter().find(|(name, _)| *name == word);
    known.map(|(_, kind)| *kind).ok_or_else(|| {
        let names = KINDS.map(|(name, _)| name);
        match nearest(&word, &names) {
            Some(near) => item.wrong(format!("`{near}` (did you mean that?)")),
            None => item.wrong(format!("one of {}", names.join(", "))),
        }
    })
}
