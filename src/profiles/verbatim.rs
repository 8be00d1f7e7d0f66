//! No client at all: the draft as it stands, with just enough to be a request.

use super::client::Client;
use super::client::NOTHING;
use super::composer::Head;
use super::composer::Line;
use super::manner;
use super::manner::Manner;
use super::manner::MethodCase;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::MultipartStyle;
use super::payload::Kind;
use super::prepare::Prepared;
use super::profile::Habit;
use super::profile::HabitTime;
use super::profile::HabitValue;
use super::profile::ProfileCard;
use super::redirect;
use super::spelling::form::PairStyle;
use crate::model::Surroundings;

const CARD: ProfileCard = ProfileCard {
    id: "verbatim",
    name: "Verbatim",
    version: "",
    about: "Sends what is written, adding only Host and what frames and names the body.",
    documented_only: false,
};

const MULTIPART: MultipartStyle = MultipartStyle {
    prefix: "why4xx-",
    file_type: multipart::FileType::Octets,
    ..multipart::PLAIN
};

const MANNER: Manner = Manner {
    method: MethodCase::Typed,
    params: Some(PairStyle { plus: false, ..manner::PLUS }),
    multipart: Some(&MULTIPART),
    raw_type: TypeWay::Absent,
    sends_controls: true,
    ..manner::PLAIN
};

pub(super) static VERBATIM: Client = Client {
    card: &CARD,
    manner: &MANNER,
    arrange,
    refuses: NOTHING,
    redirects: &redirect::NEVER,
    habits: &[
        Habit { header: "Host", value: HabitValue::Computed, when: HabitTime::Always },
        Habit { header: "Content-Type", value: HabitValue::Computed, when: HabitTime::WithBody },
        Habit { header: "Content-Length", value: HabitValue::Computed, when: HabitTime::WithBody },
    ],
};

fn arrange(p: &mut Prepared<'_>, _: &mut Surroundings<'_>) -> Head {
    let mut head = Head::default();
    if !p.has("host") {
        head.push(p.host("Host"));
    }
    head.lines.append(&mut p.typed);
    if let Some(line) = p.auth.take() {
        head.push_if_absent(line);
    }
    if let Some(line) = p.cookie.take() {
        head.push(line);
    }
    if let Some(line) = p.media("Content-Type") {
        head.push_if_absent(line);
    }
    let framed = head.has("content-length") || head.has("transfer-encoding");
    match p.body.kind {
        Kind::None => {}
        Kind::Stream if !framed => {
            head.push(Line::new(
                "Transfer-Encoding",
                "chunked",
                super::profile::Author::Computed("the body's framing"),
            ));
        }
        _ => {
            let typed_chunked = head.lines.iter().any(|line| {
                line.is("transfer-encoding") && line.value.eq_ignore_ascii_case(b"chunked")
            });
            if !typed_chunked {
                p.body.chunks = None;
            }
            if !framed {
                head.push(p.length("Content-Length"));
            }
        }
    }
    head
}
