//! Differences of JSON trees: two flat lists of nodes walked in lockstep, maps only where members are ordered otherwise.

use super::Change;
use super::Noise;
use super::Place;
use super::body::side;
use super::builder::Differences;
use super::builder::MOST;
use crate::doctor::noise;
use crate::semantics::Body;
use crate::semantics::Json;
use crate::semantics::JsonKind;
use crate::semantics::NodeId;
use crate::semantics::json_path;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Numbers of one value in two spellings (`1` and `1.0`) are told this often; a long list of them says no more.
const MOST_SPELLED: usize = 20;

/// Compares two trees. Order of members, white space and escapes are no difference.
pub(super) fn compare(a: &Body, b: &Body, into: &mut Differences) {
    let walk = Walk { a: a.json(), b: b.json() };
    let (Some(x), Some(y)) = (walk.a.root(), walk.b.root()) else { return };
    let mut spelled = 0;
    let _ = walk.run(Step::Both(x, y), &mut |step| {
        if into.list.len() >= MOST {
            into.left_out += 1;
            return ControlFlow::Continue(());
        }
        match step {
            Step::Both(x, y) => both(&walk, (a, x), (b, y), into),
            Step::Spelled(x, y) => {
                spelled += 1;
                if spelled <= MOST_SPELLED {
                    let sides = (Some(side(a, walk.a.span(x))), Some(side(b, walk.b.span(y))));
                    let place = Place::Json(json_path::path(walk.a, x));
                    into.push(place, Change::Altered, sides, Noise::Spelling);
                }
            }
            Step::Ours(x) => {
                let place = Place::Json(json_path::path(walk.a, x));
                let sides = (Some(side(a, walk.a.span(x))), None);
                let change =
                    if is_repeat(walk.a, x) { Change::Repeated } else { Change::Unexpected };
                into.push(place, change, sides, Noise::None);
            }
            Step::Theirs(y) => {
                let place = Place::Json(json_path::path(walk.b, y));
                into.add(place, None, Some(side(b, walk.b.span(y))), Noise::None);
            }
        }
        ControlFlow::Continue(())
    });
}

fn both(walk: &Walk<'_>, (a, x): (&Body, NodeId), (b, y): (&Body, NodeId), into: &mut Differences) {
    let (ours, theirs) = (side(a, walk.a.span(x)), side(b, walk.b.span(y)));
    let key = walk.a.key(x).unwrap_or_default();
    let noise = if walk.a.kind(x) == walk.b.kind(y) {
        noise::values(&key, a.slice(walk.a.inner_span(x)), b.slice(walk.b.inner_span(y)))
    } else {
        Noise::None
    };
    into.add(Place::Json(json_path::path(walk.a, x)), Some(ours), Some(theirs), noise);
}

/// Whether an earlier member of the same object bears the same name.
fn is_repeat(json: &Json, id: NodeId) -> bool {
    let (Some(parent), Some(key)) = (json.parent(id), json.key(id)) else { return false };
    json.children(parent)
        .take_while(|(_, child)| *child != id)
        .any(|(_, child)| json.key(child).as_deref() == Some(&*key))
}

/// One pair, or one node without its like.
#[derive(Clone, Copy)]
enum Step {
    /// Values that stand at one place.
    Both(NodeId, NodeId),
    /// Numbers that mean the same, spelled otherwise.
    Spelled(NodeId, NodeId),
    /// A value that only the failing side has.
    Ours(NodeId),
    /// A value that only the good side has.
    Theirs(NodeId),
}

struct Walk<'a> {
    a: &'a Json,
    b: &'a Json,
}

type Visit<'v> = dyn FnMut(Step) -> ControlFlow<()> + 'v;

impl Walk<'_> {
    /// Visits what differs below a pair, in the order of the failing text. Not recursive.
    fn run(&self, start: Step, visit: &mut Visit<'_>) -> ControlFlow<()> {
        let mut stack = vec![start];
        while let Some(step) = stack.pop() {
            let Step::Both(x, y) = step else {
                visit(step)?;
                continue;
            };
            if self.a.text(self.a.span(x)) == self.b.text(self.b.span(y)) {
                continue;
            }
            let mark = stack.len();
            match (self.a.kind(x), self.b.kind(y)) {
                (JsonKind::Object, JsonKind::Object) => self.members(x, y, &mut stack),
                (JsonKind::Array, JsonKind::Array) => self.elements(x, y, &mut stack),
                (JsonKind::Number, JsonKind::Number) if self.a.same_scalar(x, self.b, y) => {
                    visit(Step::Spelled(x, y))?;
                }
                _ if self.a.same_scalar(x, self.b, y) => {}
                _ => visit(step)?,
            }
            if let Some(pushed) = stack.get_mut(mark..) {
                pushed.reverse();
            }
        }
        ControlFlow::Continue(())
    }

    /// Pairs members: one behind the other as long as the names agree, by name from there on.
    fn members(&self, x: NodeId, y: NodeId, into: &mut Vec<Step>) {
        let mut ours = self.a.children(x);
        let mut theirs = self.b.children(y);
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return,
                (Some((_, p)), Some((_, q))) if self.same_key(p, q) => into.push(Step::Both(p, q)),
                (p, q) => {
                    let ours: Vec<NodeId> = p.into_iter().chain(ours).map(|(_, id)| id).collect();
                    let theirs: Vec<NodeId> =
                        q.into_iter().chain(theirs).map(|(_, id)| id).collect();
                    self.by_name(&ours, &theirs, into);
                    return;
                }
            }
        }
    }

    fn same_key(&self, p: NodeId, q: NodeId) -> bool {
        let (Some(x), Some(y)) = (self.a.node(p), self.b.node(q)) else { return false };
        self.a.text(x.key) == self.b.text(y.key) || self.a.key(p) == self.b.key(q)
    }

    /// Of one name, the first with the first.
    fn by_name(&self, ours: &[NodeId], theirs: &[NodeId], into: &mut Vec<Step>) {
        let mut named: HashMap<Cow<'_, str>, Vec<NodeId>> = HashMap::new();
        for id in theirs.iter().rev() {
            named.entry(self.b.key(*id).unwrap_or_default()).or_default().push(*id);
        }
        let mut paired = Vec::new();
        for id in ours {
            let key = self.a.key(*id).unwrap_or_default();
            match named.get_mut(&key).and_then(Vec::pop) {
                Some(twin) => {
                    paired.push(twin);
                    into.push(Step::Both(*id, twin));
                }
                None => into.push(Step::Ours(*id)),
            }
        }
        paired.sort_unstable();
        let alone = theirs.iter().filter(|id| paired.binary_search(id).is_err());
        into.extend(alone.map(|id| Step::Theirs(*id)));
    }

    /// Pairs elements by index; where one list is longer, what both begin and end with in common is cut first.
    fn elements(&self, x: NodeId, y: NodeId, into: &mut Vec<Step>) {
        let ours: Vec<NodeId> = self.a.children(x).map(|(_, id)| id).collect();
        let theirs: Vec<NodeId> = self.b.children(y).map(|(_, id)| id).collect();
        let (mut head, mut tail) = (0, 0);
        let least = ours.len().min(theirs.len());
        if ours.len() != theirs.len() {
            let same = |(p, q): &(&NodeId, &NodeId)| self.is_equal(**p, **q);
            head = ours.iter().zip(&theirs).take_while(same).count();
            let backwards = ours.iter().rev().zip(theirs.iter().rev());
            tail = backwards.take(least - head).take_while(same).count();
        }
        let middle = |list: &[NodeId]| -> Vec<NodeId> {
            list.get(head..list.len() - tail).unwrap_or_default().to_vec()
        };
        let (ours, theirs) = (middle(&ours), middle(&theirs));
        into.extend(ours.iter().zip(&theirs).map(|(p, q)| Step::Both(*p, *q)));
        into.extend(ours.iter().skip(theirs.len()).map(|p| Step::Ours(*p)));
        into.extend(theirs.iter().skip(ours.len()).map(|q| Step::Theirs(*q)));
    }

    /// Whether two subtrees mean the same. Lists of different lengths are told apart by their counts alone, so this
    /// never comes back to itself.
    fn is_equal(&self, x: NodeId, y: NodeId) -> bool {
        let mut stack = vec![Step::Both(x, y)];
        while let Some(step) = stack.pop() {
            let Step::Both(x, y) = step else { return false };
            if self.a.text(self.a.span(x)) == self.b.text(self.b.span(y)) {
                continue;
            }
            match (self.a.kind(x), self.b.kind(y)) {
                (JsonKind::Object, JsonKind::Object) => self.members(x, y, &mut stack),
                (JsonKind::Array, JsonKind::Array) => {
                    let (mut p, mut q) = (self.a.children(x), self.b.children(y));
                    loop {
                        match (p.next(), q.next()) {
                            (Some((_, p)), Some((_, q))) => stack.push(Step::Both(p, q)),
                            (None, None) => break,
                            _ => return false,
                        }
                    }
                }
                _ if self.a.same_scalar(x, self.b, y) => {}
                _ => return false,
            }
        }
        true
    }
}
