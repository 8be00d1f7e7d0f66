//! Reading bytes in a pane: moves, hex, and the next place of a text; the same on every screen that shows some.

use super::ask::Ask;
use crate::tui::action::Action;
use crate::tui::action::View;
use crate::tui::document::Document;
use crate::tui::widgets::bytes_view::BytesView;
use crate::tui::widgets::toast::Tone;

/// Follows a key that reads on in `document`; `None` for any other act. Without a document such keys do nothing.
pub fn follow(
    view: &mut BytesView,
    document: Option<&Document>,
    action: Action,
) -> Option<Vec<Ask>> {
    let found = match (action, document) {
        (Action::Move(motion), Some(document)) => {
            view.travel(motion, document);
            true
        }
        (Action::View(View::Hex), Some(document)) => {
            view.turn_hex(document);
            true
        }
        (Action::View(View::SearchNext), Some(document)) => view.find(document, true),
        (Action::View(View::SearchPrevious), Some(document)) => view.find(document, false),
        (
            Action::Move(_) | Action::View(View::Hex | View::SearchNext | View::SearchPrevious),
            None,
        ) => true,
        _ => return None,
    };
    let missed = || vec![Ask::Say(Tone::Info, "not found".to_owned())];
    Some(if found { Vec::new() } else { missed() })
}
