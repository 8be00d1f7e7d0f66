//! Pictures: every screen as characters and, below, where and how each row looks other than plain.

use super::bench::Bench;

#[test]
fn doctor_in_colours_and_without() {
    let bench = Bench::demo(80, 24);
    insta::assert_snapshot!("doctor_80x24_colours", bench.picture(true));
    insta::assert_snapshot!("doctor_80x24_no_color", bench.picture(false));
}

#[test]
fn doctor_bytes_show_the_evidence() {
    let mut bench = Bench::demo(160, 44);
    bench.keys("r");
    insta::assert_snapshot!("doctor_raw_160x44", bench.picture(true));
}

#[test]
fn request_with_who_wrote_what() {
    let mut bench = Bench::new(120, 30);
    bench.keys("/generic/bearer<enter><enter>ppp");
    insta::assert_snapshot!("request_120x30", bench.picture(true));
}

#[test]
fn presets_help_and_palette() {
    let mut bench = Bench::new(80, 24);
    insta::assert_snapshot!("presets_80x24", bench.text());
    bench.keys("?");
    insta::assert_snapshot!("help_80x24", bench.text());
    bench.keys("<esc>:send");
    insta::assert_snapshot!("palette_80x24", bench.text());
}

#[test]
fn no_meaning_rests_on_colour_alone() {
    let mut bench = Bench::demo(120, 40);
    bench.keys("r");
    let runs = |colours: bool| {
        let buffer = bench.buffer(colours);
        let plain = ratatui::style::Modifier::empty();
        let cells = buffer.content().iter();
        cells.filter(|cell| cell.modifier != plain).count()
    };
    let coloured = |colours: bool| {
        let buffer = bench.buffer(colours);
        let reset = ratatui::style::Color::Reset;
        buffer.content().iter().any(|cell| cell.fg != reset || cell.bg != reset)
    };
    assert!(coloured(true) && !coloured(false));
    assert!(runs(false) > 0);
}
