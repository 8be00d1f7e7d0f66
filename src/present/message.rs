//! A message read once for all views: its bytes, its syntax and its secrets.

use super::marks::Layer;
use super::marks::Marks;
use super::role::Role;
use crate::doctor::Finding;
use crate::doctor::Mark;
use crate::doctor::Side;
use crate::semantics::recurring;
use crate::semantics::secrets;
use crate::semantics::secrets_in_response;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::Span;
use bytes::Bytes;

/// A longer message is searched for named secrets in its first bytes only; what is found there is veiled everywhere.
const MOST_READ: usize = 16 * 1024 * 1024;

/// One message as views need it. Cheap to clone but for its marks; make it once for each message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Every byte.
    pub bytes: Bytes,
    /// Where `bytes` starts in the stream it was taken from.
    pub at: u32,
    /// The head.
    pub head: Span,
    /// Which bytes are secret, in order.
    pub secrets: Vec<Span>,
    /// Syntax and secrets; veiled.
    pub marks: Marks,
}

impl Message {
    /// Of a request.
    #[must_use]
    pub fn request(request: &ExactRequest) -> Self {
        let found = match request.bytes.get(..MOST_READ) {
            None => secrets(request),
            Some(_) => {
                let first = ExactRequest::parse(request.bytes.slice(..MOST_READ));
                everywhere(&request.bytes, &secrets(&first))
            }
        };
        let marks = Marks::of_pieces(&request.pieces).with_secrets(&found);
        Self { bytes: request.bytes.clone(), at: 0, head: request.head, secrets: found, marks }
    }

    /// Of a response to a request with these secrets, which it may echo.
    #[must_use]
    pub fn response(response: &ExactResponse, to: &Self) -> Self {
        let mut found = match response.bytes.get(..MOST_READ) {
            None => secrets_in_response(response),
            Some(_) => {
                let first = ExactResponse::parse(response.bytes.slice(..MOST_READ), b"GET");
                everywhere(&response.bytes, &secrets_in_response(&first))
            }
        };
        found.extend(recurring(&response.bytes, to.secrets.iter().map(|s| s.slice(&to.bytes))));
        let marks = Marks::of_pieces(&response.pieces).with_secrets(&found);
        let (bytes, at) = (response.bytes.clone(), response.at);
        Self { bytes, at, head: response.head, secrets: found, marks }
    }

    /// Lays a finding's evidence on `side` over the marks.
    pub fn mark_evidence(&mut self, side: Side, finding: &Finding) {
        let here = finding.evidence.iter().filter(|evidence| evidence.side == side);
        let (mut marked, mut gaps) = (Vec::new(), Vec::new());
        for evidence in here {
            let span = self.local(evidence.mark.span());
            match evidence.mark {
                Mark::At(_) => marked.push((span, Role::Evidence)),
                Mark::Gap(_) => gaps.push(span.start),
            }
        }
        gaps.sort_unstable();
        self.marks.evidence = Layer::new(marked);
        self.marks.gaps = gaps;
    }

    /// A span of the stream, as one of `bytes`.
    #[must_use]
    pub const fn local(&self, span: Span) -> Span {
        Span::new(span.start.saturating_sub(self.at), span.end.saturating_sub(self.at))
    }

    /// The bytes of the secrets.
    pub fn secret_texts(&self) -> impl Iterator<Item = &[u8]> {
        self.secrets.iter().map(|span| span.slice(&self.bytes))
    }
}

fn everywhere(bytes: &[u8], found: &[Span]) -> Vec<Span> {
    let mut all = recurring(bytes, found.iter().map(|span| span.slice(bytes)));
    all.extend(found);
    all.sort_unstable();
    all.dedup();
    all
}

/// The messages of one diagnosis.
#[derive(Clone, Debug)]
pub struct Messages {
    /// The request that was refused.
    pub failing: Message,
    /// The request that works.
    pub good: Option<Message>,
    /// The refusal.
    pub response: Option<Message>,
}

impl Messages {
    /// Reads all of them. A secret of one is a secret wherever it stands in another.
    #[must_use]
    pub fn read(
        failing: &ExactRequest,
        good: Option<&ExactRequest>,
        response: Option<&ExactResponse>,
    ) -> Self {
        let failing = Message::request(failing);
        let good = good.map(Message::request);
        let response = response.map(|response| Message::response(response, &failing));
        let mut all = Self { failing, good, response };
        let known: Vec<Vec<u8>> =
            all.each().flat_map(Message::secret_texts).map(<[u8]>::to_vec).collect();
        let sides = [Some(&mut all.failing), all.good.as_mut(), all.response.as_mut()];
        for message in sides.into_iter().flatten() {
            let again = recurring(&message.bytes, known.iter().map(Vec::as_slice));
            message.secrets.extend(again);
            message.secrets.sort_unstable();
            message.secrets.dedup();
            message.marks = std::mem::take(&mut message.marks).with_secrets(&message.secrets);
        }
        all
    }

    /// The message on one side.
    #[must_use]
    pub const fn side(&self, side: Side) -> Option<&Message> {
        match side {
            Side::Failing => Some(&self.failing),
            Side::Good => self.good.as_ref(),
            Side::Response => self.response.as_ref(),
        }
    }

    /// All that are there.
    pub fn each(&self) -> impl Iterator<Item = &Message> {
        [Some(&self.failing), self.good.as_ref(), self.response.as_ref()].into_iter().flatten()
    }
}
