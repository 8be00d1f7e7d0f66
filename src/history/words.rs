//! The words that stand in the database for what the model has enums for.

use super::kept::Marked;
use crate::model::AlterationKind;
use crate::model::End;
use crate::model::Failure;
use crate::model::Stage;
use crate::model::Via;

/// A closed set of values, each with its word. The words are for ever: databases hold them.
type Words<T> = &'static [(T, &'static str)];

const VIA: Words<Via> = &[
    (Via::Raw, "raw"),
    (Via::Reqwest, "reqwest"),
    (Via::Captured, "captured"),
    (Via::File, "file"),
    (Via::Imported, "imported"),
];

const STAGE: Words<Stage> = &[
    (Stage::Resolve, "resolve"),
    (Stage::Connect, "connect"),
    (Stage::Tls, "tls"),
    (Stage::Write, "write"),
    (Stage::Read, "read"),
];

const MARK: Words<Marked> = &[(Marked::Failing, "failing"), (Marked::Good, "good")];

const ALTERATION: Words<AlterationKind> = &[
    (AlterationKind::Host, "host"),
    (AlterationKind::Target, "target"),
    (AlterationKind::ProxyField, "proxy-field"),
];

fn word<T: Copy + PartialEq>(words: Words<T>, value: T) -> &'static str {
    words.iter().find(|(known, _)| *known == value).map_or("unknown", |(_, word)| word)
}

fn value<T: Copy>(words: Words<T>, word: &str) -> Option<T> {
    words.iter().find(|(_, known)| *known == word).map(|(value, _)| *value)
}

pub(super) fn of_via(via: Via) -> &'static str {
    word(VIA, via)
}

/// What is not known is taken for rebuilt: the claim that concludes least.
pub(super) fn via(text: &str) -> Via {
    value(VIA, text).unwrap_or(Via::Imported)
}

pub(super) fn of_mark(mark: Marked) -> &'static str {
    word(MARK, mark)
}

pub(super) fn mark(text: &str) -> Option<Marked> {
    value(MARK, text)
}

pub(super) fn of_alteration(kind: AlterationKind) -> &'static str {
    word(ALTERATION, kind)
}

pub(super) fn alteration(text: &str) -> Option<AlterationKind> {
    value(ALTERATION, text)
}

/// An end in columns: kind, stage, message, hint.
pub(super) type EndWords = (&'static str, Option<&'static str>, Option<String>, Option<String>);

pub(super) fn of_end(end: &End) -> EndWords {
    match end {
        End::Complete => ("complete", None, None, None),
        End::ClosedEarly => ("closed-early", None, None, None),
        End::TimedOut(stage) => ("timed-out", Some(word(STAGE, *stage)), None, None),
        End::Cancelled => ("cancelled", None, None, None),
        End::Truncated => ("truncated", None, None, None),
        End::Failed(Failure { stage, message, hint }) => {
            ("failed", Some(word(STAGE, *stage)), Some(message.clone()), hint.clone())
        }
    }
}

pub(super) fn end(
    kind: &str,
    at: Option<String>,
    message: Option<String>,
    hint: Option<String>,
) -> End {
    let stage = at.and_then(|word| value(STAGE, &word)).unwrap_or(Stage::Read);
    match kind {
        "complete" => End::Complete,
        "closed-early" => End::ClosedEarly,
        "timed-out" => End::TimedOut(stage),
        "truncated" => End::Truncated,
        "failed" => End::Failed(Failure { stage, message: message.unwrap_or_default(), hint }),
        _ => End::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_what_they_stand_for() {
        for (known, _) in VIA {
            assert_eq!(via(of_via(*known)), *known);
        }
        let failure = Failure { stage: Stage::Tls, message: "no".into(), hint: Some("try".into()) };
        for known in [End::Complete, End::TimedOut(Stage::Write), End::Failed(failure)] {
            let (kind, stage, message, hint) = of_end(&known);
            assert_eq!(end(kind, stage.map(str::to_owned), message, hint), known);
        }
    }
}
