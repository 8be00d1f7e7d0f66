//! One frame over a 100 MiB answer: a screen must cost what is seen, not what is there.

use bytes::Bytes;
use divan::Bencher;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use why4xx::tui::action::Motion;
use why4xx::tui::document::Document;
use why4xx::tui::document::Over;
use why4xx::tui::theme::Theme;
use why4xx::tui::widgets::bytes_view::BytesView;

fn main() {
    divan::main();
}

const AREA: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };
const LENGTH: usize = 100 * 1024 * 1024;

fn large(line: &str) -> Document {
    let text = line.repeat(LENGTH / line.len());
    Document::text(Bytes::from(text), Vec::new(), &[])
}

/// Finding the rows: once for each width, off the loop where the answer is long.
#[divan::bench(sample_count = 5)]
fn rows_found(bencher: Bencher) {
    bencher
        .with_inputs(|| large("{\"id\":1,\"name\":\"a line as an API would send it\"}\n"))
        .bench_refs(|document| {
            let mut buffer = Buffer::empty(AREA);
            BytesView::default().draw(
                document,
                Over::default(),
                AREA,
                (&mut buffer, Theme::new(true)),
            );
        });
}

fn frame(bencher: Bencher, document: &Document, hex: bool) {
    let mut view = BytesView::default();
    view.hex = hex;
    let mut buffer = Buffer::empty(AREA);
    view.draw(document, Over::default(), AREA, (&mut buffer, Theme::new(true)));
    bencher.bench_local(|| {
        view.travel(Motion::PageDown, document);
        view.draw(document, Over::default(), AREA, (&mut buffer, Theme::new(true)));
    });
}

#[divan::bench]
fn scroll_lines(bencher: Bencher) {
    frame(bencher, &large("{\"id\":1,\"name\":\"a line as an API would send it\"}\n"), false);
}

#[divan::bench]
fn scroll_one_endless_line(bencher: Bencher) {
    frame(bencher, &large("{\"id\":1,\"name\":\"without any line end\"},"), false);
}

#[divan::bench]
fn scroll_hex(bencher: Bencher) {
    frame(bencher, &large("{\"id\":1}\n"), true);
}
