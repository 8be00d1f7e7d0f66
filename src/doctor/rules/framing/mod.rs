//! Rules about framing and header fields: lengths, chunks, presence of a body, and what nobody else explains.

mod accept_mismatch;
mod body_missing;
mod body_unexpected;
mod content_length_mismatch;
mod content_length_missing;
mod expect_continue;
mod header_differs;
mod header_duplicate;
mod header_invalid;
mod header_missing;
mod header_name_case;
mod header_unexpected;
mod host_mismatch;
mod http_version;
mod late_headers;
mod transfer_encoding_chunked;
mod user_agent_blocked;

use crate::doctor::rule::Rule;

/// What breaks the message first; the leftover rules last, as they take what nobody claimed.
pub(super) static RULES: &[&dyn Rule] = &[
    &content_length_mismatch::ContentLengthMismatch,
    &content_length_missing::ContentLengthMissing,
    &transfer_encoding_chunked::TransferEncodingChunked,
    &host_mismatch::HostMismatch,
    &header_invalid::HeaderInvalid,
    &http_version::HttpVersion,
    &expect_continue::ExpectContinue,
    &body_unexpected::BodyUnexpected,
    &body_missing::BodyMissing,
    &header_duplicate::HeaderDuplicate,
    &accept_mismatch::AcceptMismatch,
    &user_agent_blocked::UserAgentBlocked,
    &header_missing::HeaderMissing,
    &header_differs::HeaderDiffers,
    &header_unexpected::HeaderUnexpected,
    &header_name_case::HeaderNameCase,
];
