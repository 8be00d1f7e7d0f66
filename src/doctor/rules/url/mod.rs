//! Rules about the start line and the address: method, scheme, host, path, query, and who rewrote them.

mod method_mismatch;
mod path_shape;
mod placeholder_hunt;
mod placeholder_unresolved;
mod query_name;
mod raw_query;
mod redirect_changed_request;
mod redirect_sign;
mod url_encoding;
mod url_host;
mod url_path;
mod url_query;
mod url_scheme;

pub(super) use url_host::is_address;
pub(super) use url_host::is_inner;

use crate::doctor::rule::Rule;

/// A redirect explains several differences at once, and a placeholder explains whatever it stands in: they come first.
pub(super) static RULES: &[&dyn Rule] = &[
    &placeholder_unresolved::PlaceholderUnresolved,
    &redirect_changed_request::RedirectChangedRequest,
    &method_mismatch::MethodMismatch,
    &url_encoding::UrlEncoding,
    &url_path::UrlPath,
    &url_query::UrlQuery,
    &url_scheme::UrlScheme,
    &url_host::UrlHost,
];
