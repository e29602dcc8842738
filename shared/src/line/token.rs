//! A line as tokens, each with where it is.

use std::ops::Range;

use super::key::Key;
use super::near::nearest;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A word to search for, or several in quotes.
    Word(Word),
    /// A condition.
    Condition(Condition),
    /// Looks like a condition, with a key that there is not.
    NoKey(Range<usize>),
}

/// A text, and whether it stood in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) range: Range<usize>,
    pub(super) text: String,
    pub(super) is_quoted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) key: Key,
    pub(super) op: Op,
    /// Behind the key.
    pub(super) values: Vec<Word>,
    /// Behind a region.
    pub(super) threshold: Option<(Op, Word)>,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Is,
    AtLeast,
    AtMost,
    Over,
    Under,
}

const OPS: [(&str, Op); 8] = [
    (">=", Op::AtLeast),
    ("<=", Op::AtMost),
    ("≥", Op::AtLeast),
    ("≤", Op::AtMost),
    (">", Op::Over),
    ("<", Op::Under),
    ("=", Op::Is),
    (":", Op::Is),
];

/// Whether a text holds a condition.
pub(super) fn has_condition(text: &str) -> bool {
    // Every condition has one of these, and most texts have none.
    if !text.contains([':', '>', '<', '=', '≥', '≤']) {
        return false;
    }
    let is = |token: &Token| matches!(token.what, What::Condition(_) | What::NoKey(_));
    tokens(text).iter().any(is)
}

/// The tokens of a line that has a condition.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut line = Line { text, at: 0, depth: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = line.token() {
        tokens.push(token);
    }
    tokens
}

/// A line without what lies within these bytes, and without the nots before it.
pub(super) fn without(text: &str, range: Range<usize>) -> String {
    let tokens = tokens(text);
    let is_within = |token: &Token| {
        let Range { start, end } = token.range;
        start < range.end.max(range.start + 1) && range.start < end
    };
    let Some(mut first) = tokens.iter().position(is_within) else { return text.to_owned() };
    let last = tokens.iter().rposition(is_within).unwrap_or(first);
    while first > 0 && tokens[first - 1].what == What::Not {
        first -= 1;
    }
    let (start, end) = (tokens[first].range.start, tokens[last].range.end);
    [&text[..start], &text[end..]].join(" ")
}

struct Line<'a> {
    text: &'a str,
    at: usize,
    /// Brackets that are open.
    depth: usize,
}

impl Line<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn token(&mut self) -> Option<Token> {
        self.skip_spaces();
        let start = self.at;
        let what = match self.next()? {
            '(' => {
                self.at += 1;
                self.depth += 1;
                What::Open
            }
            ')' => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                What::Close
            }
            '-' if self.rest()[1..].starts_with(|c: char| !c.is_whitespace()) => {
                self.at += 1;
                What::Not
            }
            _ => self.condition().unwrap_or_else(|| self.bare_or_quoted()),
        };
        Some(Token { range: start..self.at, what })
    }

    fn bare_or_quoted(&mut self) -> What {
        let word = self.word(&[]);
        if word.is_quoted {
            return What::Word(word);
        }
        match word.text.to_ascii_lowercase().as_str() {
            "and" => What::And,
            "or" => What::Or,
            "not" => What::Not,
            _ => What::Word(word),
        }
    }

    /// A text in quotes, or up to a space, to one of `ends`, or to the bracket that closes a
    /// group; brackets that open within it are its own.
    fn word(&mut self, ends: &[char]) -> Word {
        if self.next().is_some_and(is_quote) {
            return self.quoted();
        }
        let mut own = 0;
        let outer = self.depth;
        let ends_here = |c: char| {
            match c {
                '(' => own += 1,
                ')' if own == 0 && outer > 0 => return true,
                ')' => own = usize::saturating_sub(own, 1),
                _ => {}
            }
            c.is_whitespace() || ends.contains(&c)
        };
        let length = self.rest().find(ends_here).unwrap_or(self.rest().len());
        let range = self.at..self.at + length;
        self.at = range.end;
        Word { text: self.text[range.clone()].to_owned(), range, is_quoted: false }
    }

    /// Quotes that never close reach to the end.
    fn quoted(&mut self) -> Word {
        let start = self.at;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        let mut end = self.text.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => text.extend(chars.next().map(|(_, c)| c)),
                c if is_quote(c) => {
                    end = start + at + c.len_utf8();
                    break;
                }
                c => text.push(c),
            }
        }
        self.at = end;
        Word { text, range: start..end, is_quoted: true }
    }

    fn op(&mut self) -> Option<Op> {
        let (written, op) =
            OPS.into_iter().find(|(written, _)| self.rest().starts_with(written))?;
        self.at += written.len();
        Some(op)
    }

    /// A comparison that may stand apart: `neurons >= 10`.
    fn comparison(&mut self) -> Option<Op> {
        let start = self.at;
        self.skip_spaces();
        let op = if self.next() == Some(':') { None } else { self.op() };
        if op.is_none() {
            self.at = start;
        }
        op
    }

    fn condition(&mut self) -> Option<What> {
        let start = self.at;
        let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
        let length = self.rest().find(|c| !is_letter(c)).unwrap_or(self.rest().len());
        let range = start..start + length;
        let written = &self.text[range.clone()];
        let key = Key::find(written);
        self.at = range.end;
        let op = match key {
            Some(Key::Measure(_)) => self.op().or_else(|| self.comparison()),
            _ => self.op(),
        };
        let what = match (key, op) {
            (Some(key), Some(op)) => Some(What::Condition(self.after(key, op))),
            (None, Some(op)) => self.without_key(range, op),
            (_, None) => None,
        };
        if what.is_none() {
            self.at = start;
        }
        what
    }

    /// `colour:red` is a mistake that should be told; `5:3`, `x<y` and `a: b` are text.
    fn without_key(&mut self, key: Range<usize>, op: Op) -> Option<What> {
        let value = self.word(&[]);
        let is_meant = match op {
            Op::Is => key.len() > 1 && !value.text.is_empty(),
            _ => {
                is_like_a_key(&self.text[key.clone()])
                    && value.text.starts_with(|c: char| c.is_ascii_digit())
            }
        };
        is_meant.then_some(What::NoKey(key))
    }

    fn after(&mut self, key: Key, op: Op) -> Condition {
        let ends: &[char] = match key {
            Key::Region(_) => &[',', '>', '<', '=', '≥', '≤'],
            Key::Measure(_) => &[],
            _ => &[','],
        };
        self.skip_spaces();
        let mut values = vec![self.word(ends)];
        while !matches!(key, Key::Measure(_)) && self.rest().starts_with(',') {
            self.at += 1;
            self.skip_spaces();
            values.push(self.word(ends));
        }
        // A comma at the end is one that more will follow.
        values.retain(|value| value.is_quoted || !value.text.is_empty());
        let threshold = match key {
            Key::Region(_) => self.threshold(),
            _ => None,
        };
        Condition { key, op, values, threshold }
    }

    fn threshold(&mut self) -> Option<(Op, Word)> {
        let op = self.comparison()?;
        self.skip_spaces();
        let mut least = self.word(&['%']);
        let start = self.at;
        self.skip_spaces();
        match self.next() {
            Some('%') => {
                self.at += 1;
                least.text.push('%');
                least.range.end = self.at;
            }
            _ => self.at = start,
        }
        Some((op, least))
    }
}

/// Phones make these of a plain quotation mark.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

fn is_like_a_key(written: &str) -> bool {
    nearest(written, Key::all().into_iter().map(|(name, _)| name)).is_some()
}
