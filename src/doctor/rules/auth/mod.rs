//! Rules about credentials, cookies and tokens.

mod auth_basic_encoding;
mod auth_credential_differs;
mod auth_duplicate;
mod auth_expired;
mod auth_header_name;
mod auth_malformed;
mod auth_missing;
mod auth_scheme_mismatch;
mod auth_signature;
mod auth_unexpected;
mod body_digest;
mod carrier;
mod cookie_missing;
mod csrf_missing;
mod signature_time;
mod token_wrapping;

use crate::doctor::rule::Rule;

pub(super) static RULES: &[&dyn Rule] = &[
    &auth_malformed::AuthMalformed,
    &auth_basic_encoding::AuthBasicEncoding,
    &auth_header_name::AuthHeaderName,
    &auth_scheme_mismatch::AuthSchemeMismatch,
    &auth_missing::AuthMissing,
    &auth_expired::AuthExpired,
    &auth_duplicate::AuthDuplicate,
    &auth_unexpected::AuthUnexpected,
    &auth_signature::AuthSignature,
    &auth_credential_differs::AuthCredentialDiffers,
    &cookie_missing::CookieMissing,
    &csrf_missing::CsrfMissing,
];
