//! Over which way a request goes: another address for the host, or a proxy.

use super::arguments::Context;
use super::build;
use super::operation::Operation;
use super::options::Opt;
use super::url;
use super::words::Word;
use crate::model::Draft;
use crate::model::Endpoint;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Where it is dialled, apart from what the URL says.
pub(super) fn endpoint(
    operation: &Operation,
    draft: &mut Draft,
    with: &mut Context<'_>,
) -> Option<Endpoint> {
    let url = String::from_utf8_lossy(&draft.url).into_owned();
    let direct = Endpoint::from_url(&url).ok()?;
    if let Some(proxy) = &operation.proxy {
        return through_proxy(operation, proxy, draft, with);
    }
    operation.redirected.iter().find_map(|rule| {
        let mut parts = Vec::new();
        let mut rest = rule.as_str();
        for _ in 0..4 {
            let end = rest.strip_prefix('[').and_then(|r| r.find(']')).map_or(0, |end| end + 1);
            let colon = rest.get(end..)?.find(':').map_or(rest.len(), |colon| end + colon);
            parts.push(rest.get(..colon)?.trim_matches(['[', ']']));
            rest = rest.get(colon + 1..).unwrap_or_default();
        }
        let [host, port, to, to_port] = parts.as_slice() else { return None };
        let fits = (host.is_empty() || *host == "*" || host.eq_ignore_ascii_case(&direct.host))
            && (port.is_empty() || *port == direct.port.to_string());
        let host = if to.is_empty() { direct.host.clone() } else { (*to).to_owned() };
        let port = to_port.parse().unwrap_or(direct.port);
        fits.then_some(Endpoint { tls: direct.tls, host, port })
    })
}

/// Through a proxy an `http` request goes in absolute form, with headers for the proxy (RFC 9112 section 3.2.2).
fn through_proxy(
    operation: &Operation,
    proxy: &Word,
    draft: &mut Draft,
    with: &mut Context<'_>,
) -> Option<Endpoint> {
    let address = String::from_utf8_lossy(&url::with_scheme(&proxy.text, None)).into_owned();
    let address = if address.contains("://") && address.rsplit(':').next()?.parse::<u16>().is_err()
    {
        format!("{}:1080", address.trim_end_matches('/'))
    } else {
        address
    };
    if url::scheme(&draft.url) != "http"
        || operation.is(Opt::ProxyTunnel)
        || !address.starts_with("http")
    {
        with.note(
            proxy.at,
            "the tunnel through this proxy is not dug; the request inside it is the same",
        );
        return None;
    }
    if draft.raw_target.is_none() {
        let url = draft.url.split(|b| *b == b'#').next().unwrap_or_default();
        draft.raw_target = Some(url.to_vec());
    }
    if let Some(user) = &operation.proxy_user {
        let token = STANDARD.encode(user);
        build::own(draft, "Proxy-Authorization", format!("Basic {token}"));
    }
    build::own(draft, "Proxy-Connection", "Keep-Alive");
    draft.headers.extend(operation.proxy_headers.iter().cloned());
    Endpoint::from_url(&address).ok()
}
