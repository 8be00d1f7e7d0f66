//! Listens, and records what other programs send: every byte first, its meaning after.
//!
//! A capture answers by itself (canned, or by an [`super::Answer`]), or passes on: as a reverse proxy to one upstream,
//! or as a forward proxy to whatever its client asks for, HTTPS included. One client connection has one connection to
//! the server behind it, and whatever the one side does (stop half-way, close, break the rules) is done to the other.

mod acceptor;
mod authority;
mod capture_plan;
mod captured;
mod connection;
mod download;
mod inbound;
mod line;
mod local;
mod notice;
mod passage;
mod pulse;
mod relay;
mod reply;
mod rewound;
mod tape;
mod tunnel;
mod upload;

pub use acceptor::CaptureError;
pub use acceptor::Capturing;
pub use acceptor::capture;
pub use authority::AuthorityError;
pub use authority::LocalAuthority;
pub use capture_plan::CaptureLimits;
pub use capture_plan::CapturePlan;
pub use capture_plan::CaptureRole;
pub use capture_plan::Expectation;
pub use capture_plan::Forward;
pub use capture_plan::Reverse;
pub use captured::Author;
pub use captured::Captured;
pub use captured::RequestEnd;
pub use captured::Seen;
pub use notice::Notice;
pub use reply::Reply;
