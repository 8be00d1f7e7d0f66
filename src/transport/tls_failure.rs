//! TLS errors in words: which certificate was not believed and why, and what to try.

use super::failure::failed;
use super::failure::plain;
use crate::model::Failure;
use crate::model::Stage;
use rustls::AlertDescription;
use rustls::CertificateError;
use rustls::Error;
use rustls::InvalidMessage;
use std::io;

/// The failure behind an I/O error, where TLS is behind it.
pub(super) fn of(error: &io::Error, stage: Stage) -> Option<Failure> {
    let tls = error.get_ref()?.downcast_ref::<Error>()?;
    Some(explain(tls, stage))
}

/// The failure of a handshake, whatever is behind it.
pub(super) fn of_handshake(error: &io::Error) -> Failure {
    if let Some(failure) = of(error, Stage::Tls) {
        return failure;
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe => failed(
            Stage::Tls,
            "The server closed the connection during the TLS handshake.",
            "Perhaps the port speaks plain HTTP (try http://), or it knows no site of that name.",
        ),
        _ => plain(Stage::Tls, format!("The TLS handshake failed: {error}.")),
    }
}

fn explain(error: &Error, stage: Stage) -> Failure {
    match error {
        Error::InvalidCertificate(why) => certificate(why),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => failed(
            stage,
            "The port does not speak TLS: what it answers is no TLS record.",
            "Write http:// in place of https://, or check the port.",
        ),
        Error::NoApplicationProtocol
        | Error::AlertReceived(AlertDescription::NoApplicationProtocol) => failed(
            stage,
            "The server speaks HTTP/2 only: it refused HTTP/1.1 in the TLS handshake (ALPN).",
            "Exact bytes are sent as HTTP/1.1; look for a setting or another port that allows it.",
        ),
        Error::AlertReceived(alert) => alerted(*alert, stage),
        Error::PeerIncompatible(why) => failed(
            stage,
            format!("The server and this program share no way to speak TLS ({why:?})."),
            "Old servers offer only TLS 1.1 or less; why4xx speaks TLS 1.2 and 1.3.",
        ),
        other => plain(stage, format!("TLS failed: {other}.")),
    }
}

fn alerted(alert: AlertDescription, stage: Stage) -> Failure {
    match alert {
        AlertDescription::CertificateRequired | AlertDescription::AccessDenied => failed(
            stage,
            "The server wants a client certificate, and none was shown.",
            "It may ask for mutual TLS on this host only; see the API's documentation.",
        ),
        AlertDescription::UnrecognisedName => failed(
            stage,
            "The server knows no site of that name.",
            "The name in the URL goes into the TLS handshake; with --resolve the name stays as written.",
        ),
        AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure => failed(
            stage,
            format!("The server refused the TLS handshake ({alert:?})."),
            "It may offer only old TLS versions or ciphers, or know no site of that name.",
        ),
        _ => plain(stage, format!("The server ended TLS with the alert {alert:?}.")),
    }
}

fn certificate(why: &CertificateError) -> Failure {
    let (message, hint) = match why {
        CertificateError::UnknownIssuer => (
            "The server's certificate is signed by no authority that is trusted here.".to_owned(),
            "Give the authority's file with --cacert FILE; --insecure takes any certificate.",
        ),
        CertificateError::BadSignature => (
            "The server's certificate is signed by another key than that of the authority of this name."
                .to_owned(),
            "The authority was made anew: give its present file with --cacert FILE; --insecure takes any certificate.",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
            "The server's certificate has expired.".to_owned(),
            "Renew it, or check this machine's clock; --insecure takes any certificate.",
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
            "The server's certificate is not valid yet.".to_owned(),
            "Check the clocks of both machines; --insecure takes any certificate.",
        ),
        CertificateError::NotValidForName => (
            "The server's certificate is for another name.".to_owned(),
            "Write the name that the certificate is for; --insecure takes any certificate.",
        ),
        CertificateError::NotValidForNameContext { expected, presented } => (
            format!(
                "The server's certificate is not for `{}`: it is for {}.",
                expected.to_str(),
                names(presented)
            ),
            "Write a name that the certificate is for, or dial with --resolve; --insecure takes any certificate.",
        ),
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => (
            "The server's certificate is self-signed, and is an authority's, not a server's."
                .to_owned(),
            "--insecure takes any certificate; a server's certificate says CA:FALSE.",
        ),
        other => (
            format!("The server's certificate was not believed: {other}."),
            "--insecure takes any certificate.",
        ),
    };
    failed(Stage::Tls, message, hint)
}

/// The names as rustls tells them, `DnsName("example.com")`, without its wrapping; foreign, so made harmless.
fn names(presented: &[String]) -> String {
    if presented.is_empty() {
        return "no name at all".to_owned();
    }
    let bare = |name: &String| {
        let inner = name.split_once('(').map_or(name.as_str(), |(_, rest)| rest);
        crate::wire::escape::visible(inner.trim_end_matches(')').trim_matches('"').as_bytes())
    };
    presented.iter().map(bare).collect::<Vec<_>>().join(", ")
}
