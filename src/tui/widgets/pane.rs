//! A pane: a border, thick where the keys go, and a title that names its number.

use crate::present::Row;
use crate::tui::theme::Theme;
use crate::tui::widgets::rows;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Block;
use ratatui::widgets::Widget;

/// Draws the border with its title, and a word at the lower right; returns what is inside.
pub fn draw(
    area: Rect,
    title: &Row,
    foot: &str,
    focused: bool,
    canvas: (&mut Buffer, Theme),
) -> Rect {
    let (buffer, theme) = canvas;
    if area.width < 3 || area.height < 2 {
        return Rect::default();
    }
    let block =
        Block::bordered().border_style(theme.border(focused)).border_set(theme.border_set(focused));
    let inner = block.inner(area);
    block.render(area, buffer);
    let room = Rect { x: area.x + 2, width: area.width - 3, height: 1, ..area };
    rows::draw_row(&title.clone().cut(usize::from(room.width)), room, buffer, theme);
    let width = u16::try_from(foot.chars().count()).unwrap_or(u16::MAX);
    if width > 0 && width + 4 < area.width {
        let x = area.right() - width - 2;
        buffer.set_string(x, area.bottom() - 1, foot, theme.border(focused));
    }
    inner
}
