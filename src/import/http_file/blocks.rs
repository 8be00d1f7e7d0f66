//! A file cut into its blocks, and each block's lines sorted into head, body, and what is neither.

use crate::import::importer::Leftover;
use crate::import::source::Source;

/// One line without its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Where it starts in the source's bytes.
    pub(super) at: usize,
    pub(super) text: &'a str,
}

impl Line<'_> {
    fn is_blank(self) -> bool {
        self.text.trim().is_empty()
    }

    fn starts(self, with: &str) -> bool {
        self.text.trim_start().starts_with(with)
    }
}

/// What stands between two separators.
#[derive(Debug, Default)]
pub(super) struct Block<'a> {
    /// Whether a separator stands before it.
    pub(super) separated: bool,
    /// The name: that of `# @name`, else what stands behind the separator.
    pub(super) name: Option<&'a str>,
    /// Request line and headers, without comments.
    pub(super) head: Vec<Line<'a>>,
    /// The body, without comments, blank lines before and after, and handlers.
    pub(super) body: Vec<Line<'a>>,
    /// A curl command in place of both: where it starts, and its lines.
    pub(super) curl: Option<Line<'a>>,
    /// `@name = value` lines: the name, and the value with its place.
    pub(super) variables: Vec<(&'a str, Line<'a>)>,
    /// What the block holds that shapes no request.
    pub(super) leftovers: Vec<Leftover>,
}

/// The blocks of a text that is the whole of the source.
pub(super) fn split<'a>(source: &Source<'_>, text: &'a str) -> Vec<Block<'a>> {
    let mut all = Vec::new();
    let mut cut = Cut { source, text, block: Block::default(), part: Part::Before, script: false };
    let mut at = source.behind_bom().1;
    for whole in text.split_inclusive('\n') {
        let bare = whole.strip_suffix('\n').unwrap_or(whole);
        let line = Line { at, text: bare.strip_suffix('\r').unwrap_or(bare) };
        at += whole.len();
        if line.text.starts_with("###") {
            all.push(cut.finish());
            cut.block.separated = true;
            cut.block.name =
                Some(line.text.trim_start_matches('#').trim()).filter(|n| !n.is_empty());
        } else {
            cut.line(line);
        }
    }
    all.push(cut.finish());
    all
}

/// Which part of a block a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Before,
    Head,
    Body,
    Curl,
}

struct Cut<'s, 'a> {
    source: &'s Source<'s>,
    text: &'a str,
    block: Block<'a>,
    part: Part,
    /// Whether the lines are those of a script, up to `%}`.
    script: bool,
}

impl<'a> Cut<'_, 'a> {
    fn finish(&mut self) -> Block<'a> {
        (self.part, self.script) = (Part::Before, false);
        let mut block = std::mem::take(&mut self.block);
        while block.body.last().is_some_and(|line| line.is_blank()) {
            block.body.pop();
        }
        block
    }

    fn note(&mut self, line: Line<'_>, message: impl Into<String>) {
        self.block.leftovers.push(self.source.leftover(line.at, message));
    }

    fn line(&mut self, line: Line<'a>) {
        if self.script {
            self.script = !line.text.contains("%}");
            return;
        }
        if self.part == Part::Curl && !is_handler(line) {
            self.extend_curl(line);
        } else if self.is_comment(line) {
            self.comment(line);
        } else if is_handler(line) {
            self.handler(line);
        } else {
            match self.part {
                Part::Before => self.before(line),
                Part::Head if line.is_blank() => self.part = Part::Body,
                Part::Head => self.block.head.push(line),
                Part::Body if line.is_blank() && self.block.body.is_empty() => {}
                Part::Body => self.block.body.push(line),
                Part::Curl => {}
            }
        }
    }

    fn before(&mut self, line: Line<'a>) {
        let text = line.text.trim();
        let word = text.split_whitespace().next().unwrap_or_default();
        if text.is_empty() {
        } else if let Some(variable) = variable(line) {
            self.block.variables.push(variable);
        } else if word == "<" {
            let message =
                "a script or file that the editor runs before the request is not run here";
            self.script = text.contains("{%") && !text.contains("%}");
            self.note(line, message);
        } else if (word == "import" || word == "run") && !text.contains("://") {
            self.note(line, format!("`{word}` takes in another file, which is not read here"));
        } else if word == "curl" {
            self.part = Part::Curl;
            self.block.curl = Some(line);
        } else {
            self.part = Part::Head;
            self.block.head.push(line);
        }
    }

    /// Lengthens the command to the end of this line.
    fn extend_curl(&mut self, line: Line<'a>) {
        let bom = self.source.behind_bom().1;
        if let Some(command) = &mut self.block.curl {
            let end = line.at + line.text.len() - bom;
            command.text = self.text.get(command.at - bom..end).unwrap_or(command.text);
        }
    }

    /// Whether a line is a comment, be it indented or not. A URL may go on with its fragment, though.
    fn is_comment(&self, line: Line<'_>) -> bool {
        let indented = line.text.starts_with([' ', '\t']);
        if self.part == Part::Head && indented && line.starts("#") {
            return line.starts("# ");
        }
        line.starts("#") || line.starts("//")
    }

    fn comment(&mut self, line: Line<'a>) {
        let text = line.text.trim_start_matches(['#', '/', ' ', '\t']).trim_end();
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match word {
            _ if self.part == Part::Body => {
                self.note(line, "to the editors this line is a comment; it is not sent");
            }
            "@name" if !rest.trim().is_empty() => self.block.name = Some(rest.trim()),
            "@prompt" => {
                let name = rest.split_whitespace().next().unwrap_or_default();
                self.note(line, format!("the editor asks for `{name}`; give it as --var {name}=…"));
            }
            "@no-auto-encoding" => {
                self.note(line, "the editor is told to send the URL as typed; here it is encoded");
            }
            _ => {}
        }
    }

    fn handler(&mut self, line: Line<'a>) {
        let message = if line.starts("<>") {
            "a former answer that the file refers to is not read"
        } else if line.starts(">>") {
            "where the editor is to keep the answer is of no use here"
        } else {
            "the script that the editor runs after the answer is not run here"
        };
        self.script = line.text.contains("{%") && !line.text.contains("%}");
        self.note(line, message);
        if self.part == Part::Head {
            self.part = Part::Body;
        }
    }
}

/// `> {% … %}`, `> script.js`, `>> answer.json`, `<> answer.json`.
fn is_handler(line: Line<'_>) -> bool {
    let word = line.text.split_whitespace().next().unwrap_or_default();
    !line.text.starts_with([' ', '\t']) && matches!(word, ">" | ">>" | ">>!" | "<>" | ">{%")
}

/// `@name = value`.
fn variable(line: Line<'_>) -> Option<(&str, Line<'_>)> {
    let (name, value) = line.text.trim_start().strip_prefix('@')?.split_once('=')?;
    let name = name.trim_end();
    let odd = name.is_empty() || name.contains(char::is_whitespace);
    (!odd).then_some((name, Line { at: line.at, text: value.trim() }))
}
