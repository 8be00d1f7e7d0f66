//! Floor 3: bytes out, bytes in, with times. It neither repairs nor comments.
//!
//! Whatever happens (refused, silent, reset, cancelled), a send ends in a [`Recording`] that keeps what was written
//! and received until then. This room does not know what the bytes mean beyond where a message ends.

mod bounds;
pub mod capture;
mod conversation;
mod dial;
mod failure;
mod keeper;
mod limits;
mod listener;
mod outgoing;
mod raw;
mod reader;
mod recording;
mod request_reader;
mod reqwest_sender;
mod reqwest_wish;
mod served;
mod session_ca;
#[cfg(unix)]
mod tap;
mod tls;
mod tls_failure;
mod tls_witness;
#[expect(clippy::module_inception, reason = "the file is named after the trait that it holds")]
mod transport;
mod trust;

pub use limits::Limits;
pub use listener::Answer;
pub use listener::ListenError;
pub use listener::Serving;
pub use listener::serve_loopback;
pub use raw::RawSender;
pub use recording::Received;
pub use recording::Recording;
pub use reqwest_sender::ReqwestSender;
pub use session_ca::SessionAuthority;
pub use session_ca::SessionError;
pub use transport::Sending;
pub use transport::Shipment;
pub use transport::Transport;
pub use trust::Trust;
