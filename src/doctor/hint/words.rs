//! What the words of a refusal speak for: data.

/// Words of a refusal and the codes they speak for. The first phrase found counts, once a code.
pub(super) type WordRow = (&'static [&'static str], &'static [(&'static str, f32)]);

#[rustfmt::skip]
pub(super) const WORDS: &[WordRow] = &[
    // The first byte of gzip, as JSON parsers print what they cannot read.
    (&["\\x1f", "\\u001f", "0x1f", "(code 31"], &[("content-encoding", 3.0), ("json-invalid", -1.0)]),
    (
        &["content-length", "content length", "length required", "contentlength"],
        &[
            ("content-length-missing", 2.0), ("transfer-encoding-chunked", 1.5),
            ("content-length-mismatch", 2.0),
        ]),
    (
        &["chunked", "transfer-encoding", "transfer encoding"],
        &[("transfer-encoding-chunked", 2.0), ("content-length-missing", 0.5)]),
    (
        &[
            "utf-8", "utf8", "unicode", "codec can't decode", "invalid byte", "character encoding",
            "encoding error", "malformed utf",
        ],
        &[
            ("body-not-utf8", 2.5), ("body-charset", 1.0), ("body-bom", 0.5),
            ("header-invalid", 0.5),
        ]),
    (&["byte order mark", "bom", "unexpected utf-8 bom"], &[("body-bom", 3.0)]),
    (&["charset"], &[("body-charset", 2.0), ("content-type-mismatch", 0.5)]),
    (
        &["json"],
        &[
            ("json-invalid", 1.5), ("json-double-encoded", 1.0), ("content-type-mismatch", 1.0),
            ("body-bom", 0.5), ("body-missing", 0.5), ("content-type-missing", 0.5),
        ]),
    (
        &[
            "unexpected token", "unexpected character", "parse error", "parseerror",
            "could not parse", "cannot parse", "unable to parse", "error parsing",
            "problems parsing", "malformed", "not valid json", "invalid json", "deserialize",
            "unexpected end", "expecting value", "syntax error", "invalid character",
        ],
        &[
            ("json-invalid", 1.5), ("json-double-encoded", 0.5), ("body-missing", 0.5),
            ("body-not-utf8", 0.5), ("body-bom", 0.5), ("content-type-mismatch", 0.5),
            ("content-encoding", 0.5),
        ]),
    (
        &[
            "content-type", "content type", "contenttype", "media type", "mediatype", "mime type",
            "mimetype",
        ],
        &[
            ("content-type-mismatch", 2.0), ("content-type-missing", 2.0), ("body-charset", 1.0),
            ("multipart-boundary", 0.5),
        ]),
    (&["boundary"], &[("multipart-boundary", 3.0)]),
    (
        &["multipart", "form-data", "no file", "file part", "uploaded file", "filename"],
        &[("multipart-part", 1.5), ("multipart-boundary", 1.0), ("content-type-mismatch", 0.5)]),
    (
        &[
            "gzip", "content-encoding", "decompress", "deflate", "inflate", "not in gzip format",
            "incorrect header check",
        ],
        &[("content-encoding", 3.0)]),
    (
        &[
            "csrf", "xsrf", "crumb", "forgery", "authenticity token", "authenticitytoken",
            "verification token", "cross-site",
        ],
        &[("csrf-missing", 3.0), ("cookie-missing", 0.5)]),
    (&["cors", "origin"], &[("csrf-missing", 1.0)]),
    (&["cookie", "session", "log in", "login"], &[("cookie-missing", 1.5), ("csrf-missing", 0.5)]),
    (
        &["user-agent", "user agent", "useragent", "administrative rules", "bot", "crawler"],
        &[("user-agent-blocked", 3.0)]),
    (
        &["expired", "expiration", "has expired", "token_expired", "exp claim", "lifetime"],
        &[("auth-expired", 3.0), ("auth-signature", 0.5)]),
    (
        &["signature", "signaturedoesnotmatch", "hmac", "string to sign", "nonce", "timestamp"],
        &[
            ("auth-signature", 2.5), ("url-encoding", 0.5), ("header-unexpected", 0.5),
            ("body-missing", 0.5), ("method-mismatch", 0.5), ("content-type-missing", 0.5),
            ("auth-malformed", -0.5),
        ]),
    (
        &["only one auth", "multiple auth", "more than one auth", "two auth", "duplicate auth"],
        &[("auth-duplicate", 3.0), ("auth-unexpected", 2.0)]),
    (
        &["base64", "illegal base64", "incorrect padding", "not base64"],
        &[("base64-invalid", 2.0), ("auth-basic-encoding", 1.0)]),
    (
        &[
            "api key", "api-key", "apikey", "access token", "access_token", "invalid token",
            "invalid_token", "token", "unauthorized", "unauthenticated", "authentication",
            "authorization", "credentials", "not authorized", "bearer",
        ],
        &[
            ("auth-missing", 0.8), ("auth-scheme-mismatch", 0.8), ("auth-header-name", 0.8),
            ("auth-malformed", 0.8), ("auth-credential-differs", 0.6), ("auth-expired", 0.4),
            ("auth-basic-encoding", 0.6),
        ]),
    // A server that calls a key or password wrong has found and read one.
    (
        &[
            "bad credentials", "invalid credentials", "invalid username or password",
            "wrong password", "incorrect password", "incorrect api key", "invalid_client", "client authentication failed", "invalid user or password",
        ],
        &[("auth-credential-differs", 2.5), ("auth-basic-encoding", 0.5), ("url-host", 0.5)]),
    (
        &[
            "must be a number", "must be an integer", "must be a string", "must be an array",
            "must be an object", "must be a boolean", "wrong type", "invalid type", "expected type",
            "type mismatch", "typeerror", "is not a number", "not a valid integer", "expected a",
            "expected an", "cannot deserialize", "cannot unmarshal", "has no attribute",
            "should be a valid",
        ],
        &[("body-field-type", 2.0), ("json-double-encoded", 1.5)]),
    (
        &[
            "is required", "required field", "field required", "missing required",
            "must be provided", "must not be null", "must not be empty", "can't be blank",
            "cannot be blank", "missing field", "is missing", "missing parameter", "not provided",
            "may not be blank", "may not be null",
        ],
        &[
            ("body-field-missing", 1.0), ("url-query", 1.0), ("header-missing", 1.0),
            ("body-missing", 1.0), ("multipart-part", 1.0), ("content-type-missing", 0.5),
            ("content-type-mismatch", 0.5), ("form-encoding", 0.5),
        ]),
    (
        &[
            "unknown field", "unrecognized field", "not allowed", "unexpected field",
            "additional properties", "extra fields", "unrecognized_keys",
        ],
        &[("body-field-unexpected", 1.5), ("header-unexpected", 0.5)]),
    (
        &[
            "empty body", "body is empty", "request body", "no body", "missing body",
            "body required", "required request body",
        ],
        &[
            ("body-missing", 2.0), ("content-type-missing", 0.5), ("content-type-mismatch", 0.5),
            ("body-unexpected", 0.5),
        ]),
    (
        &["method not allowed", "does not support", "cannot get", "cannot post", "method"],
        &[("method-mismatch", 1.0), ("redirect-changed-request", 0.5)]),
    (
        &[
            "not found", "no route", "no such", "does not exist", "cannot be found", "cannot get",
            "cannot post",
        ],
        &[("url-path", 1.0), ("url-host", 0.3)]),
    (
        &[
            "host", "virtual host", "misdirected", "disallowed host", "invalid hostname",
            "allowed_hosts",
        ],
        &[("host-mismatch", 1.5), ("url-host", 0.5)]),
    (
        &[
            "plain http request was sent to https port", "https required", "ssl required",
            "use https", "https is required",
        ],
        &[("url-scheme", 4.0)]),
    (
        &["http version", "http/1.0", "upgrade required", "version not supported"],
        &[("http-version", 3.0)]),
    (&["expect", "expectation", "100-continue"], &[("expect-continue", 2.0)]),
    (
        &[
            "bad request - invalid header", "invalid header", "header name", "illegal character",
            "header value",
        ],
        &[("header-invalid", 2.0), ("header-duplicate", 0.5)]),
    (&["not acceptable", "accept header", "`accept` header", "'accept' header", "no acceptable"], &[("accept-mismatch", 2.0)]),
];
