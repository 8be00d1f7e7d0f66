//! `protocolProfileBehavior`: what Postman is told to do otherwise for a request or a whole folder.

use super::texts::Texts;
use crate::import::json_node::Node;
use crate::model::Draft;
use crate::model::HeaderDraft;
use crate::model::HeaderMode;

/// Applies the settings of a request; `all` are those of the request, of its folders and of the collection, nearest
/// first. A setting counts as the nearest has it.
pub(super) fn apply(texts: &mut Texts<'_>, all: &[Node<'_>], draft: &mut Draft) {
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in all.iter().flat_map(|behavior| behavior.members()) {
        if !seen.iter().any(|seen| *seen == name) {
            one(texts, &name, value, draft);
            seen.push(name.into_owned());
        }
    }
}

fn one(texts: &mut Texts<'_>, name: &str, value: Node<'_>, draft: &mut Draft) {
    match name {
        "disabledSystemHeaders" => {
            for (name, on) in value.members() {
                if on.is_true() {
                    let name = name.into_owned().into_bytes();
                    let mode = HeaderMode::Remove;
                    draft.headers.push(HeaderDraft { name, value: Vec::new(), mode });
                }
            }
        }
        "disableBodyPruning" => draft.keep_body = value.is_true(),
        "disableUrlEncoding" if value.is_true() => match plain_target(&draft.url) {
            Some(target) => draft.raw_target = Some(target),
            None => {
                let message = "Postman is told to send the URL as typed, which fails for a space or a letter beyond Latin-1; here it is encoded";
                texts.note(value, message);
            }
        },
        _ => {
            if let Some(message) = unused(name, value) {
                texts.note(value, message);
            }
        }
    }
}

/// What is to be said of a setting that a draft cannot hold; nothing where it is as by default.
fn unused(name: &str, value: Node<'_>) -> Option<String> {
    let on = value.is_true();
    let about = match name {
        "followRedirects" if !on => "Postman is told not to follow redirects",
        "followOriginalHttpMethod"
        | "followAuthorizationHeader"
        | "removeRefererHeaderOnRedirect"
            if on =>
        {
            "this shapes what Postman sends after a redirect"
        }
        "strictSSL" if !on => "Postman is told not to verify certificates",
        "disableCookies" if on => "Postman is told to keep no cookies; none are added here either",
        "protocolVersion" if value.string().is_some_and(|version| version != "http1") => {
            "Postman may speak HTTP/2 here; this is what it sends by HTTP/1.1"
        }
        "insecureHTTPParser" if on => "Postman is told to be lenient with the answer's syntax",
        "tlsDisabledProtocols" | "tlsCipherSelection" | "tlsPreferServerCiphers" => {
            "this setting of TLS is not taken over"
        }
        "followRedirects"
        | "followOriginalHttpMethod"
        | "followAuthorizationHeader"
        | "removeRefererHeaderOnRedirect"
        | "disableUrlEncoding"
        | "strictSSL"
        | "disableCookies"
        | "protocolVersion"
        | "insecureHTTPParser"
        | "maxRedirects" => return None,
        _ => "this setting is not known and not taken over",
    };
    Some(format!("{name}: {about}"))
}

/// Path and query as Node writes them where nobody encoded them: each letter one byte, spaces and others refused. A URL
/// whose host is still a variable has no known path.
fn plain_target(url: &[u8]) -> Option<Vec<u8>> {
    let url = std::str::from_utf8(url).ok()?;
    let (_, rest) = url.split_once("://")?;
    let rest = rest.split('#').next().unwrap_or_default();
    let target = rest.find(['/', '?']).and_then(|at| rest.get(at..)).unwrap_or_default();
    let slash = if target.starts_with('/') { "" } else { "/" };
    let byte = |c| u8::try_from(u32::from(c)).ok().filter(|byte| *byte > b' ');
    slash.chars().chain(target.chars()).map(byte).collect()
}
