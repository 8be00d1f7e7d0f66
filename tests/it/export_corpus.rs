//! Requests that are hard to write down in somebody's language.

#![expect(
    clippy::unwrap_used,
    reason = "a sample without a request line is a mistake in the sample"
)]

/// A request with a name; `Host` and `Content-Length` are filled in.
pub(crate) struct Sample {
    /// What is hard about it.
    pub(crate) name: &'static str,
    head: &'static [u8],
    body: Vec<u8>,
    length: bool,
}

impl Sample {
    fn new(name: &'static str, head: &'static [u8], body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = !body.is_empty();
        Self { name, head, body, length }
    }

    /// Without a length, or with one though there is no body.
    fn length(mut self, length: bool) -> Self {
        self.length = length;
        self
    }

    /// The request for a server at `host`.
    pub(crate) fn bytes(&self, host: &str) -> Vec<u8> {
        let length = format!("Content-Length: {}\r\n", self.body.len());
        let length = if self.length { length } else { String::new() };
        let line_end = self.head.windows(2).position(|pair| pair == b"\r\n").unwrap() + 2;
        let (line, headers) = self.head.split_at(line_end);
        let host = format!("Host: {host}\r\n");
        [line, host.as_bytes(), headers, length.as_bytes(), b"\r\n", &self.body].concat()
    }
}

/// All of them.
pub(crate) fn corpus() -> Vec<Sample> {
    let mut all = plain();
    all.extend(json_bodies());
    all.extend(other_bodies());
    all.extend(places());
    all
}

fn plain() -> Vec<Sample> {
    vec![
        Sample::new("get", b"GET /items?page=2&sort=-created_at HTTP/1.1\r\nAccept: application/json\r\nX-Trace: a-1\r\n", ""),
        Sample::new("head", b"HEAD /items HTTP/1.1\r\nX-Trace: a-1\r\n", ""),
        Sample::new("options", b"OPTIONS /items HTTP/1.1\r\nOrigin: https://app.example.com\r\n", ""),
        Sample::new("empty-post", b"POST /jobs HTTP/1.1\r\nX-Trace: 1\r\n", "").length(true),
        Sample::new("post-no-length", b"POST /jobs HTTP/1.1\r\nX-Trace: 1\r\n", ""),
        Sample::new("odd-no-body", b"PURGE /cache/x HTTP/1.1\r\nX-Trace: 1\r\n", ""),
        Sample::new("delete", b"DELETE /items/7 HTTP/1.1\r\nX-Trace: 1\r\n", ""),
        Sample::new("put-empty", b"PUT /items/7 HTTP/1.1\r\nX-Trace: 1\r\n", "").length(true),
        Sample::new("delete-body", b"DELETE /items HTTP/1.1\r\nContent-Type: application/json\r\n", r#"{"ids":[1,2,3]}"#),
        Sample::new("get-body", b"GET /search HTTP/1.1\r\nContent-Type: application/json\r\n", r#"{"query":{"match_all":{}}}"#),
        Sample::new("patch", b"PATCH /items/7 HTTP/1.1\r\nContent-Type: application/merge-patch+json\r\nIf-Match: \"v1\"\r\n", r#"{"title":null}"#),
        Sample::new("odd-method", b"PROPFIND /dav/ HTTP/1.1\r\nDepth: 1\r\nContent-Type: application/xml\r\n", "<?xml version=\"1.0\"?>\n<propfind xmlns='DAV:'><allprop/></propfind>\n"),
        Sample::new("secrets", b"POST /v1/token?api_key=q-1234567890 HTTP/1.1\r\nAuthorization: Bearer abc.def-123_456~=\r\nX-Api-Key: k'$HOME`\"\\\r\nCookie: sid=s3cr3t!value; lang=de\r\nContent-Type: application/json\r\n", r#"{"client_secret":"hunter2-hunter2","n":1}"#),
        Sample::new("basic", b"GET / HTTP/1.1\r\nAuthorization: Basic dXNlcjpww6Rzc3dvcmQ=\r\nUser-Agent: my-tool/1.0\r\n", ""),
    ]
}

fn json_bodies() -> Vec<Sample> {
    vec![
        Sample::new(
            "json-compact",
            b"POST /a HTTP/1.1\r\nContent-Type: application/json\r\n",
            r#"{"name":"Zoë \"Z\" 😀","price":12.5,"tags":["a","b"],"nested":{"ok":true,"none":null},"n":-3}"#,
        ),
        Sample::new(
            "json-spaced",
            b"POST /a HTTP/1.1\r\nContent-Type: application/json\r\n",
            r#"{"name": "Zo\u00eb \"Z\" \ud83d\ude00", "price": 12.5, "tags": ["a", "b"], "nested": {"ok": true, "none": null}}"#,
        ),
        Sample::new(
            "json-pretty",
            b"PUT /a HTTP/1.1\r\nContent-Type: application/json\r\n",
            "{\n  \"it's\": \"$HOME `id` ${x} #{y} {{z}} %PATH% !!\",\n  \"num\": 1.0,\n  \"big\": 12345678901234567890\n}\n",
        ),
        Sample::new(
            "json-broken",
            b"POST /a HTTP/1.1\r\nContent-Type: application/json\r\n",
            "{\"a\": 1,}",
        ),
        Sample::new(
            "json-latin1",
            b"POST /a HTTP/1.1\r\nContent-Type: application/json\r\n",
            &b"{\"name\":\"Jos\xe9\"}"[..],
        ),
    ]
}

fn other_bodies() -> Vec<Sample> {
    let multipart = b"--XyZ\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nQu'est-ce \"que\" c'est?\r\n--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n\x00\x01\xfe\xff\r\n--XyZ--\r\n";
    let every: Vec<u8> = (0..=255).collect();
    let long = "{\"k\": \"Zeile für Zeile $x `y` %z\"}\n".repeat(4500);
    vec![
        Sample::new(
            "form",
            b"POST /f HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            "a=1&b=%C3%A9+x&c=%24%60&empty=&bare",
        ),
        Sample::new(
            "text",
            b"POST /t HTTP/1.1\r\nContent-Type: text/plain; charset=utf-8\r\n",
            "@file <x> \\ / \\n 'q' \"dq\" `bt` $v ${w} %(p)s #{r} \u{2018}sq\u{2019} \u{201c}dq\u{201d}\ttab\r\nCRLF\n\u{feff}\u{202e}\u{a0}end",
        ),
        Sample::new("no-type", b"POST /t HTTP/1.1\r\nX-A: 1\r\n", "no media type"),
        Sample::new(
            "binary",
            b"PUT /b HTTP/1.1\r\nContent-Type: application/octet-stream\r\n",
            every,
        ),
        Sample::new(
            "nul-and-secret",
            b"POST /b?token=tok-12345678 HTTP/1.1\r\nContent-Type: application/octet-stream\r\n",
            &b"\x00\xff tok-12345678 \xfe"[..],
        ),
        Sample::new(
            "multipart",
            b"POST /m HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=XyZ\r\n",
            &multipart[..],
        ),
        Sample::new("long", b"POST /l HTTP/1.1\r\nContent-Type: application/x-ndjson\r\n", long),
        Sample::new(
            "chunked",
            b"POST /c HTTP/1.1\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n",
            "5\r\nhello\r\n6\r\n, wör\r\n0\r\n\r\n",
        )
        .length(false),
    ]
}

fn places() -> Vec<Sample> {
    vec![
        Sample::new("query-odd", b"GET /s?q=a|b&r[]=1&j={\"x\":'y'}&t=$1`2!3\\4^5 HTTP/1.1\r\nX-A: 1\r\n", ""),
        Sample::new("query-escapes", b"GET /a%2fb/%7Euser/%C3%A9?x=%zz&y=100%&z=a+b%20c HTTP/1.1\r\nX-A: 1\r\n", ""),
        Sample::new("dots", b"GET /a/../b/./c//d?x=/../y HTTP/1.1\r\nX-A: 1\r\n", ""),
        Sample::new("double-slash", b"GET //a//b? HTTP/1.1\r\nX-A: 1\r\n", ""),
        Sample::new("raw-utf8", "GET /café?q=naïve HTTP/1.1\r\nX-A: 1\r\n".as_bytes(), ""),
        Sample::new("fragment", b"GET /a?x=1#frag HTTP/1.1\r\nX-A: 1\r\n", ""),
        Sample::new("asterisk", b"OPTIONS * HTTP/1.1\r\nX-A: 1\r\n", ""),
        Sample::new("quote-query", b"GET /o('x',1)/?$filter=name%20eq%20'O''Neil'&a=(b);c,d:e@f HTTP/1.1\r\nX-A: 1\r\n", ""),
        Sample::new("header-quotes", b"GET / HTTP/1.1\r\nIf-None-Match: W/\"a'b\", \"c\\d\"\r\nX-Dollar: $HOME `id` ${x} #{y} %PATH% !! \\n\r\nX-Eq: =a@b;c:d\r\nX-At: @file\r\n", ""),
        Sample::new("header-case", b"GET / HTTP/1.1\r\nx-lower: 1\r\nX-UPPER: 2\r\nx-MiXed: 3\r\nACCEPT: text/html\r\n", ""),
        Sample::new("header-repeats", b"GET / HTTP/1.1\r\nX-Tag: a\r\nX-Other: o\r\nX-Tag: b\r\nx-tag: c\r\n", ""),
        Sample::new("header-empty", b"GET / HTTP/1.1\r\nX-Empty:\r\nX-Full: 1\r\n", ""),
        Sample::new("header-latin1", b"POST / HTTP/1.1\r\nX-Name: Jos\xe9 \xa9\r\nContent-Type: text/plain\r\n", "caf\u{e9}"),
        Sample::new("header-utf8", "GET / HTTP/1.1\r\nX-Name: Zoë 😀\r\nX-Other: y\r\n".as_bytes(), ""),
        Sample::new("hop", b"GET / HTTP/1.1\r\nConnection: close\r\nTE: trailers\r\nExpect: 100-continue\r\n", ""),
        Sample::new("http10", b"GET / HTTP/1.0\r\nX-A: 1\r\n", ""),
        Sample::new("tokens", b"A'B$C`D!|~ /x HTTP/1.1\r\nX-#$0'`!|~&: 1\r\n", ""),
        Sample::new("hyphen", b"GET /x HTTP/1.1\r\n-X-Start: 1\r\nContent-Type: text/plain\r\n", "-dash=1"),
        Sample::new("fold", b"GET / HTTP/1.1\r\nX-Fold: a\r\n  b\r\nX-Tight:c\r\n", ""),
    ]
}
