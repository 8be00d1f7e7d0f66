//! What keys do: one test for each thing that a user must be able to rely on.

use super::bench::Bench;
use why4xx::tui::effect::Effect;
use why4xx::tui::input::Input;
use why4xx::tui::msg::Msg;
use why4xx::tui::screens::ScreenId;

#[test]
fn q_leads_back_and_then_out() {
    let mut bench = Bench::demo(80, 24);
    assert_eq!(bench.app.screen(), ScreenId::Doctor);
    bench.keys("q");
    assert_eq!(bench.app.screen(), ScreenId::Presets);
    bench.keys("q");
    assert!(matches!(bench.wishes.as_slice(), [Effect::Quit]));
}

#[test]
fn ctrl_c_stops_what_is_sent_and_quits_only_then() {
    let mut bench = Bench::demo(80, 24);
    bench.hold = true;
    bench.keys("<esc>2<enter><ctrl-r>");
    assert!(bench.text().contains("sending…"), "{}", bench.text());
    bench.keys("<ctrl-c>");
    assert!(matches!(bench.wishes.as_slice(), [Effect::Cancel(_)]));
    bench.release();
    bench.keys("<ctrl-c>");
    assert!(matches!(bench.wishes.as_slice(), [Effect::Cancel(_), Effect::Quit]));
}

#[test]
fn keys_are_heard_while_something_is_sent() {
    let mut bench = Bench::demo(80, 24);
    bench.hold = true;
    bench.keys("<esc>2<enter><ctrl-r>vv");
    assert!(bench.text().contains("‹times›"));
}

#[test]
fn a_preset_is_edited_in_place_and_the_preview_follows_each_key() {
    let mut bench = Bench::new(120, 40);
    bench.keys("/keap/files<enter><enter>");
    assert_eq!(bench.app.screen(), ScreenId::Draft);
    bench.keys("gje<ctrl-u>PUT");
    assert!(bench.text().contains("PUT /crm/rest/v1/files HTTP/1.1␍␊"), "{}", bench.text());
    bench.keys("<esc>");
    assert!(bench.text().contains("POST /crm/rest/v1/files HTTP/1.1␍␊"));
    bench.keys("aX-Odd: \\xE9 ü<enter>");
    assert!(bench.text().contains("X-Odd: ⟨E9⟩ ü␍␊"), "{}", bench.text());
}

#[test]
fn one_key_has_another_client_write_the_same_request() {
    let mut bench = Bench::new(120, 40);
    bench.keys("/keap/files<enter><enter>");
    assert!(!bench.text().contains("PostmanRuntime"));
    while !bench.text().contains("PostmanRuntime") {
        bench.keys("p");
    }
    assert!(bench.text().contains("+   User-Agent: PostmanRuntime"), "{}", bench.text());
}

#[test]
fn a_body_takes_pasted_lines() {
    let mut bench = Bench::new(120, 40);
    // A new request, its body made JSON, then edited.
    bench.keys("aeexample.test/x<enter>b");
    let state = &bench.app.screens.draft;
    let body = (0..state.len()).find(|at| {
        let why4xx::tui::screens::draft::What::Form(form) = state.what.as_ref().unwrap() else {
            return false;
        };
        form.title(form.lines()[*at]).starts_with("body")
    });
    bench.app.screens.draft.cursor.at = body.unwrap();
    bench.keys("e");
    bench.paste("{\n  \"a\": 1\n}");
    bench.keys("<esc>");
    assert!(bench.text().contains("\"a\": 1␊"), "{}", bench.text());
}

#[test]
fn what_is_missing_is_asked_for_and_masked() {
    let mut bench = Bench::new(120, 40);
    bench.keys("/keap/files<enter><enter>Gepractice<enter><ctrl-r>");
    assert!(bench.text().contains("value of {{keap_key}}"), "{}", bench.text());
    bench.keys("hunter2hunter2hunter2");
    assert!(!bench.text().contains("hunter2") && bench.text().contains("•••••"));
    bench.keys("<enter>");
    assert_eq!(bench.app.screen(), ScreenId::Exchange);
    assert!(!bench.text().contains("hunter2"), "{}", bench.text());
    bench.keys("s");
    assert!(bench.text().contains("hunter2hunter2hunter2"));
    assert!(bench.text().contains("SECRETS SHOWN"));
}

#[test]
fn two_marks_open_the_doctor() {
    let mut bench = Bench::demo(80, 24);
    bench.app.facts.failing = None;
    bench.app.facts.good = None;
    bench.keys("<esc>2gm");
    assert!(bench.text().contains("was answered 401"), "{}", bench.text());
    bench.keys("<enter>jm<enter>");
    assert_eq!(bench.app.screen(), ScreenId::Doctor);
    assert!(bench.text().contains("auth-missing"));
}

#[test]
fn exact_bytes_are_edited_by_line_and_by_half_byte() {
    let mut bench = Bench::demo(120, 40);
    bench.keys("e");
    assert_eq!(bench.app.screen(), ScreenId::Draft);
    bench.keys("jeX<enter>");
    assert!(bench.text().contains("Host: api.infusionsoft.comX␍␊"), "{}", bench.text());
    bench.keys("u");
    assert!(!bench.text().contains("comX"));
    bench.keys("2xe47<esc>");
    assert!(bench.text().contains("|GOST /crm"), "{}", bench.text());
}

#[test]
fn the_wheel_and_clicks_go_where_the_pointer_is() {
    let mut bench = Bench::demo(120, 40);
    bench.keys("<esc>");
    bench.update(Msg::Input(Input::Click(5, 4)));
    assert_eq!(bench.app.screens.presets.preset.at, 2);
    bench.update(Msg::Input(Input::Wheel(5, 4, 3)));
    assert_eq!(bench.app.screens.presets.preset.at, 5);
    // The footer's first key.
    bench.update(Msg::Input(Input::Click(2, 39)));
    assert_eq!(bench.app.screen(), ScreenId::Draft);
}

#[test]
fn a_search_goes_from_hit_to_hit() {
    let mut bench = Bench::demo(80, 24);
    bench.keys("<esc>2<enter>1/Content-<enter>");
    let first = bench.text();
    assert!(first.contains("Content-"), "{first}");
    bench.keys("n/nothing like it<enter>");
    assert!(bench.text().contains("not found"));
}

#[test]
fn the_palette_does_what_a_key_does() {
    let mut bench = Bench::demo(80, 24);
    bench.keys(":raw<enter>");
    assert!(bench.text().contains("[3] Known-good"), "{}", bench.text());
}

#[test]
fn copies_bear_no_secret_until_secrets_are_shown() {
    let mut bench = Bench::demo(120, 40);
    bench.keys("<enter>y");
    let copied = bench.wishes.iter().find_map(|wish| match wish {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.unwrap();
    assert!(copied.contains("auth-missing") && !copied.contains("KeapAK-"), "{copied}");
}

#[test]
fn every_screen_survives_every_size() {
    let mut bench = Bench::demo(200, 60);
    for keys in ["", "r", "x", "<enter>", "<esc><esc>", "2<enter>", "vvv", "e", "x", "?"] {
        bench.keys(keys);
        for (width, height) in [(80, 24), (1, 1), (39, 11), (40, 12), (100, 13), (250, 70)] {
            bench.resize(width, height);
            let _ = bench.text();
        }
    }
}
