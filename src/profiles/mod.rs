//! Floor 3: what each HTTP client puts on the wire for a draft, and which client wrote given bytes.
//!
//! A client is data (card, manner, redirects, habits) and one function: the order it writes its lines in.
//! `composer` makes the message and remembers who asked for each line.

mod apache_httpclient;
mod axios;
mod browser;
mod browser_navigation;
mod client;
mod composer;
mod credentials;
mod curl;
mod dotnet;
mod go_http;
mod got;
mod httpie;
mod java;
mod java_uri;
mod likeness;
mod manner;
mod media;
mod multipart;
mod needle;
mod node;
mod node_fetch;
mod okhttp;
mod payload;
mod perl_lwp;
mod php;
mod postman;
mod postman_json;
mod prepare;
mod profile;
mod python_aiohttp;
mod python_httpx;
mod python_requests;
mod python_stdlib;
mod python_url;
mod python_urllib3;
mod redirect;
mod ruby_net_http;
mod rust_reqwest;
mod rust_ureq;
mod spelling;
mod superagent;
mod undici;
mod url;
mod verbatim;
mod wget;
mod whatwg;
mod xh;

pub use likeness::Likeness;
pub use likeness::identify;
pub use profile::Author;
pub use profile::ClientProfile;
pub use profile::ComposeError;
pub use profile::Composed;
pub use profile::Habit;
pub use profile::HabitTime;
pub use profile::HabitValue;
pub use profile::ProfileCard;

use crate::model::Draft;
use crate::model::Surroundings;

/// Every client, in the order of menus.
pub static PROFILES: &[&dyn ClientProfile] = &[
    &verbatim::VERBATIM,
    &postman::POSTMAN,
    &postman::NEWMAN,
    &curl::CURL,
    &wget::WGET,
    &httpie::HTTPIE,
    &xh::XH,
    &python_requests::PYTHON_REQUESTS,
    &python_httpx::PYTHON_HTTPX,
    &python_aiohttp::PYTHON_AIOHTTP,
    &python_stdlib::PYTHON_URLLIB,
    &python_urllib3::PYTHON_URLLIB3,
    &python_stdlib::PYTHON_HTTP_CLIENT,
    &browser::CHROMIUM,
    &browser_navigation::CHROMIUM_NAVIGATION,
    &undici::NODE_FETCH_BUILTIN,
    &undici::UNDICI_FETCH,
    &undici::UNDICI_REQUEST,
    &node::NODE_HTTP,
    &node_fetch::NODE_FETCH,
    &axios::AXIOS,
    &got::GOT,
    &superagent::SUPERAGENT,
    &needle::NEEDLE,
    &go_http::GO_HTTP,
    &java::JAVA_HTTPCLIENT,
    &java::JAVA_HTTPURLCONNECTION,
    &apache_httpclient::APACHE_HTTPCLIENT,
    &okhttp::OKHTTP,
    &php::PHP_CURL,
    &php::PHP_STREAM,
    &ruby_net_http::RUBY_NET_HTTP,
    &perl_lwp::PERL_LWP,
    &rust_reqwest::RUST_REQWEST,
    &rust_ureq::RUST_UREQ,
    &dotnet::DOTNET_HTTPCLIENT,
    &dotnet::POWERSHELL_IRM,
];

/// The client of that name (see [`ProfileCard::id`]).
#[must_use]
pub fn by_name(name: &str) -> Option<&'static dyn ClientProfile> {
    PROFILES.iter().find(|profile| profile.card().id == name).copied()
}

/// What the draft's own client sends for it.
pub fn compose(draft: &Draft, with: &mut Surroundings<'_>) -> Result<Vec<Composed>, ComposeError> {
    let id = draft.client.0;
    by_name(id).ok_or(ComposeError::UnknownClient(id))?.compose(draft, with)
}
