//! What each status speaks for and against: data.

/// A status, the codes that it speaks for, and how much (RFC 9110 section 15; 421, 426, 428, 429, 431: RFC 9110, 6585).
pub(super) type StatusRow = (u16, &'static [(&'static str, f32)]);

/// What each status speaks for. Codes that a row does not name get nothing; a number
/// below 0 speaks against.
#[rustfmt::skip]
pub(super) const STATUSES: &[StatusRow] = &[
    (400, &[
            ("json-invalid", 1.5), ("body-not-utf8", 1.5), ("body-bom", 1.0),
            ("json-double-encoded", 1.0), ("content-type-mismatch", 1.0),
            ("content-type-missing", 1.0), ("multipart-boundary", 1.5), ("multipart-part", 1.0),
            ("body-missing", 1.0), ("body-field-missing", 1.5), ("body-field-type", 1.5),
            ("body-field-unexpected", 0.5), ("base64-invalid", 1.0),
            ("content-length-mismatch", 1.0), ("content-encoding", 1.0), ("header-invalid", 1.0),
            ("auth-duplicate", 1.0), ("url-query", 1.0), ("url-encoding", 0.5),
            ("host-mismatch", 0.5), ("url-scheme", 1.0), ("form-encoding", 0.5),
            ("content-length-missing", 0.5), ("placeholder-unresolved", 0.5), ("body-charset", 0.5),
            ("header-missing", 0.5), ("header-unexpected", 0.5), ("header-duplicate", 0.5),
            ("auth-malformed", 0.5),
        ]),
    (401, &[
            ("auth-missing", 2.0), ("auth-scheme-mismatch", 2.0), ("auth-header-name", 2.0),
            ("auth-malformed", 2.0), ("auth-credential-differs", 1.5), ("auth-expired", 2.0),
            ("auth-basic-encoding", 2.0), ("auth-duplicate", 1.0), ("auth-unexpected", 1.0),
            ("auth-signature", 1.5), ("cookie-missing", 1.0), ("redirect-changed-request", 2.0),
            ("placeholder-unresolved", 0.5), ("url-host", 1.0), ("body-missing", -0.5),
            ("json-invalid", -1.0), ("content-type-mismatch", -1.0), ("url-path", -0.5),
            ("body-field-type", -1.5), ("body-field-unexpected", -1.0), ("accept-mismatch", -1.5),
        ]),
    (403, &[
            ("auth-missing", 1.0), ("auth-scheme-mismatch", 1.0), ("auth-header-name", 1.0),
            ("auth-malformed", 1.0), ("auth-credential-differs", 1.0), ("auth-expired", 1.0),
            ("auth-signature", 1.5), ("csrf-missing", 2.0), ("cookie-missing", 1.5),
            ("user-agent-blocked", 1.5), ("auth-unexpected", 0.5), ("auth-duplicate", 0.5),
            ("body-unexpected", 1.0), ("redirect-changed-request", 1.0), ("host-mismatch", 0.5),
            ("method-mismatch", 0.5), ("url-encoding", 0.5), ("json-invalid", -1.0),
            ("content-type-mismatch", -0.5),
        ]),
    (404, &[
            ("url-path", 2.0), ("url-encoding", 1.0), ("url-host", 1.5), ("host-mismatch", 1.5),
            ("url-query", 0.5), ("method-mismatch", 0.5), ("placeholder-unresolved", 1.0),
            ("url-scheme", 0.5), ("auth-missing", 0.5), ("json-invalid", -2.0),
            ("content-type-mismatch", -2.5), ("body-field-type", -1.0), ("body-missing", -1.0),
            ("multipart-part", -1.5), ("multipart-boundary", -2.5), ("content-type-missing", -2.5),
            ("header-unexpected", -1.0), ("auth-malformed", -0.5),
        ]),
    (405, &[
            ("method-mismatch", 2.5), ("redirect-changed-request", 2.5), ("url-path", 1.0),
            ("auth-missing", -1.0), ("url-scheme", 0.5),
        ]),
    (406, &[("accept-mismatch", 3.0), ("user-agent-blocked", 0.5), ("auth-missing", -1.0)]),
    (407, &[("auth-missing", 1.0), ("header-missing", 0.5)]),
    (408, &[("content-length-mismatch", 2.0), ("expect-continue", 1.0), ("body-missing", 0.5)]),
    (409, &[("body-field-differs", 0.5), ("header-missing", 0.5)]),
    (411, &[
            ("content-length-missing", 3.0), ("transfer-encoding-chunked", 3.0),
            ("auth-missing", -1.5), ("body-missing", 0.5), ("body-field-type", -2.0),
            ("body-field-missing", -2.0), ("body-field-unexpected", -2.0),
            ("content-type-mismatch", -1.0),
        ]),
    (412, &[
            ("header-missing", 1.0), ("header-differs", 1.0), ("csrf-missing", 1.5),
            ("header-unexpected", 1.0),
        ]),
    (413, &[
            ("content-length-mismatch", 1.0), ("body-unexpected", 0.5),
            ("transfer-encoding-chunked", 1.0),
        ]),
    (414, &[("url-query", 1.5), ("method-mismatch", 1.0)]),
    (415, &[
            ("content-type-mismatch", 2.5), ("content-type-missing", 2.5), ("body-charset", 2.0),
            ("content-encoding", 1.5), ("multipart-boundary", 1.0), ("multipart-part", 1.0),
            ("header-unexpected", 0.5), ("auth-missing", -1.5), ("accept-mismatch", -0.5),
            ("json-invalid", -0.5),
        ]),
    (416, &[("header-unexpected", 1.0), ("header-differs", 1.0)]),
    (417, &[("expect-continue", 4.0)]),
    (419, &[("csrf-missing", 3.0), ("cookie-missing", 1.5)]),
    (421, &[("host-mismatch", 3.0), ("url-host", 2.0)]),
    (422, &[
            ("body-field-missing", 2.0), ("body-field-type", 2.0), ("body-field-differs", 1.0),
            ("body-field-unexpected", 1.0), ("json-double-encoded", 1.5),
            ("content-type-mismatch", 1.5), ("content-type-missing", 1.0), ("json-invalid", 1.0),
            ("body-missing", 1.0), ("multipart-part", 1.0), ("form-encoding", 1.0),
            ("base64-invalid", 1.0), ("csrf-missing", 0.5), ("auth-missing", -1.0),
        ]),
    (426, &[("http-version", 3.0), ("url-scheme", 2.0)]),
    (428, &[("header-missing", 2.0)]),
    (429, &[("user-agent-blocked", 1.0), ("auth-missing", 0.5)]),
    (431, &[("header-duplicate", 1.0), ("header-unexpected", 1.5), ("header-differs", 1.0)]),
    (500, &[
            ("json-double-encoded", 1.0), ("content-type-mismatch", 1.0), ("header-differs", 0.5),
            ("body-field-missing", 0.5), ("body-field-type", 1.0), ("json-invalid", 0.5),
            ("body-missing", 0.5), ("auth-missing", -0.5), ("content-type-missing", 0.5),
            ("body-not-utf8", 0.5),
        ]),
    (501, &[("method-mismatch", 1.5), ("transfer-encoding-chunked", 1.5)]),
    (505, &[("http-version", 4.0)]),
];
