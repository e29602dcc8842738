//! Conditions on types, joined by and, or, not: what the query line can say.
//!
//! Plain values that know no index; [`crate::facets`] tries them on types.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::index::{Facet, Measure};
use crate::neuron::NameKind;
use crate::view::{Bounds, Threshold, Way};

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// All of these hold; at least two.
    All(Vec<Expression>),
    /// One of these holds; at least two.
    Any(Vec<Expression>),
    /// This does not hold.
    Not(Box<Expression>),
    /// This holds.
    Is(Term),
}

/// A condition that is not made of others.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// A name of this kind fits the pattern; of any kind but notes for `None`.
    Name(Option<NameKind>, Pattern),
    /// The type has a value of this facet that fits the pattern.
    Value(Facet, Pattern),
    /// The number lies within the bounds.
    Within(Measure, Bounds),
    /// The type reaches the threshold in the region of this name.
    Region(Way, String, Threshold),
    /// The type is one of these, by name.
    OneOf(BTreeSet<String>),
    /// The search finds the type by these words.
    Words(String),
}

/// A text in which `*` stands for any characters, none too. It fits the whole of another text,
/// case aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(pub String);

impl Pattern {
    /// Whether a text fits.
    pub fn fits(&self, text: &str) -> bool {
        self.fitting().fits(text)
    }

    /// The pattern made ready for many texts.
    pub fn fitting(&self) -> Fitting {
        let lower: Vec<char> = self.0.chars().flat_map(char::to_lowercase).collect();
        Fitting { lower, room: Vec::new().into() }
    }

    /// Whether it stands for more than one text.
    pub fn is_open(&self) -> bool {
        self.0.contains('*')
    }
}

/// A pattern made ready to be tried on many texts.
#[derive(Debug)]
pub struct Fitting {
    lower: Vec<char>,
    /// Kept from one text to the next: one letter typed tries sixty thousand names.
    room: RefCell<Vec<char>>,
}

impl Fitting {
    /// Whether a text fits.
    pub fn fits(&self, text: &str) -> bool {
        // Most texts differ at once.
        let first = text.as_bytes().first().copied().unwrap_or_default().to_ascii_lowercase();
        if first.is_ascii()
            && self.lower.first().is_some_and(|it| *it != '*' && *it != char::from(first))
        {
            return false;
        }
        let mut room = self.room.borrow_mut();
        room.clear();
        if text.is_ascii() {
            room.extend(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        } else {
            room.extend(text.chars().flat_map(char::to_lowercase));
        }
        fits(&self.lower, &room)
    }
}

/// The last `*` met is the only one that ever needs to take in more.
fn fits(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            p = at + 1;
            t = taken + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_the_whole_text_case_aside() {
        let check = |pattern: &str, text, expected| {
            assert_eq!(Pattern(pattern.to_owned()).fits(text), expected, "{pattern} {text}");
        };
        check("LC*", "LC10a", true);
        check("lc*", "LC", true);
        check("LC", "LC10", false);
        check("*a*b*", "xxayyb", true);
        check("*a*b", "ab a", false);
        check("a**b", "ab", true);
        check("", "", true);
        check("", "x", false);
        check("*", "", true);
        check("KCa'b'-*", "KCa'b'-ap1", true);
        check("ΑΒ", "αβ", true);
    }
}
