//! What a capture is told before it starts: where to listen, what to do with a request, and how much is too much.

use super::authority::LocalAuthority;
use super::line::Route;
use super::reply::Reply;
use crate::model::Endpoint;
use crate::transport::listener::Answer;
use crate::transport::trust::Trust;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A capture to be started.
#[derive(Clone)]
pub struct CapturePlan {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether `listen` may be an address that other machines reach.
    pub allow_remote: bool,
    /// What happens with a request once it is recorded.
    pub role: CaptureRole,
    /// What `Expect: 100-continue` is answered where this program answers.
    pub expect: Expectation,
    /// When to give up.
    pub limits: CaptureLimits,
}

impl CapturePlan {
    /// A plan for 127.0.0.1 and a free port, with default limits.
    #[must_use]
    pub fn new(role: CaptureRole) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            role,
            expect: Expectation::Continue,
            limits: CaptureLimits::default(),
        }
    }
}

/// Who answers.
#[derive(Clone)]
pub enum CaptureRole {
    /// Always the same answer.
    Canned(Reply),
    /// Whatever this makes of the request. Of a request longer than memory it is given the beginning.
    Mind(Arc<dyn Answer>),
    /// One server behind this one.
    Reverse(Reverse),
    /// The server that the client names, as a proxy's client does.
    Forward(Forward),
}

/// A reverse proxy's upstream.
#[derive(Clone, Debug)]
pub struct Reverse {
    pub(super) route: Arc<Route>,
    /// Whether `Host` stays as the client wrote it. Then not one byte is changed.
    pub keep_host: bool,
}

impl Reverse {
    /// Passes on to `upstream`, whom `trust` believes over TLS, with its own name as `Host`.
    ///
    /// `dial` is the address to dial instead of resolving the name.
    #[must_use]
    pub fn to(upstream: Endpoint, dial: Option<SocketAddr>, trust: Trust) -> Self {
        Self { route: Arc::new(Route { endpoint: upstream, dial, trust }), keep_host: false }
    }

    /// The server.
    #[must_use]
    pub fn upstream(&self) -> &Endpoint {
        &self.route.endpoint
    }
}

/// A forward proxy's manners.
#[derive(Clone)]
pub struct Forward {
    /// Signs for the names that clients ask for over HTTPS.
    pub authority: Arc<LocalAuthority>,
    /// Whom to believe over TLS.
    pub trust: Trust,
    /// Names that are dialled at an address of their own: name, port, address.
    pub resolve: Vec<(String, u16, IpAddr)>,
}

impl Forward {
    /// How `endpoint` is reached: at the address given for it, else at `dial`, else as its name resolves.
    pub(super) fn route(&self, endpoint: Endpoint, dial: Option<SocketAddr>) -> Route {
        let given = self.resolve.iter().find(|(name, port, _)| {
            *port == endpoint.port && name.eq_ignore_ascii_case(&endpoint.host)
        });
        let given = given.map(|(_, port, address)| SocketAddr::new(*address, *port));
        Route { endpoint, dial: given.or(dial), trust: self.trust.clone() }
    }
}

/// What is done about `Expect: 100-continue` (RFC 9110 section 10.1.1). Upstreams answer it themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// `100 Continue` is said, and recorded.
    Continue,
    /// The answer is given at once, without the body.
    Answer,
    /// Nothing is said; most clients send the body after a second or so.
    Ignore,
}

/// When a capture gives up, and what it keeps in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureLimits {
    /// How many bytes of a message are kept in memory. A longer one goes on in a file where `spill` is set, else its
    /// recording is cut (what is passed on never is).
    pub memory: usize,
    /// The folder for longer messages. Their files are readable by their owner alone (0600).
    pub spill: Option<PathBuf>,
    /// How many connections are served at a time. Further ones wait until one ends.
    pub connections: usize,
    /// How long a connection may rest between two requests.
    pub resting: Duration,
    /// Longest time for a whole head, however steadily it drips in.
    pub head: Duration,
    /// Longest silence in the middle of a request where this program answers. Then the request ends as far as it came.
    pub half_said: Duration,
    /// Silence that ends a body which nothing else ends.
    pub quiet: Duration,
    /// Longest silence of both sides where this program passes on.
    pub silence: Duration,
    /// How long an upstream's first byte is awaited once the client has ended its side: it may have closed only that
    /// one and still listen, or be gone, which TCP does not tell before something is written to it.
    pub farewell: Duration,
    /// Longest time for the TCP handshake with an upstream, and again for that of TLS.
    pub connect: Duration,
}

impl Default for CaptureLimits {
    fn default() -> Self {
        Self {
            memory: 1024 * 1024,
            spill: None,
            connections: 400,
            resting: Duration::from_secs(60),
            head: Duration::from_secs(30),
            half_said: Duration::from_secs(10),
            quiet: Duration::from_millis(500),
            silence: Duration::from_secs(300),
            farewell: Duration::from_secs(5),
            connect: Duration::from_secs(10),
        }
    }
}
