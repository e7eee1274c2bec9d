//! The values in which a PDF describes its objects, and their reader.

/// The deepest value that is read.
const DEEPEST: usize = 8;

/// A value in the description of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Name(Vec<u8>),
    Text(Vec<u8>),
    Number(usize),
    Reference(usize),
    Dictionary(Vec<(Vec<u8>, Value)>),
    List(Vec<Value>),
    Other,
}

impl Value {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let Self::Dictionary(entries) = self else { return None };
        entries.iter().find(|(name, _)| name == key.as_bytes()).map(|(_, value)| value)
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        matches!(self, Self::Name(own) if own == name.as_bytes())
    }
}

/// A place in the bytes of a PDF.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == 0) {
            self.at += 1;
        }
    }

    /// Whether these bytes come next, after any space; if so, they are behind.
    pub(super) fn takes(&mut self, word: &[u8]) -> bool {
        self.skip_space();
        let is_next = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// The whole number that comes next.
    pub(super) fn number(&mut self) -> Option<usize> {
        self.skip_space();
        let digits = self.bytes.get(self.at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = std::str::from_utf8(self.bytes.get(self.at..self.at + digits)?).ok()?;
        self.at += digits;
        text.parse().ok()
    }

    /// The offsets of an index with one part, as `sna` writes it: `0 12`, then twelve lines. 0 for objects that are not
    /// used.
    pub(super) fn entries(&mut self) -> Option<Vec<usize>> {
        let (first, count) = (self.number()?, self.number()?);
        // Each entry takes 20 bytes, so the file itself bounds their number.
        if first != 0 || count > self.bytes.len() / 20 {
            return None;
        }
        let mut offsets = Vec::with_capacity(count);
        for _ in 0..count {
            let (offset, _) = (self.number()?, self.number()?);
            let is_used = self.takes(b"n");
            if !is_used && !self.takes(b"f") {
                return None;
            }
            offsets.push(if is_used { offset } else { 0 });
        }
        self.takes(b"trailer").then_some(offsets)
    }

    pub(super) fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        self.skip_space();
        match self.peek()? {
            b'<' if self.takes(b"<<") => self.dictionary(depth),
            b'<' => self.hexadecimal(),
            b'[' => self.list(depth),
            b'(' => self.text(),
            b'/' => self.name().map(Value::Name),
            byte if byte.is_ascii_digit() => self.number_or_reference(),
            _ => self.other(),
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Value> {
        let mut entries = Vec::new();
        while !self.takes(b">>") {
            let key = self.name()?;
            entries.push((key, self.value(depth + 1)?));
        }
        Some(Value::Dictionary(entries))
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.takes(b"]") {
            items.push(self.value(depth + 1)?);
        }
        Some(Value::List(items))
    }

    /// A name with its stroke, as it is written: `sna` writes no name that it asks for in another way.
    fn name(&mut self) -> Option<Vec<u8>> {
        if !self.takes(b"/") {
            return None;
        }
        let rest = self.bytes.get(self.at..)?;
        let is_part = |byte: &&u8| !byte.is_ascii_whitespace() && !b"/<>[]()%".contains(byte);
        let name: Vec<u8> = rest.iter().take_while(is_part).copied().collect();
        self.at += name.len();
        Some(name)
    }

    fn number_or_reference(&mut self) -> Option<Value> {
        let number = self.number()?;
        let after = self.at;
        if self.number() == Some(0) && self.takes(b"R") {
            return Some(Value::Reference(number));
        }
        self.at = after;
        if self.peek() == Some(b'.') { self.other() } else { Some(Value::Number(number)) }
    }

    /// A number with decimals, `true`, `null` and so on.
    fn other(&mut self) -> Option<Value> {
        let rest = self.bytes.get(self.at..)?;
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = rest.iter().take_while(is_part).count();
        self.at += length;
        (length > 0).then_some(Value::Other)
    }

    /// `(text)`: brackets inside it are in pairs, or after a stroke.
    fn text(&mut self) -> Option<Value> {
        self.at += 1;
        let (mut text, mut depth) = (Vec::new(), 1_usize);
        loop {
            match self.next()? {
                b'\\' => self.escaped(&mut text)?,
                b'(' => {
                    depth += 1;
                    text.push(b'(');
                }
                b')' if depth == 1 => return Some(Value::Text(text)),
                b')' => {
                    depth -= 1;
                    text.push(b')');
                }
                byte => text.push(byte),
            }
        }
    }

    /// Adds what follows a stroke in a text: up to three digits of base eight, or a letter.
    fn escaped(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let first = self.next()?;
        if !matches!(first, b'0'..=b'7') {
            match first {
                b'n' => text.push(b'\n'),
                b'r' => text.push(b'\r'),
                b't' => text.push(b'\t'),
                b'b' => text.push(8),
                b'f' => text.push(12),
                b'\n' | b'\r' => {}
                other => text.push(other),
            }
            return Some(());
        }
        let mut byte = first - b'0';
        for _ in 0..2 {
            let Some(digit @ b'0'..=b'7') = self.peek() else { break };
            byte = byte.wrapping_mul(8).wrapping_add(digit - b'0');
            self.at += 1;
        }
        text.push(byte);
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Value> {
        self.at += 1;
        let rest = self.bytes.get(self.at..)?;
        let length = rest.iter().position(|byte| *byte == b'>')?;
        let mut digits: Vec<u8> = rest[..length].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        self.at += length + 1;
        if digits.len() % 2 == 1 {
            digits.push(b'0');
        }
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        digits.chunks(2).map(pair).collect::<Option<Vec<u8>>>().map(Value::Text)
    }
}
