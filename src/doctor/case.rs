//! A case: two requests and a refusal, read once and shared by all rules.

use super::difference::Difference;
use super::difference::Noise;
use super::difference::Place;
use super::reading::Reading;
use super::witness::Witness;
use crate::model::Expect;
use crate::profiles::Likeness;

/// Everything a rule may look at. It holds no clock and no socket.
#[derive(Debug)]
pub struct Case<'a> {
    /// The request that was refused.
    pub failing: &'a Reading<'a>,
    /// The request that works.
    pub good: Option<&'a Reading<'a>>,
    /// The refusal.
    pub witness: Option<&'a Witness<'a>>,
    /// The refusal's status.
    pub status: Option<u16>,
    /// What the endpoint is known to need.
    pub expect: Option<&'a Expect>,
    /// When the refusal happened, in seconds since 1970: the response's `Date`, else the clock.
    pub now: i64,
    /// Whether `now` is the response's `Date`.
    pub now_is_date: bool,
    /// How the requests differ.
    pub differences: &'a [Difference],
}

impl<'a> Case<'a> {
    /// Whether the refusal bears one of these statuses.
    #[must_use]
    pub fn status_in(&self, statuses: &[u16]) -> bool {
        self.status.is_some_and(|status| statuses.contains(&status))
    }

    /// Whether the response says that phrase (lower case).
    #[must_use]
    pub fn says(&self, phrase: &str) -> bool {
        self.witness.is_some_and(|witness| witness.says(phrase).is_some())
    }

    /// Whether it says one of them.
    #[must_use]
    pub fn says_any(&self, phrases: &[&str]) -> bool {
        self.witness.is_some_and(|witness| witness.says_any(phrases).is_some())
    }

    /// Whether no good request is at hand.
    #[must_use]
    pub const fn is_solo(&self) -> bool {
        self.good.is_none()
    }

    /// The differences at places that satisfy `at`.
    pub fn at<'b>(
        &'b self,
        at: impl Fn(&Place) -> bool + 'b,
    ) -> impl Iterator<Item = &'a Difference> + 'b {
        self.differences.iter().filter(move |difference| at(&difference.place))
    }

    /// Whether the requests differ at such places and nowhere else, mere spelling and ever new values aside.
    #[must_use]
    pub fn differs_only(&self, at: impl Fn(&Place) -> bool) -> bool {
        let mut any = false;
        let fits = self
            .differences
            .iter()
            .filter(|d| !matches!(d.noise, Noise::Spelling | Noise::Volatile))
            .all(|d| {
                any = true;
                at(&d.place)
            });
        any && fits
    }

    /// The first difference in the header of that lower-case name.
    #[must_use]
    pub fn header_difference(&self, name: &str) -> Option<&'a Difference> {
        self.differences
            .iter()
            .find(|d| matches!(&d.place, Place::Header { name: n, .. } if n == name))
    }

    /// The failing client.
    #[must_use]
    pub fn client(&self) -> Option<&Likeness> {
        self.failing.client.as_ref()
    }
}
