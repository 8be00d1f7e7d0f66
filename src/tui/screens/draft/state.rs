//! What the request screen remembers: the draft or the bytes, the cursor, what is being typed, and the preview.

use super::exact::Exact;
use super::form::Form;
use super::form::Line;
use crate::tui::facts::Preview;
use crate::tui::screens::panes::Focus;
use crate::tui::widgets::bytes_view::BytesView;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::text_area::TextArea;
use crate::tui::widgets::text_input::TextInput;
use std::sync::Arc;

/// What is being made.
#[derive(Clone, Debug)]
pub enum What {
    /// A draft, which a client will write.
    Form(Box<Form>),
    /// Exact bytes.
    Exact(Box<Exact>),
}

/// What is being typed.
#[derive(Clone, Debug)]
pub enum Typing {
    /// One line of the form.
    Line(Line, TextInput),
    /// A variable's value.
    Var(String, TextInput),
    /// The body.
    Body(TextArea),
    /// One line of exact bytes.
    Exact(usize, TextInput),
}

/// The state of the request screen.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What is being made.
    pub what: Option<What>,
    /// Pane 0: the form or the lines, 1: the preview.
    pub focus: Focus,
    /// The cursor among the lines.
    pub cursor: ListState,
    /// What is being typed.
    pub typing: Option<Typing>,
    /// The request as it would be sent now.
    pub preview: Option<Arc<Preview>>,
    /// Why there is no preview.
    pub problem: Option<String>,
    /// Scrolling in the preview.
    pub view: BytesView,
    /// The byte under the cursor of the hex view, and whether the next digit is its low half.
    pub nibble: Option<(u32, bool)>,
    /// Whether it is to be sent as soon as the preview is there.
    pub send_next: bool,
}

impl State {
    /// Takes up a draft.
    pub fn make(&mut self, form: Form) {
        *self = Self { what: Some(What::Form(Box::new(form))), ..Self::default() };
        self.cursor.at = 2;
    }

    /// Takes up exact bytes.
    pub fn edit(&mut self, exact: Exact) {
        *self = Self { what: Some(What::Exact(Box::new(exact))), ..Self::default() };
    }

    /// Whether keys are text.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        self.typing.is_some()
    }

    /// The line under the cursor, of a form.
    #[must_use]
    pub fn line(&self) -> Option<Line> {
        match &self.what {
            Some(What::Form(form)) => form.lines().get(self.cursor.at).copied(),
            _ => None,
        }
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.what {
            Some(What::Form(form)) => form.lines().len(),
            Some(What::Exact(exact)) => exact.lines().len(),
            None => 0,
        }
    }

    /// Whether there is nothing to edit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
