//! A client as data: its card, its manner, the order it writes in, how it goes on after an answer.

use super::composer::Content;
use super::composer::Head;
use super::composer::Start;
use super::composer::render;
use super::manner::Manner;
use super::prepare::Prepared;
use super::prepare::prepare;
use super::profile::Author;
use super::profile::ClientProfile;
use super::profile::ComposeError;
use super::profile::Composed;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect::Redirects;
use crate::model::Draft;
use crate::model::HeaderMode;
use crate::model::Surroundings;
use crate::wire::ExactResponse;

/// Puts a prepared draft in this client's order.
pub(super) type Arrange = fn(&mut Prepared<'_>, &mut Surroundings<'_>) -> Head;

/// Says why this client does not send a prepared draft, where it does not.
pub(super) type Refuses = fn(&Prepared<'_>) -> Result<(), ComposeError>;

/// For clients that send everything.
pub(super) const NOTHING: Refuses = |_| Ok(());

/// One client.
pub(super) struct Client {
    pub(super) card: &'static ProfileCard,
    pub(super) manner: &'static Manner,
    pub(super) arrange: Arrange,
    pub(super) refuses: Refuses,
    pub(super) redirects: &'static Redirects,
    pub(super) habits: &'static [Habit],
}

impl ClientProfile for Client {
    fn card(&self) -> &'static ProfileCard {
        self.card
    }

    fn compose(
        &self,
        draft: &Draft,
        with: &mut Surroundings<'_>,
    ) -> Result<Vec<Composed>, ComposeError> {
        let mut prepared = prepare(self.card, self.manner, draft, with)?;
        (self.refuses)(&prepared)?;
        let head = (self.arrange)(&mut prepared, with);
        Ok(vec![finish(&prepared, head)])
    }

    fn follow(&self, draft: &Draft, sent: &Composed, answer: &ExactResponse) -> Option<Composed> {
        super::redirect::follow(self, draft, sent, answer)
    }

    fn habits(&self) -> &'static [Habit] {
        self.habits
    }
}

/// Leaves out what the user removed, and writes the message.
pub(super) fn finish(prepared: &Prepared<'_>, mut head: Head) -> Composed {
    head.lines.retain(|line| {
        line.author == Author::You
            || !prepared.draft.headers.iter().any(|header| {
                header.mode == HeaderMode::Remove && line.name.eq_ignore_ascii_case(&header.name)
            })
    });
    let start = Start {
        method: prepared.method.clone(),
        target: prepared.target.clone(),
        version: prepared.draft.version.clone().unwrap_or_else(|| b"HTTP/1.1".to_vec()),
    };
    let (bytes, volatile) = prepared.body.framed();
    let content = Content { bytes, volatile, author: prepared.body.author };
    let mut composed = render(&start, &head, &content);
    composed.warnings.clone_from(&prepared.warnings);
    composed.url = prepared.url.whole();
    composed
}
