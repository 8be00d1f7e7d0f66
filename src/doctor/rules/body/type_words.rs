//! What one says of the type of a body: kinds as words, how clients come to send them, and what two declared types weigh.

use crate::doctor::case::Case;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::semantics::BodyKind;

/// The kind as words.
pub(super) const fn described(kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::Empty => "nothing",
        BodyKind::Json => "JSON",
        BodyKind::Form => "an urlencoded form (name=value&…)",
        BodyKind::Multipart => "a multipart form",
        BodyKind::Xml => "XML",
        BodyKind::Html => "an HTML page",
        BodyKind::Text => "plain text",
        BodyKind::Binary => "binary data",
    }
}

/// How a client comes to send a body of that kind.
pub(super) fn habit(failing: &Reading<'_>, kind: BodyKind) -> &'static str {
    let form = failing.media_kind() == "application/x-www-form-urlencoded";
    match (failing.client_name(), kind) {
        ("python-requests" | "python-httpx" | "python-aiohttp", BodyKind::Form) => {
            " In this client a dict given as `data=` goes out as a form; `json=` sends JSON."
        }
        ("python-urllib", _) if form => " urllib declares every body a form unless told otherwise.",
        ("curl", _) if form => " curl's -d declares a form, whatever the text is.",
        ("wget", _) if form => " wget's --post-data declares a form, whatever the text is.",
        ("java-httpurlconnection", _) if form => {
            " HttpURLConnection declares a form by itself when output is written."
        }
        ("php-curl" | "php-stream", _) if form => " PHP declares a form for a text body by itself.",
        ("axios", BodyKind::Form) => " axios sends URLSearchParams, and a string, as a form.",
        ("axios", BodyKind::Json) if form => " axios declares a form for a body that is a string.",
        ("powershell", _) if form => {
            " Invoke-RestMethod sends a hashtable as a form, and declares a form for a text in -Body; -ContentType says \
             otherwise."
        }
        ("node-fetch" | "node-fetch-builtin" | "undici-fetch-npm" | "chromium", BodyKind::Json)
            if failing.media_kind() == "text/plain" =>
        {
            " fetch declares a string body as text/plain."
        }
        ("apache-httpclient", BodyKind::Json) if failing.media_kind() == "text/plain" => {
            " A StringEntity is text/plain unless a ContentType is given."
        }
        ("dotnet-httpclient", BodyKind::Json) if failing.media_kind() == "text/plain" => {
            " A StringContent is text/plain unless a media type is given."
        }
        (_, BodyKind::Json) if failing.media_kind() == "text/plain" => {
            " Many clients declare text/plain for a body that is a string."
        }
        _ => "",
    }
}

/// How that client sends a body of that kind.
pub(super) fn sender(client: &str, kind: BodyKind) -> Option<String> {
    match kind {
        BodyKind::Json => remedy::send_json(client),
        BodyKind::Form => remedy::send_form(client),
        BodyKind::Multipart => remedy::send_multipart(client),
        _ => None,
    }
}

/// Whether a text is put at an address of its own, as stores take files of any sort.
fn is_stored(reading: &Reading<'_>) -> bool {
    reading.request.method() == b"PUT" && reading.body.kind() == BodyKind::Text
}

/// How much it weighs that two bodies of one kind are declared otherwise.
pub(super) fn weight_of_types(case: &Case<'_>, good: &Reading<'_>) -> f32 {
    let failing = case.failing;
    let (lies, good_lies) = (failing.body.disagrees(), good.body.disagrees());
    match () {
        // A signed URL signs the type too: `auth-signature` has more to say.
        () if failing.presigned.is_some() => 1.0,
        () if lies && !good_lies => 5.5,
        // A server that reads a body against its declaration seldom minds the right one.
        () if good_lies && !lies => 2.5,
        () if good.media.is_none() => 2.0,
        () if failing.body.kind() == BodyKind::Binary => 3.5,
        // A store keeps what is put there, and takes the type as a note.
        () if is_stored(failing) && is_stored(good) && case.status != Some(415) => 3.0,
        () => 4.5,
    }
}
