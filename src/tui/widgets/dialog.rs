//! A box over everything: cleared ground, a border, a title.

use crate::tui::theme::Theme;
use crate::tui::widgets::grapheme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Block;
use ratatui::widgets::Clear;
use ratatui::widgets::Widget;

/// The box of at most that size in the middle of `area`.
#[must_use]
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Draws the box and returns what is inside it.
pub fn draw(place: Rect, title: &str, buffer: &mut Buffer, theme: Theme) -> Rect {
    Clear.render(place, buffer);
    let title = grapheme::shortened(title, usize::from(place.width.saturating_sub(4)));
    let block = Block::bordered()
        .border_style(theme.border(true))
        .border_set(theme.border_set(true))
        .title(format!(" {title} "));
    let inner = block.inner(place);
    block.render(place, buffer);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}
