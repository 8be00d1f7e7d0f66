//! Remedies: how one says a thing in the language of the client that failed.

use super::case::Case;
use super::difference::Change;
use super::difference::Noise;
use super::difference::Place;
use super::finding::Fix;
use super::finding::Safety;
use crate::model::ProfileId;
use crate::wire::Edit;

/// A client's name as a profile id; `None` for an unknown client.
#[must_use]
pub(super) fn profile(client: &'static str) -> Option<ProfileId> {
    (!client.is_empty()).then_some(ProfileId(client))
}

/// Whether none of the headers that the user of the good request typed is in the failing one: at least one is missing
/// there, and the failing request has no header that its client does not write by itself.
#[must_use]
pub(super) fn headers_never_left(case: &Case<'_>) -> bool {
    let typed_missing = case
        .at(|place| matches!(place, Place::Header { name, .. } if name != "content-type"))
        .any(|d| d.change == Change::Missing && d.noise == Noise::None);
    let own = case
        .at(|place| matches!(place, Place::Header { name, .. } if name != "content-type"))
        .any(|d| d.change == Change::Unexpected && d.noise == Noise::None);
    let automatic =
        ["host", "content-length", "content-type", "transfer-encoding", "expect", "cookie"];
    let habits = case.failing.request.headers.iter().all(|header| {
        let name = case.failing.request.text(header.name).to_ascii_lowercase();
        let name = std::str::from_utf8(&name).unwrap_or_default();
        automatic.contains(&name)
            || super::noise::alone(name, case.failing.request.text(header.value), case.failing)
                != Noise::None
    });
    typed_missing && !own && habits
}

/// One statement that sets a header in that client's language; `None` where the client is not known.
#[must_use]
pub(super) fn set_header(client: &str, name: &str, value: &str) -> Option<String> {
    Some(match client {
        "python-requests" | "python-httpx" => format!(
            "{}.request(method, url, headers={{\"{name}\": \"{value}\"}})",
            client.trim_start_matches("python-")
        ),
        "python-aiohttp" => {
            format!("session.request(method, url, headers={{\"{name}\": \"{value}\"}})")
        }
        "python-urllib" => format!("req.add_header(\"{name}\", \"{value}\")"),
        "python-urllib3" => {
            format!("http.request(method, url, headers={{\"{name}\": \"{value}\"}})")
        }
        "python-http.client" => {
            format!("conn.request(method, path, body, headers={{\"{name}\": \"{value}\"}})")
        }
        "curl" => format!("curl -H '{name}: {value}' …"),
        "wget" => format!("wget --header='{name}: {value}' …"),
        "httpie" | "xh" => format!("http … '{name}:{value}'"),
        "node-fetch-builtin" | "node-fetch" | "chromium" => {
            format!("fetch(url, {{ headers: {{ '{name}': '{value}' }} }})")
        }
        "axios" => format!("axios.post(url, data, {{ headers: {{ '{name}': '{value}' }} }})"),
        "got" => format!("got(url, {{ headers: {{ '{name}': '{value}' }} }})"),
        "superagent" => format!("request.set('{name}', '{value}')"),
        "needle" => format!("needle(method, url, data, {{ headers: {{ '{name}': '{value}' }} }})"),
        "node-http" => format!("http.request(url, {{ headers: {{ '{name}': '{value}' }} }})"),
        "go-http" => format!("req.Header.Set(\"{name}\", \"{value}\")"),
        "java-httpclient" => format!("HttpRequest.newBuilder(uri).header(\"{name}\", \"{value}\")"),
        "java-httpurlconnection" => {
            format!("connection.setRequestProperty(\"{name}\", \"{value}\");")
        }
        "okhttp" => format!("new Request.Builder().url(url).header(\"{name}\", \"{value}\")"),
        "apache-httpclient" => format!("request.setHeader(\"{name}\", \"{value}\");"),
        "php-curl" => format!("curl_setopt($ch, CURLOPT_HTTPHEADER, ['{name}: {value}']);"),
        "php-stream" => {
            format!("stream_context_create(['http' => ['header' => \"{name}: {value}\"]])")
        }
        "ruby-net-http" => format!("request['{name}'] = '{value}'"),
        "perl-lwp" => format!("$request->header('{name}' => '{value}');"),
        "reqwest" => format!("client.request(method, url).header(\"{name}\", \"{value}\")"),
        "ureq" => format!("ureq::get(url).header(\"{name}\", \"{value}\")"),
        "dotnet-httpclient" => {
            format!("request.Headers.TryAddWithoutValidation(\"{name}\", \"{value}\");")
        }
        "powershell" => format!("Invoke-RestMethod … -Headers @{{ '{name}' = '{value}' }}"),
        "postman" => format!("Headers tab: {name} = {value}"),
        _ => return None,
    })
}

/// One statement that sends a JSON body right in that client's language.
#[must_use]
pub(super) fn send_json(client: &str) -> Option<String> {
    Some(match client {
        "python-requests" | "python-httpx" | "python-aiohttp" => "….post(url, json=body, headers=headers)".to_owned(),
        "python-urllib" | "python-http.client" | "python-urllib3" => {
            "data = json.dumps(body).encode(\"utf-8\"); headers[\"Content-Type\"] = \"application/json\"".to_owned()
        }
        "curl" => "curl --json '{…}' …   # or: -H 'Content-Type: application/json' --data-binary '{…}'".to_owned(),
        "node-fetch-builtin" | "node-fetch" | "chromium" => {
            "fetch(url, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(data) })".to_owned()
        }
        "axios" => "axios.post(url, data, { headers })   // an object: axios serializes it".to_owned(),
        "got" => "got.post(url, { json: data })".to_owned(),
        "superagent" => "request.post(url).send(data)   // an object".to_owned(),
        "node-http" => "const body = JSON.stringify(data); req.setHeader('Content-Length', Buffer.byteLength(body)); req.end(body)".to_owned(),
        "go-http" => "req.Header.Set(\"Content-Type\", \"application/json\") // body: json.Marshal(v)".to_owned(),
        "java-httpclient" => ".header(\"Content-Type\", \"application/json\").POST(BodyPublishers.ofString(json))".to_owned(),
        "okhttp" => "RequestBody.create(json.getBytes(UTF_8), MediaType.get(\"application/json\"))".to_owned(),
        "php-curl" => "curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode($data)); // + 'Content-Type: application/json'".to_owned(),
        "ruby-net-http" => "request.body = data.to_json; request['Content-Type'] = 'application/json'".to_owned(),
        "reqwest" => "client.post(url).json(&data)".to_owned(),
        "dotnet-httpclient" => "new StringContent(json, Encoding.UTF8, \"application/json\")".to_owned(),
        "powershell" => "Invoke-RestMethod … -ContentType 'application/json; charset=utf-8' -Body ($data | ConvertTo-Json)".to_owned(),
        "apache-httpclient" => "request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));".to_owned(),
        _ => return None,
    })
}

/// How that client is told to send a text body as UTF-8 bytes.
#[must_use]
pub(super) fn send_utf8(client: &str) -> Option<String> {
    Some(match client {
        "python-requests" | "python-httpx" => "….post(url, data=text.encode(\"utf-8\"))".to_owned(),
        "python-http.client" => "conn.request(\"POST\", path, body=text.encode(\"utf-8\"), headers=headers)".to_owned(),
        "python-urllib" | "python-urllib3" => "data=text.encode(\"utf-8\")".to_owned(),
        "powershell" => "-Body ([Text.Encoding]::UTF8.GetBytes($text)) -ContentType 'application/json; charset=utf-8'".to_owned(),
        "apache-httpclient" => "new StringEntity(json, ContentType.APPLICATION_JSON)   // UTF-8".to_owned(),
        "java-httpurlconnection" => "out.write(json.getBytes(StandardCharsets.UTF_8));".to_owned(),
        "java-httpclient" => "BodyPublishers.ofString(json, StandardCharsets.UTF_8)".to_owned(),
        "dotnet-httpclient" => "new StringContent(json, Encoding.UTF8, \"application/json\")".to_owned(),
        "node-http" => "req.end(Buffer.from(text, 'utf8'))".to_owned(),
        "perl-lwp" => "$request->content(Encode::encode('UTF-8', $text));".to_owned(),
        "php-curl" | "php-stream" => "mb_convert_encoding($text, 'UTF-8', 'ISO-8859-1')".to_owned(),
        "curl" => "save the file as UTF-8 and send it with --data-binary @file".to_owned(),
        _ => return None,
    })
}

/// A fix whose edits are as safe as said; none at all means that it can only be shown.
#[must_use]
pub(super) fn mend(
    case: &Case<'_>,
    summary: impl Into<String>,
    snippet: Option<String>,
    edits: Vec<Edit>,
    safety: Safety,
) -> Fix {
    Fix {
        summary: summary.into(),
        client: profile(case.failing.client_name()),
        snippet,
        safety: if edits.is_empty() { Safety::ShowOnly } else { safety },
        edits,
    }
}

/// One statement that sends a urlencoded form right in that client's language.
#[must_use]
pub(super) fn send_form(client: &str) -> Option<String> {
    let snippet = match client {
        "python-requests" | "python-httpx" | "python-aiohttp" => {
            "….post(url, data={\"name\": value})   # a dict as data= goes out as a form"
        }
        "python-urllib" | "python-http.client" => {
            "data = urllib.parse.urlencode(fields).encode(\"ascii\")"
        }
        "python-urllib3" => {
            "http.request_encode_body(\"POST\", url, fields, encode_multipart=False)"
        }
        "curl" => "curl --data-urlencode 'name=value' …",
        "wget" => "wget --post-data 'name=value' …   # values percent-encoded by you",
        "httpie" | "xh" => "http --form POST url name=value",
        "node-fetch-builtin" | "node-fetch" | "undici-fetch-npm" | "chromium" => {
            "fetch(url, { method: 'POST', body: new URLSearchParams(fields) })"
        }
        "axios" => "axios.post(url, new URLSearchParams(fields))",
        "got" => "got.post(url, { form: fields })",
        "superagent" => "request.post(url).type('form').send(fields)",
        "node-http" => "const body = new URLSearchParams(fields).toString()",
        "go-http" => "http.PostForm(url, url.Values{\"name\": {value}})",
        "java-httpclient" | "java-httpurlconnection" => {
            "URLEncoder.encode(value, StandardCharsets.UTF_8)   // each name and each value"
        }
        "okhttp" => "new FormBody.Builder().add(\"name\", value).build()",
        "apache-httpclient" => "new UrlEncodedFormEntity(pairs, StandardCharsets.UTF_8)",
        "php-curl" => "curl_setopt($ch, CURLOPT_POSTFIELDS, http_build_query($fields));",
        "php-stream" => "'content' => http_build_query($fields)",
        "ruby-net-http" => "request.set_form_data(fields)",
        "perl-lwp" => "$ua->post($url, { name => $value });",
        "reqwest" => "client.post(url).form(&fields)",
        "dotnet-httpclient" => "new FormUrlEncodedContent(fields)",
        "powershell" => "Invoke-RestMethod … -Method Post -Body @{ name = $value }",
        "postman" => "Body tab: x-www-form-urlencoded",
        _ => return None,
    };
    Some(snippet.to_owned())
}

/// How that client is made to write `multipart/form-data` with the boundary that it uses.
#[must_use]
pub(super) fn send_multipart(client: &str) -> Option<String> {
    let snippet = match client {
        "python-requests" | "python-httpx" => {
            "….post(url, files={\"file\": open(path, \"rb\")})   # and no Content-Type in headers"
        }
        "python-aiohttp" => {
            "data = aiohttp.FormData(); data.add_field(\"file\", f, filename=\"…\")"
        }
        "python-urllib3" => "http.request(\"POST\", url, fields={\"file\": (filename, data)})",
        "python-urllib" | "python-http.client" => {
            "body, content_type = urllib3.encode_multipart_formdata(fields)"
        }
        "curl" => "curl -F 'file=@path' …   # and no -H 'Content-Type: …'",
        "node-fetch-builtin" | "node-fetch" | "undici-fetch-npm" | "chromium" => {
            "fetch(url, { method: 'POST', body: formData })   // no Content-Type of your own"
        }
        "axios" => "axios.post(url, formData)   // no Content-Type of your own",
        "got" | "node-http" => "headers: form.getHeaders()   // of the form-data package",
        "superagent" => "request.post(url).attach('file', path)",
        "go-http" => {
            "req.Header.Set(\"Content-Type\", writer.FormDataContentType()) // multipart.Writer"
        }
        "okhttp" => "new MultipartBody.Builder().setType(MultipartBody.FORM).addFormDataPart(…)",
        "apache-httpclient" => {
            "MultipartEntityBuilder.create().addBinaryBody(…).build()   // no setHeader(\"Content-Type\", …)"
        }
        "php-curl" => {
            "curl_setopt($ch, CURLOPT_POSTFIELDS, ['file' => new CURLFile($path)]); // no Content-Type header"
        }
        "ruby-net-http" => "request.set_form([['file', File.open(path)]], 'multipart/form-data')",
        "perl-lwp" => {
            "$ua->post($url, Content_Type => 'form-data', Content => [ file => [$path] ]);"
        }
        "reqwest" => "client.post(url).multipart(form)   // no Content-Type of your own",
        "dotnet-httpclient" => "content.Add(new StreamContent(stream), \"file\", fileName)",
        "powershell" => "Invoke-RestMethod … -Form @{ file = Get-Item $path }",
        "postman" => "Body tab: form-data; switch the Content-Type header off",
        _ => return None,
    };
    Some(snippet.to_owned())
}
