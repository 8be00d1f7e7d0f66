//! An exchange in a line: what was asked, what came of it, and what a relay changed.

use crate::engine::Caught;
use crate::present::Role;
use crate::present::Row;
use crate::present::Veil;

/// The line, and one more for each thing that is not as it usually is.
pub(super) fn rows(caught: &Caught, show_secrets: bool) -> Vec<Row> {
    let exchange = &caught.exchange;
    let veil = Veil::over_head(&exchange.request, show_secrets);
    let number = if caught.kept { exchange.id.to_string() } else { format!("{:04}", caught.nth) };
    let mut row = Row::of(format!("{number:<6}"), Role::Dim);
    match exchange.status() {
        Some(status) => row.push(format!("{status:<5}"), Role::of_status(status)),
        None => row.push("---  ", Role::Error),
    };
    let line = exchange.request.text(exchange.request.line.span);
    row.push(shortened(veil.text(&crate::wire::escape::visible(line))), Role::Plain);
    let to = exchange.endpoint.as_ref().map(|endpoint| format!("  to {endpoint}"));
    let (sent, got) = exchange.lengths();
    row.push(format!("{}  {sent} bytes, {got} back", to.unwrap_or_default()), Role::Dim);
    let mut rows = vec![row];
    rows.extend(caught.remarks().iter().map(|words| below(&veil.text(words), Role::Warning)));
    rows.extend(
        exchange
            .alterations
            .iter()
            .map(|change| below(&veil.text(&format!("changed on the way: {change}")), Role::Info)),
    );
    rows
}

/// A start line may be as long as a head; a row of a list shows its beginning.
fn shortened(mut line: String) -> String {
    const MOST: usize = 400;
    if let Some((cut, _)) = line.char_indices().nth(MOST) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

fn below(text: &str, role: Role) -> Row {
    Row::of(format!("           {text}"), role)
}
