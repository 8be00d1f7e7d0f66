//! A throw-away authority: signs server certificates for whoever was told to believe it, and dies with the process.

use super::tls;
use rcgen::BasicConstraints;
use rcgen::CertificateParams;
use rcgen::CertifiedIssuer;
use rcgen::DnType;
use rcgen::ExtendedKeyUsagePurpose;
use rcgen::IsCa;
use rcgen::Issuer;
use rcgen::KeyPair;
use rcgen::KeyUsagePurpose;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use std::sync::Arc;

/// Why no certificate could be made.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The key or the certificate could not be made, mostly for a name that no certificate can hold.
    #[error("no certificate for `{host}` could be made: {source}")]
    Certificate {
        /// The name that it was to be for.
        host: String,
        /// What the maker of certificates says.
        source: rcgen::Error,
    },
    /// TLS does not take the certificate.
    #[error("TLS cannot be served: {0}")]
    Tls(#[from] rustls::Error),
}

/// An authority whose key never leaves this process's memory.
pub struct SessionAuthority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl SessionAuthority {
    /// Makes a new authority.
    pub fn new() -> Result<Self, SessionError> {
        let host = "why4xx session authority";
        let failed = |source| SessionError::Certificate { host: host.to_owned(), source };
        let key = KeyPair::generate().map_err(failed)?;
        let params = issuer_params(host, &key);
        let issuer = CertifiedIssuer::self_signed(params, key).map_err(failed)?;
        Ok(Self { issuer })
    }

    /// The authority's certificate, for those who are to believe it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// The same, as DER.
    pub(super) fn der(&self) -> &[u8] {
        self.issuer.der()
    }

    /// What it takes to be the TLS server `host` (a name or an address), speaking HTTP/1.1.
    pub fn server_config(&self, host: &str) -> Result<Arc<ServerConfig>, SessionError> {
        leaf_config(host, &self.issuer)
    }
}

/// What an authority's certificate says of it.
pub(super) fn issuer_params(name: &str, key: &KeyPair) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    // Two authorities must not bear one name: who trusts the other would hear of a bad signature.
    let mark = key.public_key_raw().iter().rev().take(4).map(|byte| format!("{byte:02x}"));
    let name = format!("{name} {}", mark.collect::<String>());
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params
}

/// What it takes to be the TLS server `host` (a name or an address), speaking HTTP/1.1.
pub(super) fn leaf_config(
    host: &str,
    issuer: &Issuer<'_, KeyPair>,
) -> Result<Arc<ServerConfig>, SessionError> {
    let failed = |source| SessionError::Certificate { host: host.to_owned(), source };
    let mut params = CertificateParams::new(vec![host.to_owned()]).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, host);
    // Python 3.13 refuses certificates without it (VERIFY_X509_STRICT, RFC 5280 section 4.2.1.1).
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params.signed_by(&key, issuer).map_err(failed)?;
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let chain = vec![certificate.der().clone()];
    let mut config = ServerConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![tls::ALPN.to_vec()];
    Ok(Arc::new(config))
}
