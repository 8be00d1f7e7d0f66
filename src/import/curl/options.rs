//! The table of curl's options (7.88, and newer ones that change nothing in a request).

use std::sync::LazyLock;

/// What an option means for the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opt {
    Url,
    Request,
    Head,
    Get,
    Upload,
    Data(DataKind),
    UrlQuery,
    Header,
    Form,
    FormString,
    User,
    Bearer,
    Cookie,
    Agent,
    Referer,
    Range,
    ContinueAt,
    TimeCond,
    EtagCompare,
    Compressed,
    TrEncoding,
    Target,
    PathAsIs,
    Http10,
    Http11,
    Http2,
    GlobOff,
    ProtoDefault,
    ConnectTo,
    Resolve,
    Proxy,
    ProxyUser,
    ProxyHeader,
    ProxyTunnel,
    Digest,
    Config,
    Next,
    /// It changes nothing in the request.
    Quiet,
    /// It changes the request or its way, and is not followed: why.
    Note(&'static str),
}

/// How `-d` and its kin read their value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DataKind {
    /// `-d`: `@file` with line ends cut out.
    Ascii,
    /// `--data-binary`: `@file` as it is.
    Binary,
    /// `--data-raw`: never a file.
    Raw,
    /// `--data-urlencode`.
    Encoded,
    /// `--json`.
    Json,
}

/// One option.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) short: Option<char>,
    pub(super) takes_value: bool,
    pub(super) opt: Opt,
}

const NONE: char = '\0';

/// Options with a value that shape the request.
const VALUES: &[(&str, char, Opt)] = &[
    ("url", NONE, Opt::Url),
    ("request", 'X', Opt::Request),
    ("upload-file", 'T', Opt::Upload),
    ("data", 'd', Opt::Data(DataKind::Ascii)),
    ("data-ascii", NONE, Opt::Data(DataKind::Ascii)),
    ("data-binary", NONE, Opt::Data(DataKind::Binary)),
    ("data-raw", NONE, Opt::Data(DataKind::Raw)),
    ("data-urlencode", NONE, Opt::Data(DataKind::Encoded)),
    ("json", NONE, Opt::Data(DataKind::Json)),
    ("url-query", NONE, Opt::UrlQuery),
    ("header", 'H', Opt::Header),
    ("form", 'F', Opt::Form),
    ("form-string", NONE, Opt::FormString),
    ("user", 'u', Opt::User),
    ("oauth2-bearer", NONE, Opt::Bearer),
    ("cookie", 'b', Opt::Cookie),
    ("user-agent", 'A', Opt::Agent),
    ("referer", 'e', Opt::Referer),
    ("range", 'r', Opt::Range),
    ("continue-at", 'C', Opt::ContinueAt),
    ("time-cond", 'z', Opt::TimeCond),
    ("etag-compare", NONE, Opt::EtagCompare),
    ("request-target", NONE, Opt::Target),
    ("proto-default", NONE, Opt::ProtoDefault),
    ("connect-to", NONE, Opt::ConnectTo),
    ("resolve", NONE, Opt::Resolve),
    ("proxy", 'x', Opt::Proxy),
    ("proxy1.0", NONE, Opt::Proxy),
    ("proxy-user", 'U', Opt::ProxyUser),
    ("proxy-header", NONE, Opt::ProxyHeader),
    ("config", 'K', Opt::Config),
    ("aws-sigv4", NONE, Opt::Note("the AWS signature is not computed")),
    ("netrc-file", NONE, Opt::Note("credentials in a .netrc file are not read")),
    ("unix-socket", NONE, Opt::Note("it is not sent over a Unix socket")),
    ("abstract-unix-socket", NONE, Opt::Note("it is not sent over a Unix socket")),
    ("alt-svc", NONE, Opt::Note("alternative services are not followed")),
    ("hsts", NONE, Opt::Note("the HSTS cache is not read; http stays http")),
    ("variable", NONE, Opt::Note("give variables with --var")),
];

/// Switches that shape the request.
const SWITCHES: &[(&str, char, Opt)] = &[
    ("head", 'I', Opt::Head),
    ("get", 'G', Opt::Get),
    ("compressed", NONE, Opt::Compressed),
    ("tr-encoding", NONE, Opt::TrEncoding),
    ("path-as-is", NONE, Opt::PathAsIs),
    ("http1.0", '0', Opt::Http10),
    ("http1.1", NONE, Opt::Http11),
    ("http2", NONE, Opt::Http2),
    ("http2-prior-knowledge", NONE, Opt::Note("HTTP/2 is not spoken here; it goes as HTTP/1.1")),
    ("http3", NONE, Opt::Note("HTTP/3 is not spoken here; it goes as HTTP/1.1")),
    ("http3-only", NONE, Opt::Note("HTTP/3 is not spoken here; it goes as HTTP/1.1")),
    ("globoff", 'g', Opt::GlobOff),
    ("proxytunnel", 'p', Opt::ProxyTunnel),
    ("digest", NONE, Opt::Digest),
    ("ntlm", NONE, Opt::Note("NTLM is not spoken here; the credentials go as Basic")),
    ("ntlm-wb", NONE, Opt::Note("NTLM is not spoken here; the credentials go as Basic")),
    ("negotiate", NONE, Opt::Note("Negotiate is not spoken here; the credentials go as Basic")),
    (
        "anyauth",
        NONE,
        Opt::Note("curl asks without credentials first; here they go as Basic at once"),
    ),
    ("netrc", 'n', Opt::Note("credentials in ~/.netrc are not read")),
    ("netrc-optional", NONE, Opt::Note("credentials in ~/.netrc are not read")),
    ("crlf", NONE, Opt::Note("line feeds in the upload stay as they are")),
    ("haproxy-protocol", NONE, Opt::Note("the PROXY line before the request is left out")),
    ("form-escape", NONE, Opt::Note("names in the form are percent-escaped, not with backslashes")),
    ("next", ':', Opt::Next),
];

/// Switches that change nothing in the request, as `name` or `name:short`.
const QUIET_SWITCHES: &str = "append:a basic ca-native cert-status compressed-ssh create-dirs disable:q disable-eprt \
    disable-epsv disallow-username-in-url doh-cert-status doh-insecure fail:f fail-early fail-with-body false-start \
    ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control ftp-ssl ftp-ssl-reqd http0.9 \
    ignore-content-length include:i show-headers insecure:k ipv4:4 ipv6:6 junk-session-cookies:j keepalive \
    list-only:l location:L location-trusted mail-rcpt-allowfails manual:M metalink alpn buffer:N clobber npn \
    progress-meter sessionid parallel:Z parallel-immediate post301 post302 post303 progress-bar:# proxy-anyauth \
    proxy-basic proxy-ca-native proxy-digest proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm \
    proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 raw remote-header-name:J remote-name:O \
    remote-name-all remote-time:R remove-on-error retry-all-errors retry-connrefused sasl-ir show-error:S \
    silent:s skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert \
    ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2:2 sslv3:3 styled-output suppress-connect-headers \
    tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata tlsv1:1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 trace-ids \
    trace-time use-ascii:B verbose:v version:V xattr mptcp out-null follow";

/// Options with a value that change nothing in the request.
const QUIET_VALUES: &str = "cacert capath cert:E cert-type ciphers connect-timeout cookie-jar:c create-file-mode \
    crlfile curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-ca-embed \
    dump-header:D ech egd-file engine etag-save expect100-timeout ftp-account ftp-alternative-to-user ftp-method \
    ftp-port:P ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip help:h hostpubmd5 hostpubsha256 \
    interface ip-tos ipfs-gateway keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port \
    login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time:m noproxy output:o output-dir \
    parallel-max parallel-max-host pass pinnedpubkey preproxy proto proto-redir proxy-cacert proxy-capath \
    proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-key proxy-key-type proxy-pass \
    proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser \
    pubkey quote:Q random-file rate retry retry-delay retry-max-time sasl-authzid service-name sigalgs socks4 \
    socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit:Y speed-time:y stderr telnet-option:t \
    tftp-blksize tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config \
    upload-flags vlan-priority write-out:w";

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let short = |c: &char| Some(*c).filter(|c| *c != NONE);
    let shaping = |rows: &'static [(&'static str, char, Opt)], takes_value| {
        rows.iter().map(move |(name, c, opt)| Row { name, short: short(c), takes_value, opt: *opt })
    };
    let quiet = |names: &'static str, takes_value| {
        names.split_ascii_whitespace().map(move |name| {
            let (name, short) = name.split_once(':').unwrap_or((name, ""));
            Row { name, short: short.chars().next(), takes_value, opt: Opt::Quiet }
        })
    };
    shaping(VALUES, true)
        .chain(shaping(SWITCHES, false))
        .chain(quiet(QUIET_VALUES, true))
        .chain(quiet(QUIET_SWITCHES, false))
        .collect()
});

/// The option of that long name, or of which it is the only beginning.
pub(super) fn long(name: &str) -> Option<Row> {
    if let Some(row) = ROWS.iter().find(|row| row.name == name) {
        return Some(*row);
    }
    let mut starting = ROWS.iter().filter(|row| !name.is_empty() && row.name.starts_with(name));
    let first = starting.next()?;
    starting.next().is_none().then_some(*first)
}

/// The option of that letter.
pub(super) fn short(letter: char) -> Option<Row> {
    ROWS.iter().find(|row| row.short == Some(letter)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_letters_are_given_once() {
        for row in ROWS.iter() {
            assert_eq!(
                ROWS.iter().filter(|other| other.name == row.name).count(),
                1,
                "{}",
                row.name
            );
            let same = |other: &&Row| other.short.is_some() && other.short == row.short;
            assert!(ROWS.iter().filter(same).count() <= 1, "{:?}", row.short);
        }
    }

    #[test]
    fn abbreviations_must_be_the_only_beginning() {
        assert_eq!(long("compress").map(|row| row.name), None, "compressed and compressed-ssh");
        assert_eq!(long("form-s").map(|row| row.name), Some("form-string"));
        assert_eq!(long("head").map(|row| row.name), Some("head"));
    }
}
