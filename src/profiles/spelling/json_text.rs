//! JSON text as a tree that loses nothing a serialiser could keep: number texts, lone surrogates, order (RFC 8259).

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::profiles) enum Json {
    /// `null`, `true`, `false`.
    Word(&'static str),
    /// A number as written.
    Number(String),
    /// A string as UTF-16 units, so that a lone surrogate survives.
    Text(Vec<u16>),
    Array(Vec<Json>),
    /// Members; a repeated name keeps its first place and takes its last value, as JavaScript and Python do.
    Object(Vec<(Vec<u16>, Json)>),
}

/// Deeper nesting is not read.
const MOST_DEPTH: usize = 256;

/// Reads a whole text; `None` where it is no JSON.
pub(in crate::profiles) fn read(text: &str) -> Option<Json> {
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    let value = reader.value(0)?;
    reader.space();
    (reader.at == reader.text.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        self.space();
        if depth > MOST_DEPTH {
            return None;
        }
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string().map(Json::Text),
            b'-' | b'0'..=b'9' => self.number(),
            _ => ["null", "true", "false"].into_iter().find_map(|word| self.word(word)),
        }
    }

    fn word(&mut self, word: &'static str) -> Option<Json> {
        let rest = self.text.get(self.at..)?;
        rest.starts_with(word.as_bytes()).then(|| {
            self.at += word.len();
            Json::Word(word)
        })
    }

    fn array(&mut self, depth: usize) -> Option<Json> {
        self.eat(b'[')?;
        let mut items = Vec::new();
        if self.eat(b']').is_some() {
            return Some(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.eat(b',').is_none() {
                return self.eat(b']').map(|()| Json::Array(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.eat(b'{')?;
        let mut members: Vec<(Vec<u16>, Json)> = Vec::new();
        if self.eat(b'}').is_some() {
            return Some(Json::Object(members));
        }
        let mut places = std::collections::HashMap::new();
        loop {
            self.space();
            let name = self.string()?;
            self.eat(b':')?;
            let value = self.value(depth + 1)?;
            let place = *places.entry(name.clone()).or_insert(members.len());
            match members.get_mut(place) {
                Some(member) => member.1 = value,
                None => members.push((name, value)),
            }
            if self.eat(b',').is_none() {
                return self.eat(b'}').map(|()| Json::Object(members));
            }
        }
    }

    fn string(&mut self) -> Option<Vec<u16>> {
        self.eat(b'"')?;
        let mut units = Vec::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let plain = rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f))?;
            units.extend(std::str::from_utf8(rest.get(..plain)?).ok()?.encode_utf16());
            self.at += plain + 1;
            match rest.get(plain)? {
                b'"' => return Some(units),
                b'\\' => units.push(self.escape()?),
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<u16> {
        let kind = self.peek()?;
        self.at += 1;
        Some(match kind {
            b'n' => 0x0a,
            b'r' => 0x0d,
            b't' => 0x09,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'"' | b'\\' | b'/' => u16::from(kind),
            b'u' => {
                let digits = self.text.get(self.at..self.at + 4)?;
                self.at += 4;
                let digits = std::str::from_utf8(digits).ok()?;
                u16::from_str_radix(digits, 16).ok()?
            }
            _ => return None,
        })
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.digits();
        let first = self.text.get(self.at - whole)?;
        if whole == 0 || (whole > 1 && *first == b'0') {
            return None;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            (self.digits() > 0).then_some(())?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            (self.digits() > 0).then_some(())?;
        }
        let text = std::str::from_utf8(self.text.get(start..self.at)?).ok()?;
        Some(Json::Number(text.to_owned()))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_json_and_nothing_else() {
        assert_eq!(
            read(" [1, -0.5e+3 ] "),
            Some(Json::Array(vec![Json::Number("1".into()), Json::Number("-0.5e+3".into()),]))
        );
        assert_eq!(read("\"\\ud800a\""), Some(Json::Text(vec![0xd800, 0x61])));
        for bad in ["", "{", "[1,]", "01", "1.", "{a:1}", "\"\t\"", "nul", "1 2", "{\"a\":1,}"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
    }

    #[test]
    fn a_repeated_name_keeps_its_place_and_takes_the_last_value() {
        let read = read(r#"{"a":1,"b":2,"a":3}"#);
        let Some(Json::Object(members)) = read else { panic!("an object") };
        assert_eq!(members.len(), 2);
        assert_eq!(members[0].1, Json::Number("3".into()));
    }
}
