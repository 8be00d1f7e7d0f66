//! Which client wrote these bytes?

/// A client that may have written a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// Its name, as in `why4xx identify`.
    pub name: &'static str,
    /// Its version, where the bytes say it.
    pub version: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// The traits that speak for it, strongest first.
    pub traits: Vec<String>,
}

/// Which clients may have written `request`, best first; by its User-Agent alone.
#[must_use]
pub fn identify(request: &crate::wire::ExactRequest) -> Vec<Likeness> {
    const PREFIXES: &[(&str, &str)] = &[
        ("PostmanRuntime/", "postman"),
        ("python-requests/", "python-requests"),
        ("curl/", "curl"),
        ("axios/", "axios"),
        ("Go-http-client/", "go-http"),
        ("okhttp/", "okhttp"),
        ("python-httpx/", "python-httpx"),
        ("Python-urllib/", "python-urllib"),
        ("Wget/", "wget"),
        ("HTTPie/", "httpie"),
        ("node-fetch", "node-fetch"),
        ("got ", "got"),
    ];
    let Some(agent) = request.first("user-agent") else { return Vec::new() };
    let found = PREFIXES.iter().find(|(prefix, _)| agent.starts_with(prefix.as_bytes()));
    found
        .map(|(prefix, name)| {
            let rest = agent.get(prefix.len()..).unwrap_or_default();
            let version =
                std::str::from_utf8(rest.split(|b| *b == b' ').next().unwrap_or_default()).ok();
            Likeness {
                name,
                version: version.map(str::to_owned),
                confidence: 0.9,
                traits: vec!["User-Agent".to_owned()],
            }
        })
        .into_iter()
        .collect()
}
