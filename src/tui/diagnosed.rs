//! The doctor's answer ready to be looked at: its texts veiled and bare, its comparison as rows for a width.

use super::shown::Shown;
use crate::doctor::Diagnosis;
use crate::doctor::difference::DifferenceId;
use crate::present::CardDetail;
use crate::present::DiffTable;
use crate::present::Fold;
use crate::present::Messages;
use crate::present::Row;
use crate::present::Veil;
use crate::present::diff_rows;
use crate::present::finding_card;
use crate::present::verdict_rows;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// One row of the comparison, and the difference that it is about.
pub type ComparedRow = (Row, Option<DifferenceId>);

/// Rows with what they were made for: unfolded, veiled, width.
type MadeRows = ((bool, bool, usize), Arc<Vec<ComparedRow>>);

/// A diagnosis with the messages that it speaks of.
#[derive(Debug)]
pub struct Diagnosed {
    /// The refused one.
    pub failing: Arc<Shown>,
    /// The one that works.
    pub good: Option<Arc<Shown>>,
    /// What the doctor says.
    pub diagnosis: Diagnosis,
    messages: Messages,
    veiled: (Veil, DiffTable),
    bare: (Veil, DiffTable),
    /// The rows made last.
    rows: Mutex<Option<MadeRows>>,
}

impl Diagnosed {
    /// Makes a diagnosis ready for the screen.
    #[must_use]
    pub fn of(failing: Arc<Shown>, good: Option<Arc<Shown>>, diagnosis: Diagnosis) -> Self {
        let request = &failing.exchange.request;
        let other = good.as_ref().map(|good| &good.exchange.request);
        let messages = Messages::read(request, other, failing.exchange.response());
        let side = |lifted| {
            let veil = Veil::over(&messages, lifted);
            let table = other.map_or_else(DiffTable::default, |good| {
                DiffTable::build(&diagnosis, (request, good), &messages, &veil)
            });
            (veil, table)
        };
        let (veiled, bare) = (side(false), side(true));
        Self { failing, good, diagnosis, messages, veiled, bare, rows: Mutex::default() }
    }

    fn side(&self, veiled: bool) -> &(Veil, DiffTable) {
        if veiled { &self.veiled } else { &self.bare }
    }

    /// The comparison as rows of `width` columns; the last ones made are kept.
    #[must_use]
    pub fn compared(&self, unfolded: bool, veiled: bool, width: usize) -> Arc<Vec<ComparedRow>> {
        let key = (unfolded, veiled, width);
        let mut kept = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, rows)) = kept.as_ref().filter(|(made, _)| *made == key) {
            return Arc::clone(rows);
        }
        let (_, table) = self.side(veiled);
        let fold = Fold { cosmetic: unfolded, equal: unfolded };
        let rows = diff_rows(table, fold, width).into_iter().map(|(row, line)| {
            let line = line.and_then(|line| table.lines.get(line));
            (row, line.and_then(|line| line.id))
        });
        let rows = Arc::new(rows.collect::<Vec<_>>());
        *kept = Some((key, Arc::clone(&rows)));
        rows
    }

    /// The verdict with its proof.
    #[must_use]
    pub fn verdict(&self, width: usize, veiled: bool) -> Vec<Row> {
        verdict_rows(&self.diagnosis, &self.messages, &self.side(veiled).0, width)
    }

    /// The card of the finding of that place, whole.
    #[must_use]
    pub fn card(&self, at: usize, width: usize, why: bool, veiled: bool) -> Vec<Row> {
        let Some(finding) = self.diagnosis.findings.get(at) else { return Vec::new() };
        let detail = if why { CardDetail::Why } else { CardDetail::Full };
        finding_card((finding, at + 1), &self.messages, &self.side(veiled).0, detail, width)
    }

    /// A text of the doctor's that may quote a secret.
    #[must_use]
    pub fn veil(&self, text: &str, veiled: bool) -> String {
        self.side(veiled).0.text(text)
    }
}
