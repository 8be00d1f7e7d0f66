//! The variables that send a command's clients through the recording proxy, and make them believe its authority.

use super::trust_files::RUBY_PRELOAD_NAME;
use super::trust_files::STORE_PASSWORD;
use super::trust_files::TrustFiles;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;

/// The variables of the command, and those that it must not see.
pub(super) fn variables(
    proxy: SocketAddr,
    files: &TrustFiles,
    env: &dyn Fn(&str) -> Option<String>,
) -> Vec<(&'static str, Option<OsString>)> {
    const PROXY: &[&str] =
        &["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    const BUNDLE: &[&str] = &[
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "DENO_CERT",
        "AWS_CA_BUNDLE",
        "GIT_SSL_CAINFO",
        "PIP_CERT",
        "CARGO_HTTP_CAINFO",
        "HTTPLIB2_CA_CERTS",
        "PERL_LWP_SSL_CA_FILE",
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    ];
    let url = OsString::from(format!("http://{proxy}"));
    let path = |path: &PathBuf| Some(path.clone().into_os_string());
    let mut all: Vec<(&str, Option<OsString>)> = vec![("NO_PROXY", None), ("no_proxy", None)];
    all.extend(PROXY.iter().map(|name| (*name, Some(url.clone()))));
    all.extend(BUNDLE.iter().map(|name| (*name, path(&files.bundle))));
    all.push(("WGETRC", path(&files.wgetrc)));
    all.push(("NODE_USE_ENV_PROXY", Some("1".into())));
    all.push(("WHY4XX_PROXY", Some(proxy.to_string().into())));
    let preload = format!("--require {}", quoted(&files.node_preload.to_string_lossy()));
    all.push(("PERL_LWP_ENV_PROXY", Some("1".into())));
    // Where our folder cannot stand in a list, Ruby and PHP go without.
    if let Some(list) = beside(env("RUBYLIB").as_deref(), &files.ruby_folder) {
        let require = format!("-r{RUBY_PRELOAD_NAME}");
        all.push(("RUBYLIB", Some(list)));
        all.push(("RUBYOPT", Some(behind(env("RUBYOPT"), &require).into())));
    }
    // An empty place in the list is PHP's own folder.
    let own = env("PHP_INI_SCAN_DIR").unwrap_or_default();
    if let Some(list) = beside(Some(&own), &files.php_folder) {
        all.push(("PHP_INI_SCAN_DIR", Some(list)));
    }
    all.push(("NODE_OPTIONS", Some(behind(env("NODE_OPTIONS"), &preload).into())));
    if let Some(store) = &files.java_store {
        let options = java_options(proxy, &store.to_string_lossy());
        all.push(("JAVA_TOOL_OPTIONS", Some(behind(env("JAVA_TOOL_OPTIONS"), &options).into())));
    }
    all
}

/// A list of folders with ours behind what the user set; `None` where it cannot stand in a list.
fn beside(own: Option<&str>, ours: &Path) -> Option<OsString> {
    let mut all: Vec<PathBuf> = own.into_iter().flat_map(std::env::split_paths).collect();
    all.push(ours.to_owned());
    std::env::join_paths(all).ok()
}

/// What the user set stays in front.
fn behind(own: Option<String>, ours: &str) -> String {
    own.map_or_else(|| ours.to_owned(), |own| format!("{own} {ours}"))
}

/// As `NODE_OPTIONS` and `JAVA_TOOL_OPTIONS` read words: in double quotes where a space is in it.
fn quoted(path: &str) -> String {
    if path.contains(' ') { format!("\"{path}\"") } else { path.to_owned() }
}

/// Java asks the proxy for loopback addresses only where `nonProxyHosts` is empty.
fn java_options(proxy: SocketAddr, store: &str) -> String {
    let (host, port) = (proxy.ip(), proxy.port());
    let ways = ["http", "https"]
        .map(|scheme| format!("-D{scheme}.proxyHost={host} -D{scheme}.proxyPort={port}"));
    let store = quoted(&format!("-Djavax.net.ssl.trustStore={store}"));
    format!(
        "{} -Dhttp.nonProxyHosts= {store} -Djavax.net.ssl.trustStorePassword={STORE_PASSWORD}",
        ways.join(" ")
    )
}
