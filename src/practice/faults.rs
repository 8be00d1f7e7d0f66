//! Servers that misbehave, for learning and for tests: what they would write, and in which manner.

use super::path;
use crate::wire::ExactRequest;
use std::time::Duration;

/// The longest that a path can ask to wait.
const MOST: Duration = Duration::from_secs(60);

/// How an answer goes wrong. Whoever listens acts on it; after each of these the connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misbehaviour {
    /// `/faults/slow/MS`: waits that many milliseconds (500 without a number, 60,000 at most), then answers.
    Slow(Duration),
    /// `/faults/trickle/MS`: writes one byte at a time, with that many milliseconds (20) between two.
    Trickle(Duration),
    /// `/faults/silent`: closes without a byte.
    Silent,
    /// `/faults/half`: announces more body than it sends.
    Half,
    /// `/faults/garbage`: writes something that is no HTTP.
    Garbage,
    /// `/faults/early`: an interim 100 and a 103, then a final 413 before any body was read.
    Early,
}

impl Misbehaviour {
    /// The misbehaviour that a request's path asks for.
    #[must_use]
    pub fn of(request: &ExactRequest) -> Option<Self> {
        let rest = std::str::from_utf8(path(request).strip_prefix(b"/faults/")?).ok()?;
        let (name, millis) = rest.split_once('/').unwrap_or((rest, ""));
        let wait = |default: u64| {
            let millis = if millis.is_empty() { Some(default) } else { millis.parse().ok() };
            millis.map(|millis| Duration::from_millis(millis).min(MOST))
        };
        match (name, millis) {
            ("slow", _) => wait(500).map(Self::Slow),
            ("trickle", _) => wait(20).map(|gap| Self::Trickle(gap.min(Duration::from_secs(1)))),
            ("silent", "") => Some(Self::Silent),
            ("half", "") => Some(Self::Half),
            ("garbage", "") => Some(Self::Garbage),
            ("early", "") => Some(Self::Early),
            _ => None,
        }
    }

    /// What is to be written.
    #[must_use]
    pub fn bytes(self) -> Vec<u8> {
        let text: &[u8] = match self {
            Self::Slow(_) | Self::Trickle(_) => {
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\
                  Connection: close\r\n\r\n{\"late\": true}"
            }
            Self::Silent => b"",
            Self::Half => {
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\
                  Connection: close\r\n\r\n{\"half\":"
            }
            Self::Garbage => b"\x16\x03\x01\x00\x05\x1b[31mnot HTTP\x00\xff\n",
            Self::Early => {
                b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </echo>\r\n\r\n\
                  HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            }
        };
        text.to_vec()
    }
}
