//! What the presets screen remembers: cursors, focus, and the filter.

use crate::model::Preset;
use crate::tui::facts::Facts;
use crate::tui::screens::panes::Focus;
use crate::tui::widgets::list::ListState;

/// The state of the presets screen.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Pane 0: presets, 1: exchanges.
    pub focus: Focus,
    /// The cursor among the presets that pass the filter.
    pub preset: ListState,
    /// The cursor among the exchanges, newest first.
    pub exchange: ListState,
    /// What a preset's name must hold.
    pub filter: String,
}

impl State {
    /// The presets that pass the filter.
    #[must_use]
    pub fn listed<'a>(&self, facts: &'a Facts) -> Vec<&'a Preset> {
        let wanted = self.filter.to_lowercase();
        let passes = |preset: &&Preset| {
            let words = format!("{} {} {}", preset.id, preset.name, preset.about);
            words.to_lowercase().contains(&wanted)
        };
        facts.presets.iter().filter(passes).collect()
    }
}
