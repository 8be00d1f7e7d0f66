//! Work in progress: one turning character, moved by ticks.

/// The character for the `tick`th turn.
#[must_use]
pub fn turn(tick: usize) -> char {
    const TURNS: [char; 8] = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇', '⠏', '⠹'];
    TURNS.get(tick % TURNS.len()).copied().unwrap_or('⠋')
}
