//! Which names hold credentials: headers, query parameters, cookies and body fields, by how APIs commonly call them.

use super::field_value::lower;

/// Words that, anywhere in a name, make its `token` or `key` something else than a credential.
const HARMLESS: [&str; 9] = [
    "csrf",
    "xsrf",
    "idempot",
    "postman",
    "websocket",
    "surrogate",
    "continuation",
    "partition",
    "dedup",
];

/// Words that do so only where they stand by themselves, between hyphens or underscores.
const HARMLESS_ALONE: [&str; 8] =
    ["cache", "page", "next", "sync", "cursor", "sort", "routing", "public"];

/// The same words grown together with what follows them, `-` and `_` left out.
const HARMLESS_JOINED: [&str; 6] =
    ["pagetoken", "nexttoken", "nextpagetoken", "synctoken", "sortkey", "publickey"];

/// Names that say "credential" wherever they stand, with `-` and `_` left out.
const KEYS: [&str; 31] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apisecret",
    "apitoken",
    "appkey",
    "appsecret",
    "authkey",
    "authtoken",
    "bearertoken",
    "clientassertion",
    "clientsecret",
    "idtoken",
    "jwt",
    "oauthsignature",
    "oauthtoken",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "privatetoken",
    "pwd",
    "refreshtoken",
    "secret",
    "secretkey",
    "secrettoken",
    "sessiontoken",
    "subscriptionkey",
    "token",
    "xapikey",
    "xoauthtoken",
];

/// Query parameters that say "credential" in a query but may be anything in a body.
const QUERY_KEYS: [&str; 9] =
    ["key", "auth", "sig", "signature", "appid", "code", "sid", "authorization", "hmac"];

/// Whether a header of that name carries an API key or token (`Authorization` and its proxy kin are not asked for here).
#[must_use]
pub fn is_key_header(name: &[u8]) -> bool {
    let name = lower(name);
    let flag = name == "x-atlassian-token";
    if flag
        || is_harmless(&name)
        || matches!(name.as_str(), "authorization" | "proxy-authorization")
    {
        return false;
    }
    let plain = squeeze(&name);
    let last = name.rsplit(['-', '_']).next().unwrap_or_default();
    matches!(last, "token" | "key" | "secret" | "apikey" | "authorization" | "password")
        || KEYS.contains(&plain.as_str())
        || ["apikey", "authtoken", "accesstoken"].iter().any(|key| plain.ends_with(key))
        || matches!(name.as_str(), "x-auth" | "x-api-signature" | "x-signature" | "x-session-id")
}

/// Whether a query parameter of that name (decoded) carries a credential.
#[must_use]
pub fn is_key_query(name: &[u8]) -> bool {
    let name = lower(name);
    if is_harmless(&name) {
        return false;
    }
    let plain = squeeze(&name);
    let signed = matches!(
        name.as_str(),
        "x-amz-signature" | "x-amz-security-token" | "x-goog-signature" | "x-oss-signature"
    );
    signed || is_field(&plain) || QUERY_KEYS.contains(&plain.as_str())
}

/// Whether a form, JSON or multipart field of that name holds something that must not be shown.
#[must_use]
pub fn is_key_field(name: &[u8]) -> bool {
    let name = lower(name);
    !is_harmless(&name) && is_field(&squeeze(&name))
}

/// Whether a cookie of that name most likely holds a session or a token.
#[must_use]
pub fn is_session_cookie(name: &[u8]) -> bool {
    let name = lower(name);
    let session = ["sess", "auth", "token", "jwt", "remember", "login"];
    let exact = matches!(name.as_str(), "sid" | "connect.sid" | "sessid" | "ssid" | "identity");
    let host_bound = name.starts_with("__host-") || name.starts_with("__secure-");
    !is_harmless(&name) && (exact || host_bound || session.iter().any(|word| name.contains(word)))
}

/// Whether a name speaks of a token against forged requests.
#[must_use]
pub fn is_csrf(name: &[u8]) -> bool {
    let name = lower(name);
    name.contains("csrf")
        || name.contains("xsrf")
        || name.contains("antiforgery")
        || matches!(
            name.as_str(),
            "authenticity_token"
                | "__requestverificationtoken"
                | "requestverificationtoken"
                | "_token"
        )
        || name.ends_with("crumb")
}

fn is_field(plain: &str) -> bool {
    KEYS.contains(&plain)
        || ["password", "secret", "apikey", "accesstoken", "refreshtoken", "authtoken"]
            .iter()
            .any(|end| plain.ends_with(end))
}

fn is_harmless(name: &str) -> bool {
    HARMLESS.iter().any(|word| name.contains(word))
        || name.split(['-', '_', '.']).any(|part| HARMLESS_ALONE.contains(&part))
        || HARMLESS_JOINED.contains(&squeeze(name).as_str())
        || is_csrf(name.as_bytes())
}

/// `X-Api_Key` as `xapikey`: `name` is in lower case already.
fn squeeze(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        for name in [
            "X-Api-Key",
            "apikey",
            "api-key",
            "X-Keap-API-Key",
            "PRIVATE-TOKEN",
            "X-Auth-Token",
            "X-Cassandra-Token",
            "Ocp-Apim-Subscription-Key",
            "X-Authorization",
            "X-Client-Secret",
            "X-NextCloud-Token",
        ] {
            assert!(is_key_header(name.as_bytes()), "{name}");
        }
        for name in [
            "X-CSRF-Token",
            "X-XSRF-TOKEN",
            "Idempotency-Key",
            "Postman-Token",
            "Sec-WebSocket-Key",
            "Host",
            "Content-Type",
            "Authorization",
            "Keep-Alive",
            "Jenkins-Crumb",
            "If-Match",
        ] {
            assert!(!is_key_header(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn queries_fields_and_cookies() {
        for (name, query, field) in [
            ("api_key", true, true),
            ("key", true, false),
            ("X-Amz-Signature", true, false),
            ("client_secret", true, true),
            ("current_password", true, true),
            ("page_token", false, false),
            ("nextPageToken", false, false),
            ("name", false, false),
            ("grant_type", false, false),
        ] {
            assert_eq!(
                (is_key_query(name.as_bytes()), is_key_field(name.as_bytes())),
                (query, field),
                "{name}"
            );
        }
        assert!(is_session_cookie(b"JSESSIONID") && is_session_cookie(b"connect.sid"));
        assert!(!is_session_cookie(b"csrftoken") && !is_session_cookie(b"lang"));
    }
}
