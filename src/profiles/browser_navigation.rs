//! Chromium's navigations: an address typed in, or a form sent from a page.

use super::browser;
use super::browser::Page;
use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::manner::BasicWay;
use super::manner::Manner;
use super::manner::TypeWay;
use super::prepare::Prepared;
use super::profile::Habit;
use super::profile::ProfileCard;
use super::redirect;
use super::redirect::Hop;
use super::redirect::Redirects;
use super::spelling::charset::Charset;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard::recorded(
    "chromium-navigation",
    "Chromium navigation",
    "156",
    "An address typed into Chromium, or an HTML form; a typed Origin header says which page it is on.",
);

const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

const MANNER: Manner = Manner {
    basic: BasicWay::WhenAsked(Charset::Utf8),
    form_type: TypeWay::Own("application/x-www-form-urlencoded"),
    raw_type: TypeWay::Own("text/plain"),
    ..browser::MANNER
};

const REDIRECTS: Redirects = Redirects { reshape, ..redirect::PLAIN };

pub(super) static CHROMIUM_NAVIGATION: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &REDIRECTS,
    habits: &[
        Habit::computed("Host"),
        Habit::fixed("Connection", "keep-alive"),
        Habit::with_body("Content-Length"),
        Habit::sometimes("Cache-Control", "max-age=0"),
        Habit::computed("sec-ch-ua"),
        Habit::one_of("sec-ch-ua-mobile", &["?0", "?1"]),
        Habit::computed("sec-ch-ua-platform"),
        Habit::fixed("Upgrade-Insecure-Requests", "1"),
        Habit::with_body("Content-Type"),
        Habit::agent("User-Agent", "Mozilla/5.0 "),
        Habit::with_body("Origin"),
        Habit::computed("Accept"),
        Habit::one_of("Sec-Fetch-Site", &["cross-site", "same-site", "same-origin", "none"]),
        Habit::fixed("Sec-Fetch-Mode", "navigate"),
        Habit::sometimes("Sec-Fetch-User", "?1"),
        Habit::one_of("Sec-Fetch-Dest", &["document", "iframe"]),
        Habit::computed("Referer"),
        Habit::fixed("Accept-Encoding", "gzip, deflate, br, zstd"),
        Habit::computed("Accept-Language"),
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let typed_address = !p.body.given() && !p.has("origin");
    let page = Page::of(p);
    p.take("origin");
    for line in std::mem::take(&mut p.typed) {
        if !line.is("content-type") {
            let name = crate::wire::escape::visible(&line.name);
            p.warnings
                .push(format!("a navigation takes no header of one's own: `{name}` is left out"));
        }
    }
    let mut head = Head::default();
    head.push(p.host("Host"));
    head.push(p.own("Connection", "keep-alive"));
    if p.body.given() {
        head.push(p.length("Content-Length"));
        head.push(p.own("Cache-Control", "max-age=0"));
    }
    head.push(p.own("sec-ch-ua", browser::BRANDS));
    head.push(p.own("sec-ch-ua-mobile", "?0"));
    head.push(p.own("sec-ch-ua-platform", "\"Linux\""));
    head.push(p.own("Upgrade-Insecure-Requests", "1"));
    head.lines.extend(p.media("Content-Type"));
    head.push(p.own("User-Agent", browser::AGENT));
    if p.body.given() {
        head.push(page.origin_line());
    }
    head.push(p.own("Accept", ACCEPT));
    head.push(p.own("Sec-Fetch-Site", if typed_address { "none" } else { page.site }));
    head.push(p.own("Sec-Fetch-Mode", "navigate"));
    if typed_address {
        head.push(p.own("Sec-Fetch-User", "?1"));
    }
    head.push(p.own("Sec-Fetch-Dest", "document"));
    if !typed_address {
        head.push(page.referer_line());
    }
    browser::closing(p, &mut head);
    head.lines.extend(p.cookie.take());
    head
}

/// After a redirect the client hints stand behind Sec-Fetch-Dest, and a form's Origin goes with its body.
fn reshape(head: &mut Head, hop: &Hop<'_>) {
    if hop.emptied {
        head.take("origin");
    }
    let names = ["sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform"];
    let hints: Vec<_> = names.into_iter().filter_map(|name| head.take(name)).collect();
    let place = head.place("sec-fetch-dest").map_or(usize::MAX, |at| at + 1);
    for line in hints.into_iter().rev() {
        head.insert(place, line);
    }
}
