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
        "disableUrlEncoding" if on => {
            "Postman is told to leave the URL's path as typed; here it is encoded"
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
