//! JavaScript with axios, on Node.

use super::code::CodeTarget;
use super::code::Page;
use super::fetch::WHATWG_CHANGES;
use super::intent::Field;
use super::intent::Intent;
use super::javascript::JAVASCRIPT;
use super::javascript::body;
use super::javascript::header_value;
use super::javascript::opening;
use super::json_value::Dialect;
use super::json_value::json_value;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::powers::may_have_body;
use super::words::Words;

/// A module for axios 1 on Node.
pub(super) static AXIOS: CodeTarget = CodeTarget {
    kind: "axios",
    about: "a JavaScript module with axios, for Node",
    powers: Powers {
        client: "axios",
        names: NameCase::OwnNames,
        order: Order::Chosen,
        repeats: Repeats::Grouped,
        beyond_ascii: HighBytes::Kept,
        refuses: &[],
        method: MethodCase::Upper,
        refused_methods: &[],
        bodiless: &[],
        announces_nothing: Some(may_have_body),
        http10: false,
        chunked: false,
        strict_url: false,
        changes: WHATWG_CHANGES,
        adds: &["Accept", "User-Agent", "Accept-Encoding", "Connection"],
    },
    write,
};

fn write(intent: &mut Intent) -> String {
    let mut page = Page::default();
    page.line("import axios from 'axios';");
    page.gap();
    opening(intent, &mut page);
    let json = json_value(intent, Dialect::JavaScript);
    page.line("const response = await axios.request({");
    let method = JAVASCRIPT.text(&Words::plain(intent.method.as_str()), &[]);
    page.line(format!("  method: {method},"));
    page.line(format!("  url: {},", JAVASCRIPT.text(&intent.url(), &intent.variables)));
    let headers = headers(intent);
    if !headers.is_empty() {
        page.line("  headers: {");
        page.lines(&headers);
        page.line("  },");
    }
    if !intent.body.is_empty() {
        // axios trims and parses strings; a Buffer goes as it is.
        let data = json.unwrap_or_else(|| body(intent, false));
        page.line(format!("  data: {data},"));
    }
    page.line("  validateStatus: () => true,");
    page.line("});");
    page.gap();
    page.line("console.log(response.status, response.statusText);");
    page.line("console.log(response.data);");
    page.finish()
}

/// The headers, those of one name as an array.
fn headers(intent: &Intent) -> Vec<String> {
    let mut groups: Vec<Vec<&Field>> = Vec::new();
    for field in &intent.headers {
        let same = groups.iter_mut().find(|group| group.iter().any(|f| f.is(&field.name)));
        match same {
            Some(group) => group.push(field),
            None => groups.push(vec![field]),
        }
    }
    let line = |group: &Vec<&Field>| {
        let values: Vec<String> =
            group.iter().map(|field| header_value(&field.value, intent)).collect();
        let name = group.first().map_or("", |field| field.name.as_str());
        let name = JAVASCRIPT.text(&Words::plain(name), &[]);
        match values.as_slice() {
            [one] => format!("    {name}: {one},"),
            many => format!("    {name}: [{}],", many.join(", ")),
        }
    };
    let mut lines: Vec<String> = groups.iter().map(line).collect();
    if !intent.has("content-type") {
        // Else axios says that the body is a form.
        lines.push("    'Content-Type': false,".to_owned());
    }
    lines
}
