//! The client side of TLS: whom to believe, the handshake, and what the certificate says of itself.

use super::bounds::Bounds;
use super::failure::failed;
use super::failure::plain;
use super::recording::Recording;
use super::tls_failure;
use super::tls_witness::Witness;
use super::transport::Shipment;
use super::trust::Trust;
use crate::model::Certificate;
use crate::model::End;
use crate::model::Failure;
use crate::model::Stage;
use crate::wire::escape;
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::OnceLock;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::prelude::X509Certificate;

/// The one protocol that is offered (ALPN): exact bytes are HTTP/1.1.
pub(super) const ALPN: &[u8] = b"http/1.1";

/// The one crypto provider. Installed as the process's default as well, for reqwest asks for that.
pub(super) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let provider = PROVIDER.get_or_init(|| {
        let ring = rustls::crypto::ring::default_provider();
        // Another part of the process may have installed its own: that one serves as well.
        let _ = ring.clone().install_default();
        Arc::new(ring)
    });
    Arc::clone(provider)
}

/// Shakes hands; the certificate goes into the recording even where it is not believed.
pub(super) async fn handshake(
    tcp: TcpStream,
    shipment: &Shipment,
    bounds: &Bounds,
    recording: &mut Recording,
) -> Result<TlsStream<TcpStream>, End> {
    let name = server_name(&shipment.endpoint.host).map_err(End::Failed)?;
    let preparing = prepare(&shipment.trust);
    let prepared = bounds.within(Stage::Tls, shipment.limits.tls, preparing).await?;
    let (config, witness) = prepared.map_err(End::Failed)?;
    let begun = Instant::now();
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, tcp);
    let shaken = bounds.within(Stage::Tls, shipment.limits.tls, connecting).await;
    recording.certificate = witness.seen().and_then(|der| certificate(der));
    let stream = shaken?.map_err(|error| End::Failed(tls_failure::of_handshake(&error)))?;
    recording.timing.tls = Some(begun.elapsed());
    if let Some(certificate) = &mut recording.certificate {
        certificate.protocol = protocol(&stream);
    }
    Ok(stream)
}

fn server_name(host: &str) -> Result<ServerName<'static>, Failure> {
    ServerName::try_from(host.to_owned()).map_err(|_| {
        let host = escape::visible(host.as_bytes());
        failed(
            Stage::Tls,
            format!("`{host}` is no name that TLS can ask for."),
            "Host names hold letters, digits, hyphens and dots; write others in their xn-- form.",
        )
    })
}

async fn prepare(trust: &Trust) -> Result<(ClientConfig, Arc<Witness>), Failure> {
    let provider = provider();
    let judge = if trust.insecure { None } else { Some(judge(trust, &provider).await?) };
    let witness = Arc::new(Witness::new(Arc::clone(&provider), judge));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| plain(Stage::Tls, format!("TLS cannot be set up: {error}.")))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    config.alpn_protocols = vec![ALPN.to_vec()];
    Ok((config, witness))
}

async fn judge(
    trust: &Trust,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Failure> {
    let mut roots = if trust.system { system_roots().await } else { no_roots() };
    for pem in &trust.extra_roots {
        add_roots(Arc::make_mut(&mut roots), pem)?;
    }
    if roots.is_empty() {
        return Err(failed(
            Stage::Tls,
            "No certificate authority is known here, so no certificate can be believed.",
            "Install the system's CA certificates, or give a file with --cacert FILE.",
        ));
    }
    let judge = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(provider)).build();
    judge
        .map(|judge| judge as Arc<dyn ServerCertVerifier>)
        .map_err(|error| plain(Stage::Tls, format!("The authorities cannot be used: {error}.")))
}

fn add_roots(roots: &mut RootCertStore, pem: &[u8]) -> Result<(), Failure> {
    let unreadable = |why: String| {
        failed(
            Stage::Tls,
            format!("The extra certificate authority cannot be read: {why}."),
            "It must be a PEM file, with -----BEGIN CERTIFICATE----- in it.",
        )
    };
    let mut found = 0;
    for der in CertificateDer::pem_slice_iter(pem) {
        let der = der.map_err(|error| unreadable(error.to_string()))?;
        roots.add(der).map_err(|error| unreadable(error.to_string()))?;
        found += 1;
    }
    if found == 0 { Err(unreadable("no certificate is in it".to_owned())) } else { Ok(()) }
}

/// The system's authorities. Loading takes tens of milliseconds: once, at first use, off the event loop.
async fn system_roots() -> Arc<RootCertStore> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(roots) = ROOTS.get() {
        return Arc::clone(roots);
    }
    let loading = tokio::task::spawn_blocking(|| {
        let mut roots = RootCertStore::empty();
        // Systems carry a few certificates that nobody can parse; the others count.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Arc::new(roots)
    });
    // A loader that died leaves no authority, which is told by whoever needs one.
    let loaded = loading.await.unwrap_or_else(|_| no_roots());
    Arc::clone(ROOTS.get_or_init(|| loaded))
}

fn no_roots() -> Arc<RootCertStore> {
    Arc::new(RootCertStore::empty())
}

/// `TLS 1.3, TLS13_AES_256_GCM_SHA384`.
fn protocol(stream: &TlsStream<TcpStream>) -> String {
    let (_, session) = stream.get_ref();
    let version = match session.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    };
    match session.negotiated_cipher_suite() {
        Some(suite) => format!("{version}, {:?}", suite.suite()),
        None => version.to_owned(),
    }
}

/// What a certificate says of itself; `None` where it cannot be read.
fn certificate(der: &[u8]) -> Option<Certificate> {
    let (_, parsed) = X509Certificate::from_der(der).ok()?;
    let names = parsed.subject_alternative_name().ok().flatten();
    let names = names.map(|names| names.value.general_names.iter().filter_map(name).collect());
    Some(Certificate {
        subject: parsed.subject().to_string(),
        issuer: parsed.issuer().to_string(),
        names: names.unwrap_or_default(),
        not_before: parsed.validity().not_before.timestamp(),
        not_after: parsed.validity().not_after.timestamp(),
        protocol: String::new(),
    })
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(IpAddr::from);
            let v6 = <[u8; 16]>::try_from(*bytes).map(IpAddr::from);
            v4.or(v6).ok().map(|address| address.to_string())
        }
        _ => None,
    }
}
