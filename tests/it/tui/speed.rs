//! Large answers: drawing asks for what is seen, whatever the length.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use why4xx::tui::action::Motion;
use why4xx::tui::document::Document;
use why4xx::tui::document::Over;
use why4xx::tui::document::Shape;
use why4xx::tui::theme::Theme;
use why4xx::tui::widgets::bytes_view::BytesView;

#[test]
fn only_the_rows_that_are_seen_are_made() {
    let line = "{\"id\":1,\"name\":\"a line as an API would send it\"}\n";
    let bytes = bytes::Bytes::from(line.repeat(200_000));
    let document = Arc::new(Document::text(bytes, Vec::new(), &[]));
    let area = Rect::new(0, 0, 100, 40);
    let mut buffer = Buffer::empty(area);
    let mut view = BytesView::default();
    let theme = Theme::new(true);
    view.draw(&document, Over::default(), area, (&mut buffer, theme));
    view.travel(Motion::Last, &document);
    view.draw(&document, Over::default(), area, (&mut buffer, theme));
    let shape = Shape { width: 100, ..Shape::default() };
    let rows = document.rows(shape, 100_000..100_040, &Over::default());
    assert_eq!(rows.len(), 40);
    assert_eq!(document.row_of(0, shape), 0);
    assert_eq!(document.len(shape), 200_000);
}
