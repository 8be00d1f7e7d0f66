//! What went wrong on the way, in words for a tired developer: what happened, and what to try.

use super::tls_failure;
use crate::model::Failure;
use crate::model::Stage;
use crate::wire::escape;
use std::io;
use std::io::ErrorKind;
use std::net::SocketAddr;

/// A failure with a hint.
pub(super) fn failed(stage: Stage, message: impl Into<String>, hint: impl Into<String>) -> Failure {
    Failure { stage, message: message.into(), hint: Some(hint.into()) }
}

/// A failure of the program's own surroundings, with nothing to try.
pub(super) fn plain(stage: Stage, message: impl Into<String>) -> Failure {
    Failure { stage, message: message.into(), hint: None }
}

pub(super) fn resolve(host: &str, error: Option<&io::Error>) -> Failure {
    let host = escape::visible(host.as_bytes());
    let why = error.map(|error| format!(" ({error})")).unwrap_or_default();
    failed(
        Stage::Resolve,
        format!("The name `{host}` has no address{why}."),
        "Check its spelling and whether a VPN is needed; --resolve NAME:PORT:ADDR goes around the lookup.",
    )
}

pub(super) fn connect(error: &io::Error, addresses: &[SocketAddr]) -> Failure {
    let tried: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    let tried = tried.join(", ");
    match error.kind() {
        ErrorKind::ConnectionRefused => failed(
            Stage::Connect,
            format!("Nothing listens at {tried}: the connection was refused."),
            "Is the server running, and is this its port?",
        ),
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => failed(
            Stage::Connect,
            format!("There is no way to {tried} from here ({error})."),
            "Check the network, the VPN, and whether the address is of the right kind (IPv4 or IPv6).",
        ),
        ErrorKind::PermissionDenied => failed(
            Stage::Connect,
            format!("The operating system forbids a connection to {tried}."),
            "A firewall or a sandbox on this machine is in the way.",
        ),
        _ => plain(Stage::Connect, format!("No connection to {tried}: {error}.")),
    }
}

pub(super) fn write(error: &io::Error, share: (usize, usize)) -> Failure {
    let (sent, len) = share;
    failed(
        Stage::Write,
        format!(
            "The server closed the connection after {sent} of {len} bytes of the request, and no answer came ({error})."
        ),
        "Servers do this when a head or a body is too long for them, or when something between has its own limit.",
    )
}

pub(super) fn read(error: &io::Error, share: (usize, usize)) -> Failure {
    if let Some(failure) = tls_failure::of(error, Stage::Read) {
        return failure;
    }
    let (sent, len) = share;
    match error.kind() {
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            failed(
                Stage::Read,
                format!(
                    "The connection was reset; {sent} of {len} bytes of the request were sent."
                ),
                "The server crashed, or something between (proxy, firewall) cut the connection: see the server's log.",
            )
        }
        _ => plain(Stage::Read, format!("Reading the answer failed: {error}.")),
    }
}

pub(super) fn no_answer(share: (usize, usize), tls: bool) -> Failure {
    let (sent, len) = share;
    let hint = if tls {
        "The server crashed or refused the request without a word: see its log."
    } else {
        "Perhaps the port speaks TLS: try https://. Or the server crashed, or refused the request without a word: see its log."
    };
    failed(
        Stage::Read,
        format!(
            "The server closed the connection without an answer; {sent} of {len} bytes of the request were sent."
        ),
        hint,
    )
}

pub(super) fn broken_chunks() -> Failure {
    failed(
        Stage::Read,
        "The answer's head announces chunks, but its body is not made of chunks.",
        "The server, or a proxy before it, sets Transfer-Encoding by hand; what came is kept as it was.",
    )
}

pub(super) fn spill(error: &io::Error) -> Failure {
    failed(
        Stage::Read,
        format!(
            "The answer is longer than memory may hold, and its file could not be written: {error}."
        ),
        "Check the folder's rights and the room on the disk, or raise the limit for bodies.",
    )
}

/// An answer that does not begin like HTTP/1.
pub(super) fn not_http(bytes: &[u8], tls: bool) -> Failure {
    if is_http2_settings(bytes) {
        return failed(
            Stage::Read,
            "The server speaks HTTP/2 only: it answered with an HTTP/2 SETTINGS frame.",
            "Exact bytes are sent as HTTP/1.1; ask for an HTTP/1.1 port (gRPC servers have none).",
        );
    }
    if !tls && is_tls_record(bytes) {
        return failed(
            Stage::Read,
            "The port speaks TLS: plain HTTP was answered with a TLS record.",
            "Write https:// in place of http://.",
        );
    }
    let start = bytes.get(..bytes.len().min(48)).unwrap_or_default();
    let more = if bytes.len() > start.len() { "…" } else { "" };
    let start = escape::visible(start);
    if bytes.trim_ascii_start().starts_with(b"<") || bytes.trim_ascii_start().starts_with(b"{") {
        return failed(
            Stage::Read,
            format!("The answer has no head: it begins with `{start}{more}`."),
            "A server that finds no version in the request line may answer in the manner of HTTP/0.9: body alone.",
        );
    }
    failed(
        Stage::Read,
        format!("The answer is not HTTP: it begins with `{start}{more}`."),
        "Another service listens at this port; check host and port.",
    )
}

/// A SETTINGS frame on stream 0, as an HTTP/2 server sends it first (RFC 9113 sections 3.4 and 6.5).
fn is_http2_settings(bytes: &[u8]) -> bool {
    match bytes {
        [0, high, low, 4, _, 0, 0, 0, 0, ..] => {
            (u16::from(*high) * 256 + u16::from(*low)).is_multiple_of(6)
        }
        _ => false,
    }
}

/// An alert or a handshake record of TLS (RFC 8446 section 5.1).
fn is_tls_record(bytes: &[u8]) -> bool {
    matches!(bytes, [0x15 | 0x16, 3, 0..=4, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], says: &str) {
        let failure = not_http(bytes, false);
        assert!(failure.message.contains(says), "{}", failure.message);
        assert!(failure.message.chars().all(escape::is_harmless), "{}", failure.message);
    }

    #[test]
    fn what_is_no_http_is_named() {
        check(b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64", "HTTP/2 only");
        check(b"\x15\x03\x01\0\x02\x02\x46", "speaks TLS");
        check(b"<html>no</html>", "no head");
        check(b"SSH-2.0-OpenSSH_9.6\x1b[2J\r\n", "`SSH-2.0-OpenSSH_9.6⟨1B⟩[2J");
    }
}
