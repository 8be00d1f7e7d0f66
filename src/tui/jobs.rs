//! Work that runs: numbers, what each is for, and the one place where late answers are dropped.

use super::screens::ScreenId;

/// The number of a piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub u64);

/// What a piece of work is for. Of each only the newest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Reading the presets.
    Presets,
    /// Writing the preview.
    Compose,
    /// Sending, to look at the answer.
    Send,
    /// Sending a request that the doctor mended.
    TryFix,
    /// Taking a request apart in order to mark it.
    Mark,
    /// The doctor at work.
    Diagnose,
    /// Reading a file.
    Open,
    /// Loading a story.
    Demo,
    /// Reading the bytes of an entry, for that list.
    Peek(ScreenId),
    /// Looking into the history, for that list.
    Find(ScreenId),
    /// Waiting for what others put into the history.
    Watch,
    /// Listening.
    Capture,
    /// Writing a request in another language.
    Export,
    /// Writing a mark, a note or a file, or deleting what is kept.
    Write,
}

impl Purpose {
    /// What the screen says while it runs; empty for what is too quick to be seen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Presets | Self::Compose | Self::Mark | Self::Peek(_) | Self::Find(_) => "",
            Self::Watch | Self::Capture | Self::Export | Self::Write => "",
            Self::Send => "sending… esc or ctrl-c stops",
            Self::TryFix => "trying the fix… esc or ctrl-c stops",
            Self::Diagnose => "the doctor looks…",
            Self::Open => "reading the file…",
            Self::Demo => "loading the story…",
        }
    }

    /// Whether it goes on until it is stopped: nobody waits for it.
    #[must_use]
    pub const fn goes_on(self) -> bool {
        matches!(self, Self::Capture | Self::Watch)
    }

    /// Whether bytes are on the wire.
    #[must_use]
    pub const fn is_sending(self) -> bool {
        matches!(self, Self::Send | Self::TryFix)
    }
}

/// The work that runs.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    running: Vec<(JobId, Purpose)>,
    next: u64,
}

impl Jobs {
    /// A number for new work; work for the same purpose that still runs is given up: its number is returned to be
    /// cancelled, and its answer will be dropped.
    pub fn start(&mut self, purpose: Purpose) -> (JobId, Option<JobId>) {
        let old = self.of(|running| running == purpose);
        self.running.retain(|(_, running)| *running != purpose);
        (self.add(purpose), old)
    }

    /// Gives up work for that purpose: its answer will be dropped.
    pub fn forget(&mut self, purpose: Purpose) {
        self.running.retain(|(_, running)| *running != purpose);
    }

    /// A number for new work beside all that runs, older work for the same purpose included.
    pub fn add(&mut self, purpose: Purpose) -> JobId {
        self.next += 1;
        let id = JobId(self.next);
        self.running.push((id, purpose));
        id
    }

    /// Takes note of the end of a piece of work: what it was for, or `None` where nobody waits for it any more.
    pub fn end(&mut self, id: JobId) -> Option<Purpose> {
        let at = self.running.iter().position(|(running, _)| *running == id)?;
        Some(self.running.remove(at).1)
    }

    /// The work that has bytes on the wire.
    #[must_use]
    pub fn sending(&self) -> Option<JobId> {
        self.of(Purpose::is_sending)
    }

    /// The work that the screen speaks of.
    #[must_use]
    pub fn seen(&self) -> Option<Purpose> {
        let mut purposes = self.running.iter().rev().map(|(_, purpose)| *purpose);
        purposes.find(|purpose| !purpose.words().is_empty())
    }

    /// Whether anything runs that comes to its end by itself.
    #[must_use]
    pub fn any(&self) -> bool {
        self.running.iter().any(|(_, purpose)| !purpose.goes_on())
    }

    /// Whether anything runs at all.
    #[must_use]
    pub fn may_tell(&self) -> bool {
        !self.running.is_empty()
    }

    /// The work for that purpose.
    #[must_use]
    pub fn running(&self, purpose: Purpose) -> Option<JobId> {
        self.of(|running| running == purpose)
    }

    fn of(&self, is: impl Fn(Purpose) -> bool) -> Option<JobId> {
        self.running.iter().find(|(_, purpose)| is(*purpose)).map(|(id, _)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_of_a_kind_counts() {
        let mut jobs = Jobs::default();
        let (first, _) = jobs.start(Purpose::Compose);
        let (second, given_up) = jobs.start(Purpose::Compose);
        assert_eq!(given_up, Some(first));
        assert_eq!(jobs.end(first), None);
        assert_eq!(jobs.end(second), Some(Purpose::Compose));
        assert!(!jobs.any());
    }
}
