//! Draws rows of `present` into the buffer; what is too wide ends in `…`.

use crate::present::Role;
use crate::present::Row;
use crate::tui::theme::Theme;
use crate::tui::widgets::grapheme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws rows from the top of `area`, as many as fit.
pub fn draw(rows: &[Row], area: Rect, buffer: &mut Buffer, theme: Theme) {
    for (y, row) in (area.y..area.bottom()).zip(rows) {
        draw_row(row, Rect { y, height: 1, ..area }, buffer, theme);
    }
}

/// Draws rows at the foot of `area`, over half of it at most; returns what is left above them.
pub fn draw_below(rows: &[Row], area: Rect, buffer: &mut Buffer, theme: Theme) -> Rect {
    let used = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(area.height / 2);
    let above = Rect { height: area.height - used, ..area };
    draw(rows, Rect { y: above.bottom(), height: used, ..area }, buffer, theme);
    above
}

/// Draws one row into the first line of `area`.
pub fn draw_row(row: &Row, area: Rect, buffer: &mut Buffer, theme: Theme) {
    if area.is_empty() {
        return;
    }
    let mut x = area.x;
    let right = area.right();
    for run in &row.runs {
        let room = usize::from(right.saturating_sub(x));
        let style = theme.style(run.roles);
        if grapheme::width(&run.text) > room {
            let text = if room == 0 { "" } else { grapheme::fitting(&run.text, 0, room - 1) };
            (x, _) = buffer.set_stringn(x, area.y, text, room, style);
            let last = x.min(right.saturating_sub(1));
            buffer.set_string(last, area.y, "…", theme.style(Role::Dim.into()));
            return;
        }
        (x, _) = buffer.set_stringn(x, area.y, &run.text, room, style);
    }
}
