//! Auth blocks: what Postman's helpers would put into the request (`postman-runtime/lib/authorizer`).

use super::texts::Texts;
use super::url;
use crate::import::json_node::Node;
use crate::model::AuthDraft;
use crate::model::Draft;

/// Applies an auth block; `noauth` stops what would be inherited.
pub(super) fn apply(texts: &mut Texts<'_>, auth: Node<'_>, draft: &mut Draft) {
    let kind = auth.text_of("type").unwrap_or_default();
    match kind.as_str() {
        "" | "noauth" => {}
        "basic" => {
            draft.auth = AuthDraft::Basic {
                user: setting(texts, auth, "basic", "username").unwrap_or_default().into_bytes(),
                password: setting(texts, auth, "basic", "password")
                    .unwrap_or_default()
                    .into_bytes(),
            };
        }
        "bearer" => {
            let token = setting(texts, auth, "bearer", "token").unwrap_or_default();
            if token.is_empty() {
                texts.note(auth, "the bearer token is empty; Postman sends none");
            } else {
                draft.auth = AuthDraft::Bearer(token.into_bytes());
            }
        }
        "apikey" => api_key(texts, auth, draft),
        "oauth2" => oauth2(texts, auth, draft),
        "digest" | "ntlm" => {
            let message = format!(
                "with {kind} Postman first asks without credentials, as here, and then answers the server's challenge"
            );
            texts.note(auth, message);
        }
        other => {
            let message = format!("Postman computes `{other}` credentials; they are left out here");
            texts.note(auth, message);
        }
    }
}

fn api_key(texts: &mut Texts<'_>, auth: Node<'_>, draft: &mut Draft) {
    let mut value = |name| setting(texts, auth, "apikey", name).unwrap_or_default();
    let (name, key, place) = (value("key"), value("value"), value("in"));
    if name.is_empty() && key.is_empty() {
        texts.note(auth, "the API key is empty; Postman sends none");
    } else if place == "query" {
        add_param(draft, &name, &key);
    } else {
        draft.auth = AuthDraft::ApiKey { name: name.into_bytes(), value: key.into_bytes() };
    }
}

/// The token that was fetched last. How to fetch one is no part of the request.
fn oauth2(texts: &mut Texts<'_>, auth: Node<'_>, draft: &mut Draft) {
    let mut value = |name| setting(texts, auth, "oauth2", name);
    let token = value("accessToken").unwrap_or_default();
    let (kind, place) = (value("tokenType").unwrap_or_default(), value("addTokenTo"));
    let prefix = value("headerPrefix").unwrap_or_else(|| "Bearer".to_owned());
    if token.is_empty() || kind.eq_ignore_ascii_case("mac") {
        texts.note(auth, "this file keeps no OAuth 2 bearer token; none is sent");
        return;
    }
    match (place.as_deref(), prefix.trim()) {
        (Some("queryParams"), _) => add_param(draft, "access_token", &token),
        (_, "Bearer") => draft.auth = AuthDraft::Bearer(token.into_bytes()),
        (_, prefix) => {
            let joint = if prefix.is_empty() { "" } else { " " };
            let value = format!("{prefix}{joint}{token}").into_bytes();
            draft.auth = AuthDraft::ApiKey { name: b"Authorization".to_vec(), value };
        }
    }
}

fn add_param(draft: &mut Draft, name: &str, value: &str) {
    let typed = String::from_utf8_lossy(&draft.url);
    draft.url = url::with_param(&typed, name, value).into_bytes();
}

/// One setting: v2.1 lists `{key, value}`, v2.0 has an object.
fn setting(texts: &mut Texts<'_>, auth: Node<'_>, kind: &str, name: &str) -> Option<String> {
    let settings = auth.get(kind)?;
    let node = if settings.is_array() {
        let named = |row: &Node<'_>| row.text_of("key").is_some_and(|key| key == name);
        settings.items().into_iter().rfind(named)?.get("value")
    } else {
        settings.get(name)
    };
    node.filter(|node| !node.is_null()).map(|node| texts.read(node))
}
