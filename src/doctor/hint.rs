//! Hints: what a status and the words of a refusal speak for. Data and a look-up; the rules do the finding.

use super::case::Case;
use super::evidence::Evidence;
use super::evidence::Mark;
use super::evidence::Side;
use super::finding::Finding;
use super::finding::Reason;
use crate::wire::Span;

/// A status, the codes that it speaks for, and how much (RFC 9110 section 15; 421, 426, 428, 429, 431: RFC 9110, 6585).
type StatusRow = (u16, &'static [(&'static str, f32)]);

/// What each status speaks for. Codes that a row does not name get nothing; see [`AGAINST`] for the other direction.
const STATUSES: &[StatusRow] = &[
    (
        400,
        &[
            ("json-invalid", 1.5),
            ("body-not-utf8", 1.5),
            ("body-bom", 1.0),
            ("json-double-encoded", 1.0),
            ("content-type-mismatch", 1.0),
            ("content-type-missing", 1.0),
            ("multipart-boundary", 1.5),
            ("multipart-part", 1.0),
            ("body-missing", 1.0),
            ("body-field-missing", 1.5),
            ("body-field-type", 1.5),
            ("body-field-unexpected", 0.5),
            ("base64-invalid", 1.0),
            ("content-length-mismatch", 1.0),
            ("content-encoding", 1.0),
            ("header-invalid", 1.0),
            ("auth-duplicate", 1.0),
            ("url-query", 1.0),
            ("url-encoding", 0.5),
            ("host-mismatch", 0.5),
            ("url-scheme", 1.0),
            ("form-encoding", 0.5),
            ("content-length-missing", 0.5),
            ("placeholder-unresolved", 0.5),
            ("body-charset", 0.5),
            ("header-missing", 0.5),
            ("header-unexpected", 0.5),
            ("header-duplicate", 0.5),
            ("auth-malformed", 0.5),
        ],
    ),
    (
        401,
        &[
            ("auth-missing", 2.0),
            ("auth-scheme-mismatch", 2.0),
            ("auth-header-name", 2.0),
            ("auth-malformed", 2.0),
            ("auth-credential-differs", 1.5),
            ("auth-expired", 2.0),
            ("auth-basic-encoding", 2.0),
            ("auth-duplicate", 1.0),
            ("auth-unexpected", 1.0),
            ("auth-signature", 1.5),
            ("cookie-missing", 1.0),
            ("redirect-changed-request", 2.0),
            ("placeholder-unresolved", 0.5),
            ("url-host", 1.0),
            ("body-missing", -0.5),
            ("json-invalid", -1.0),
            ("content-type-mismatch", -1.0),
            ("url-path", -0.5),
            ("body-field-type", -1.5),
            ("body-field-unexpected", -1.0),
            ("accept-mismatch", -1.5),
        ],
    ),
    (
        403,
        &[
            ("auth-missing", 1.0),
            ("auth-scheme-mismatch", 1.0),
            ("auth-header-name", 1.0),
            ("auth-malformed", 1.0),
            ("auth-credential-differs", 1.0),
            ("auth-expired", 1.0),
            ("auth-signature", 1.5),
            ("csrf-missing", 2.0),
            ("cookie-missing", 1.5),
            ("user-agent-blocked", 1.5),
            ("auth-unexpected", 0.5),
            ("auth-duplicate", 0.5),
            ("body-unexpected", 1.0),
            ("redirect-changed-request", 1.0),
            ("host-mismatch", 0.5),
            ("method-mismatch", 0.5),
            ("url-encoding", 0.5),
            ("json-invalid", -1.0),
            ("content-type-mismatch", -0.5),
        ],
    ),
    (
        404,
        &[
            ("url-path", 2.0),
            ("url-encoding", 1.0),
            ("url-host", 1.5),
            ("host-mismatch", 1.5),
            ("url-query", 0.5),
            ("method-mismatch", 0.5),
            ("placeholder-unresolved", 1.0),
            ("url-scheme", 0.5),
            ("auth-missing", 0.5),
            ("json-invalid", -2.0),
            ("content-type-mismatch", -1.5),
            ("body-field-type", -1.0),
            ("body-missing", -1.0),
            ("multipart-part", -1.5),
            ("multipart-boundary", -1.5),
            ("content-type-missing", -1.5),
            ("header-unexpected", -1.0),
            ("auth-malformed", -0.5),
        ],
    ),
    (
        405,
        &[
            ("method-mismatch", 2.5),
            ("redirect-changed-request", 2.5),
            ("url-path", 1.0),
            ("auth-missing", -1.0),
            ("url-scheme", 0.5),
        ],
    ),
    (406, &[("accept-mismatch", 3.0), ("user-agent-blocked", 0.5), ("auth-missing", -1.0)]),
    (407, &[("auth-missing", 1.0), ("header-missing", 0.5)]),
    (408, &[("content-length-mismatch", 2.0), ("expect-continue", 1.0), ("body-missing", 0.5)]),
    (409, &[("body-field-differs", 0.5), ("header-missing", 0.5)]),
    (
        411,
        &[
            ("content-length-missing", 3.0),
            ("transfer-encoding-chunked", 3.0),
            ("auth-missing", -1.5),
            ("body-missing", 0.5),
            ("body-field-type", -2.0),
            ("body-field-missing", -2.0),
            ("body-field-unexpected", -2.0),
            ("content-type-mismatch", -1.0),
        ],
    ),
    (
        412,
        &[
            ("header-missing", 1.0),
            ("header-differs", 1.0),
            ("csrf-missing", 1.5),
            ("header-unexpected", 1.0),
        ],
    ),
    (
        413,
        &[
            ("content-length-mismatch", 1.0),
            ("body-unexpected", 0.5),
            ("transfer-encoding-chunked", 1.0),
        ],
    ),
    (414, &[("url-query", 1.5), ("method-mismatch", 1.0)]),
    (
        415,
        &[
            ("content-type-mismatch", 2.5),
            ("content-type-missing", 2.5),
            ("body-charset", 2.0),
            ("content-encoding", 1.5),
            ("multipart-boundary", 1.0),
            ("multipart-part", 1.0),
            ("header-unexpected", 0.5),
            ("auth-missing", -1.5),
            ("accept-mismatch", -0.5),
            ("json-invalid", -0.5),
        ],
    ),
    (416, &[("header-unexpected", 1.0), ("header-differs", 1.0)]),
    (417, &[("expect-continue", 4.0)]),
    (419, &[("csrf-missing", 3.0), ("cookie-missing", 1.5)]),
    (421, &[("host-mismatch", 3.0), ("url-host", 2.0)]),
    (
        422,
        &[
            ("body-field-missing", 2.0),
            ("body-field-type", 2.0),
            ("body-field-differs", 1.0),
            ("body-field-unexpected", 1.0),
            ("json-double-encoded", 1.5),
            ("content-type-mismatch", 1.5),
            ("content-type-missing", 1.0),
            ("json-invalid", 1.0),
            ("body-missing", 1.0),
            ("multipart-part", 1.0),
            ("form-encoding", 1.0),
            ("base64-invalid", 1.0),
            ("csrf-missing", 0.5),
            ("auth-missing", -1.0),
        ],
    ),
    (426, &[("http-version", 3.0), ("url-scheme", 2.0)]),
    (428, &[("header-missing", 2.0)]),
    (429, &[("user-agent-blocked", 1.0), ("auth-missing", 0.5)]),
    (431, &[("header-duplicate", 1.0), ("header-unexpected", 1.5), ("header-differs", 1.0)]),
    (
        500,
        &[
            ("json-double-encoded", 1.0),
            ("content-type-mismatch", 1.0),
            ("header-differs", 0.5),
            ("body-field-missing", 0.5),
            ("body-field-type", 1.0),
            ("json-invalid", 0.5),
            ("body-missing", 0.5),
            ("auth-missing", -0.5),
            ("content-type-missing", 0.5),
            ("body-not-utf8", 0.5),
        ],
    ),
    (501, &[("method-mismatch", 1.5), ("transfer-encoding-chunked", 1.5)]),
    (505, &[("http-version", 4.0)]),
];

/// Words of a refusal and the codes they speak for. The first phrase found counts, once a code.
type WordRow = (&'static [&'static str], &'static [(&'static str, f32)]);

const WORDS: &[WordRow] = &[
    (
        &["content-length", "content length", "length required", "contentlength"],
        &[
            ("content-length-missing", 2.0),
            ("transfer-encoding-chunked", 1.5),
            ("content-length-mismatch", 2.0),
        ],
    ),
    (
        &["chunked", "transfer-encoding", "transfer encoding"],
        &[("transfer-encoding-chunked", 2.0), ("content-length-missing", 0.5)],
    ),
    (
        &[
            "utf-8",
            "utf8",
            "unicode",
            "codec can't decode",
            "invalid byte",
            "character encoding",
            "encoding error",
            "malformed utf",
        ],
        &[
            ("body-not-utf8", 2.5),
            ("body-charset", 1.0),
            ("body-bom", 0.5),
            ("header-invalid", 0.5),
        ],
    ),
    (&["byte order mark", "bom", "unexpected utf-8 bom"], &[("body-bom", 3.0)]),
    (&["charset"], &[("body-charset", 2.0), ("content-type-mismatch", 0.5)]),
    (
        &["json"],
        &[
            ("json-invalid", 1.5),
            ("json-double-encoded", 1.0),
            ("content-type-mismatch", 1.0),
            ("body-bom", 0.5),
            ("body-missing", 0.5),
            ("content-type-missing", 0.5),
        ],
    ),
    (
        &[
            "unexpected token",
            "unexpected character",
            "parse error",
            "parseerror",
            "could not parse",
            "cannot parse",
            "unable to parse",
            "error parsing",
            "problems parsing",
            "malformed",
            "not valid json",
            "invalid json",
            "deserialize",
            "unexpected end",
            "expecting value",
            "syntax error",
            "invalid character",
        ],
        &[
            ("json-invalid", 1.5),
            ("json-double-encoded", 0.5),
            ("body-missing", 0.5),
            ("body-not-utf8", 0.5),
            ("body-bom", 0.5),
            ("content-type-mismatch", 0.5),
            ("content-encoding", 0.5),
        ],
    ),
    (
        &[
            "content-type",
            "content type",
            "contenttype",
            "media type",
            "mediatype",
            "mime type",
            "mimetype",
        ],
        &[
            ("content-type-mismatch", 2.0),
            ("content-type-missing", 2.0),
            ("body-charset", 1.0),
            ("multipart-boundary", 0.5),
        ],
    ),
    (&["boundary"], &[("multipart-boundary", 3.0)]),
    (
        &["multipart", "form-data", "no file", "file part", "uploaded file", "filename"],
        &[("multipart-part", 1.5), ("multipart-boundary", 1.0), ("content-type-mismatch", 0.5)],
    ),
    (
        &[
            "gzip",
            "content-encoding",
            "decompress",
            "deflate",
            "inflate",
            "not in gzip format",
            "incorrect header check",
        ],
        &[("content-encoding", 3.0)],
    ),
    (
        &[
            "csrf",
            "xsrf",
            "crumb",
            "forgery",
            "authenticity token",
            "authenticitytoken",
            "verification token",
            "cross-site",
        ],
        &[("csrf-missing", 3.0), ("cookie-missing", 0.5)],
    ),
    (&["cors", "origin"], &[("csrf-missing", 1.0)]),
    (&["cookie", "session", "log in", "login"], &[("cookie-missing", 1.5), ("csrf-missing", 0.5)]),
    (
        &["user-agent", "user agent", "useragent", "administrative rules", "bot", "crawler"],
        &[("user-agent-blocked", 3.0)],
    ),
    (
        &["expired", "expiration", "has expired", "token_expired", "exp claim", "lifetime"],
        &[("auth-expired", 3.0), ("auth-signature", 0.5)],
    ),
    (
        &["signature", "signaturedoesnotmatch", "hmac", "string to sign", "nonce", "timestamp"],
        &[
            ("auth-signature", 2.5),
            ("url-encoding", 0.5),
            ("header-unexpected", 0.5),
            ("body-missing", 0.5),
            ("method-mismatch", 0.5),
            ("content-type-missing", 0.5),
            ("auth-malformed", -0.5),
        ],
    ),
    (
        &["only one auth", "multiple auth", "more than one auth", "two auth", "duplicate auth"],
        &[("auth-duplicate", 3.0), ("auth-unexpected", 2.0)],
    ),
    (
        &["base64", "illegal base64", "incorrect padding", "not base64"],
        &[("base64-invalid", 2.0), ("auth-basic-encoding", 1.0)],
    ),
    (
        &[
            "api key",
            "api-key",
            "apikey",
            "access token",
            "access_token",
            "invalid token",
            "invalid_token",
            "token",
            "unauthorized",
            "unauthenticated",
            "authentication",
            "authorization",
            "credentials",
            "not authorized",
            "bearer",
        ],
        &[
            ("auth-missing", 0.8),
            ("auth-scheme-mismatch", 0.8),
            ("auth-header-name", 0.8),
            ("auth-malformed", 0.8),
            ("auth-credential-differs", 0.6),
            ("auth-expired", 0.4),
            ("auth-basic-encoding", 0.6),
        ],
    ),
    (
        &[
            "must be a number",
            "must be an integer",
            "must be a string",
            "must be an array",
            "must be an object",
            "must be a boolean",
            "wrong type",
            "invalid type",
            "expected type",
            "type mismatch",
            "typeerror",
            "is not a number",
            "not a valid integer",
            "expected a",
            "expected an",
            "cannot deserialize",
            "cannot unmarshal",
            "has no attribute",
            "should be a valid",
        ],
        &[("body-field-type", 2.0), ("json-double-encoded", 1.5)],
    ),
    (
        &[
            "is required",
            "required field",
            "field required",
            "missing required",
            "must be provided",
            "must not be null",
            "must not be empty",
            "can't be blank",
            "cannot be blank",
            "missing field",
            "is missing",
            "missing parameter",
            "not provided",
            "may not be blank",
            "may not be null",
        ],
        &[
            ("body-field-missing", 1.0),
            ("url-query", 1.0),
            ("header-missing", 1.0),
            ("body-missing", 1.0),
            ("multipart-part", 1.0),
            ("content-type-missing", 0.5),
            ("content-type-mismatch", 0.5),
            ("form-encoding", 0.5),
        ],
    ),
    (
        &[
            "unknown field",
            "unrecognized field",
            "not allowed",
            "unexpected field",
            "additional properties",
            "extra fields",
            "unrecognized_keys",
        ],
        &[("body-field-unexpected", 1.5), ("header-unexpected", 0.5)],
    ),
    (
        &[
            "empty body",
            "body is empty",
            "request body",
            "no body",
            "missing body",
            "body required",
            "required request body",
        ],
        &[
            ("body-missing", 2.0),
            ("content-type-missing", 0.5),
            ("content-type-mismatch", 0.5),
            ("body-unexpected", 0.5),
        ],
    ),
    (
        &["method not allowed", "does not support", "cannot get", "cannot post", "method"],
        &[("method-mismatch", 1.0), ("redirect-changed-request", 0.5)],
    ),
    (
        &[
            "not found",
            "no route",
            "no such",
            "does not exist",
            "cannot be found",
            "cannot get",
            "cannot post",
        ],
        &[("url-path", 1.0), ("url-host", 0.3)],
    ),
    (
        &[
            "host",
            "virtual host",
            "misdirected",
            "disallowed host",
            "invalid hostname",
            "allowed_hosts",
        ],
        &[("host-mismatch", 1.5), ("url-host", 0.5)],
    ),
    (
        &[
            "plain http request was sent to https port",
            "https required",
            "ssl required",
            "use https",
            "https is required",
        ],
        &[("url-scheme", 4.0)],
    ),
    (
        &["http version", "http/1.0", "upgrade required", "version not supported"],
        &[("http-version", 3.0)],
    ),
    (&["expect", "expectation", "100-continue"], &[("expect-continue", 2.0)]),
    (
        &[
            "bad request - invalid header",
            "invalid header",
            "header name",
            "illegal character",
            "header value",
        ],
        &[("header-invalid", 2.0), ("header-duplicate", 0.5)],
    ),
    (&["not acceptable", "accept header", "no acceptable"], &[("accept-mismatch", 2.0)]),
];

/// Adds to a finding what the status and the words of the refusal say about its code.
pub(super) fn weigh(case: &Case<'_>, finding: &mut Finding) {
    let code = finding.code();
    if let Some(status) = case.status {
        let row = STATUSES.iter().find(|(number, _)| *number == status).map(|(_, row)| *row);
        let points = row.and_then(|row| row.iter().find(|(name, _)| *name == code));
        if let Some((_, points)) = points {
            let verb = if *points > 0.0 { "speaks for" } else { "speaks against" };
            finding
                .reasons
                .push(Reason { points: *points, text: format!("status {status} {verb} it") });
        }
    }
    let Some(witness) = case.witness else { return };
    for (phrases, codes) in WORDS {
        let Some((_, points)) = codes.iter().find(|(name, _)| *name == code) else { continue };
        let said = phrases.iter().find_map(|phrase| Some((*phrase, witness.says(phrase)?)));
        if let Some((phrase, span)) = said {
            finding
                .reasons
                .push(Reason { points: *points, text: format!("the response says `{phrase}`") });
            quote_once(finding, span, phrase);
        }
    }
}

/// The server's words as evidence, at most two of them, none twice: a finding is no concordance.
fn quote_once(finding: &mut Finding, span: Span, phrase: &str) {
    let quoted = finding.evidence.iter().filter(|e| e.side == Side::Response);
    let (count, known) = quoted
        .fold((0, false), |(count, known), e| (count + 1, known || e.mark.span().overlaps(span)));
    if count < 2 && !known {
        let label = format!("the server says `{phrase}`");
        finding.evidence.push(Evidence { side: Side::Response, mark: Mark::At(span), label });
    }
}
