//! Reading a line.

use std::ops::Range;

use super::asked::Asked;
use super::key::Key;
use super::near::nearest;
use super::problem::{Mistake, Problem};
use super::token::{Condition, Op, Token, What, Word, has_condition, tokens, without};
use super::value;
use crate::expression::{Expression, Pattern, Term};
use crate::index::{Index, Measure};
use crate::view::{Bounds, Threshold, Way};

/// Brackets and nots within each other.
const DEEPEST: usize = 32;

/// Reads a line. With an index, values and regions are those that it has, in its spelling;
/// without one they stay as they are written, which is how to read while the index fills.
pub fn read(text: &str, index: Option<&Index>) -> Result<Asked, Problem> {
    if !has_condition(text) {
        return Ok(Asked::words(text));
    }
    let asked = parsed(text, index)?;
    Ok(asked.map(Asked::from).unwrap_or_default())
}

/// A line without the word or condition that could not be read: what can be shown meanwhile.
pub fn rest(text: &str, problem: &Problem) -> String {
    without(text, problem.range.clone())
}

/// Reads an expression as [`super::written`] wrote it.
pub fn expression(text: &str) -> Option<Expression> {
    parsed(text, None).ok().flatten()
}

fn parsed(text: &str, index: Option<&Index>) -> Result<Option<Expression>, Problem> {
    let tokens = tokens(text);
    let mut reader = Reader { text, tokens: &tokens, at: 0, depth: 0, index };
    let read = reader.any()?;
    match reader.peek() {
        Some(token) if token.what == What::Close => {
            Err(Problem::new(token.range.clone(), Mistake::Unopened))
        }
        Some(token) => Err(reader.nothing(token.range.clone())),
        None => Ok(read),
    }
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    index: Option<&'a Index>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, what: &What) -> bool {
        let is_it = self.peek().is_some_and(|token| token.what == *what);
        self.at += usize::from(is_it);
        is_it
    }

    fn nothing(&self, at: Range<usize>) -> Problem {
        let text = self.text[at.clone()].to_owned();
        Problem::new(at, Mistake::Nothing(text))
    }

    /// `None` where nothing follows: an operator at the end of the line waits for more.
    fn any(&mut self) -> Result<Option<Expression>, Problem> {
        let Some(first) = self.all()? else { return Ok(None) };
        let mut parts = vec![first];
        while let Some(token) = self.peek().filter(|token| token.what == What::Or) {
            self.at += 1;
            match self.all()? {
                Some(part) => parts.push(part),
                None if self.peek().is_none() => break,
                None => return Err(self.nothing(token.range.clone())),
            }
        }
        Ok(Some(joined(parts, Expression::Any)))
    }

    fn all(&mut self) -> Result<Option<Expression>, Problem> {
        let Some(first) = self.not()? else { return Ok(None) };
        let mut parts = vec![first];
        loop {
            let and = self.peek().filter(|token| token.what == What::And);
            self.at += usize::from(and.is_some());
            match (self.not()?, and) {
                (Some(part), _) => parts.push(part),
                (None, Some(token)) if self.peek().is_some() => {
                    return Err(self.nothing(token.range.clone()));
                }
                (None, _) => return Ok(Some(joined(parts, Expression::All))),
            }
        }
    }

    fn not(&mut self) -> Result<Option<Expression>, Problem> {
        let Some(token) = self.peek() else { return Ok(None) };
        if self.depth == DEEPEST {
            return Err(Problem::new(token.range.clone(), Mistake::TooDeep));
        }
        self.depth += 1;
        let read = match &token.what {
            What::Not => self.negated(token),
            What::Open => self.group(token),
            What::Word(_) => Ok(Some(self.words(usize::MAX))),
            What::Condition(condition) => {
                self.at += 1;
                self.condition(condition, token).map(Some)
            }
            What::NoKey(key) => Err(self.no_key(key.clone())),
            What::Close | What::And | What::Or => Ok(None),
        };
        self.depth -= 1;
        read
    }

    fn negated(&mut self, token: &Token) -> Result<Option<Expression>, Problem> {
        self.at += 1;
        // Of words that follow each other, only the first.
        let negated = match self.peek().map(|token| &token.what) {
            Some(What::Word(_)) => Some(self.words(1)),
            _ => self.not()?,
        };
        match negated {
            Some(part) => Ok(Some(Expression::Not(Box::new(part)))),
            None if self.peek().is_none() => Ok(None),
            None => Err(self.nothing(token.range.clone())),
        }
    }

    /// A bracket that is open at the end of the line waits for more.
    fn group(&mut self, open: &Token) -> Result<Option<Expression>, Problem> {
        self.at += 1;
        let within = self.any()?;
        let is_closed = self.take(&What::Close);
        match within {
            Some(_) if is_closed || self.peek().is_none() => Ok(within),
            None if !is_closed && self.peek().is_none() => Ok(None),
            _ => Err(self.nothing(open.range.clone())),
        }
    }

    /// Words that follow each other are searched for together.
    fn words(&mut self, most: usize) -> Expression {
        let mut words: Vec<&str> = Vec::new();
        while let Some(What::Word(word)) = self.peek().map(|token| &token.what) {
            if words.len() == most {
                break;
            }
            words.push(&word.text);
            self.at += 1;
        }
        Expression::Is(Term::Words(words.join(" ")))
    }

    fn no_key(&self, range: Range<usize>) -> Problem {
        let written = &self.text[range.clone()];
        let near = nearest(written, Key::all().into_iter().map(|(name, _)| name));
        let mistake = Mistake::NoFilter(written.to_owned());
        Problem::new(range, mistake).or_instead(near.map(str::to_owned))
    }

    fn condition(&self, condition: &Condition, token: &Token) -> Result<Expression, Problem> {
        if let Key::Measure(measure) = condition.key {
            return self.within(measure, condition, token);
        }
        if condition.op != Op::Is {
            return Err(self.no_comparison(token));
        }
        if condition.values.is_empty() {
            let mistake = Mistake::NoValueYet(condition.key.about());
            return Err(Problem::new(token.range.clone(), mistake));
        }
        if condition.key == Key::Types {
            let names = condition.values.iter().map(|word| self.type_name(word));
            return Ok(Expression::Is(Term::OneOf(names.collect::<Result<_, _>>()?)));
        }
        let parts = condition.values.iter().map(|word| self.value(condition, word, token));
        Ok(joined(parts.collect::<Result<_, _>>()?, Expression::Any))
    }

    fn value(
        &self,
        condition: &Condition,
        word: &Word,
        token: &Token,
    ) -> Result<Expression, Problem> {
        Ok(match condition.key {
            Key::Facet(facet) => {
                Expression::Is(Term::Value(facet, value::value(facet, word, self.index)?))
            }
            Key::Name(kind) => Expression::Is(Term::Name(kind, Pattern(word.text.clone()))),
            Key::Region(Some(way)) => self.region(way, condition, word, token)?,
            Key::Region(None) => Expression::Any(vec![
                self.region(Way::Input, condition, word, token)?,
                self.region(Way::Output, condition, word, token)?,
            ]),
            // Both were read before.
            Key::Types | Key::Measure(_) => return Err(self.nothing(token.range.clone())),
        })
    }

    fn type_name(&self, word: &Word) -> Result<String, Problem> {
        let Some(index) = self.index else { return Ok(word.text.clone()) };
        if index.find(&word.text).is_some() {
            return Ok(word.text.clone());
        }
        let names = || index.entries.iter().map(|entry| &*entry.name);
        if let Some(name) = names().find(|name| name.eq_ignore_ascii_case(&word.text)) {
            return Ok(name.to_owned());
        }
        let mistake = Mistake::NoValue("type".to_owned(), word.text.clone());
        let near = nearest(&word.text, names()).map(value::quoted);
        Err(Problem::new(word.range.clone(), mistake).or_instead(near))
    }

    fn region(
        &self,
        way: Way,
        condition: &Condition,
        word: &Word,
        token: &Token,
    ) -> Result<Expression, Problem> {
        let name = value::region(word, self.index)?;
        let reaches = |least| Expression::Is(Term::Region(way, name, least));
        let Some((op, least)) = &condition.threshold else {
            return Ok(reaches(Threshold::default()));
        };
        let no_number = || no_number(least);
        let least = threshold(&least.text).ok_or_else(no_number)?;
        let more = match least {
            Threshold::Connections(n) => Some(Threshold::Connections(n.saturating_add(1))),
            // No share is the next one.
            Threshold::Share(_) => None,
        };
        let more = more.ok_or_else(|| self.no_comparison(token));
        Ok(match op {
            Op::AtLeast => reaches(least),
            Op::Over => reaches(more?),
            Op::Under => Expression::Not(Box::new(reaches(least))),
            Op::AtMost => Expression::Not(Box::new(reaches(more?))),
            Op::Is => return Err(self.no_comparison(token)),
        })
    }

    fn no_comparison(&self, token: &Token) -> Problem {
        let text = self.text[token.range.clone()].to_owned();
        Problem::new(token.range.clone(), Mistake::NoComparison(text))
    }

    fn within(
        &self,
        measure: Measure,
        condition: &Condition,
        token: &Token,
    ) -> Result<Expression, Problem> {
        let nothing = Word { range: token.range.clone(), text: String::new(), is_quoted: false };
        let word = condition.values.first().unwrap_or(&nothing);
        let bounds = bounds(condition.op, &word.text).ok_or_else(|| no_number(word))?;
        Ok(Expression::Is(Term::Within(measure, bounds)))
    }
}

fn joined(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

fn no_number(word: &Word) -> Problem {
    Problem::new(word.range.clone(), Mistake::NoNumber(word.text.clone()))
}

/// `1,000` is a thousand.
fn number(text: &str) -> Option<u64> {
    let digits = text.replace([',', '_'], "");
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    // More than can be counted is as much as can be.
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

fn threshold(text: &str) -> Option<Threshold> {
    match text.strip_suffix('%') {
        Some(percent) => {
            let percent = percent.trim().parse().ok().filter(|n| *n > 0.0 && *n <= 100.0);
            percent.map(Threshold::Share)
        }
        None => number(text).filter(|n| *n > 0).map(Threshold::Connections),
    }
}

fn bounds(op: Op, text: &str) -> Option<Bounds> {
    let text = text.trim_end_matches('%');
    if op == Op::Is {
        let (least, most) = text.split_once("..").unwrap_or((text, text));
        let bound = |text: &str| match text {
            "" => Some(None),
            _ => number(text).map(Some),
        };
        let bounds = Bounds { least: bound(least)?, most: bound(most)? };
        return (!bounds.is_open()).then_some(bounds);
    }
    let n = number(text)?;
    let (least, most) = match op {
        Op::AtLeast => (Some(n), None),
        Op::Over => (Some(n.checked_add(1)?), None),
        Op::AtMost => (None, Some(n)),
        _ => (None, Some(n.checked_sub(1)?)),
    };
    Some(Bounds { least, most })
}
