//! How names are compared: case, Greek letters, punctuation, spaces and full-width forms make no
//! difference.

use std::cmp::Ordering;

/// A name brought to the form in which it is searched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    /// Lower case, Greek letters spelt out, letters and digits only.
    pub key: String,
    /// For each byte of `key`, the byte of the original that it comes from.
    pub origin: Vec<u32>,
    /// For each byte of `key`, whether a word starts there: at the beginning, after anything
    /// that is neither letter nor digit, and where upper case follows lower case.
    pub word_start: Vec<bool>,
}

/// How a Greek letter is written without Greek.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Greek {
    /// By its name: `KCαβ` is `kcalphabeta`.
    Spelt,
    /// By the first letter of its name, as the field does: `KCαβ` is `kcab`.
    Initial,
}

impl Greek {
    /// The ways worth trying for a text: without Greek letters they all give the same.
    pub(crate) fn ways(text: &str) -> &'static [Greek] {
        match has_greek(text) {
            true => &[Greek::Spelt, Greek::Initial],
            false => &[Greek::Spelt],
        }
    }

    /// Appends a lower-case character.
    fn push(self, c: char, to: &mut String) {
        match (greek_name(c), self) {
            (Some(name), Greek::Spelt) => to.push_str(name),
            (Some(name), Greek::Initial) => to.push_str(&name[..1]),
            (None, _) => to.push(c),
        }
    }
}

pub(crate) fn has_greek(text: &str) -> bool {
    let mut lower = text.chars().filter(|c| !c.is_ascii()).flat_map(char::to_lowercase);
    lower.any(|c| greek_name(c).is_some())
}

/// Folds a name.
pub fn fold(name: &str) -> Folded {
    fold_as(name, Greek::Spelt)
}

/// Folds a name, its Greek letters in one of the two ways.
pub(crate) fn fold_as(name: &str, greek: Greek) -> Folded {
    let mut folded = Folded::default();
    let mut before = None;
    for (at, c) in name.char_indices() {
        let c = narrow(c);
        if !is_searched(c) {
            before = None;
            continue;
        }
        let starts = before.is_none_or(|b: char| b.is_lowercase() && c.is_uppercase());
        let from = folded.key.len();
        for lower in c.to_lowercase().filter(|lower| lower.is_alphanumeric()) {
            greek.push(lower, &mut folded.key);
        }
        folded.origin.resize(folded.key.len(), at as u32);
        folded.word_start.resize(folded.key.len(), false);
        if let Some(first) = folded.word_start.get_mut(from) {
            *first = starts;
        }
        before = Some(c);
    }
    folded
}

/// The key of a folded name with the case of its Latin letters as written, byte by byte: to tell
/// `AL` from `aL`.
pub(crate) fn with_case(name: &str, folded: &Folded) -> String {
    let cased = |(at, c): (usize, char)| {
        let written = name[folded.origin[at] as usize..].chars().next().map_or(c, narrow);
        if written.is_ascii_uppercase() { written } else { c }
    };
    folded.key.char_indices().map(cased).collect()
}

/// A name with its punctuation, to tell `KCa'b'` from `KCab`: lower case, Greek letters in one
/// of the two ways, one kind of apostrophe, one kind of dash, single spaces.
pub(crate) fn with_punctuation(name: &str, greek: Greek) -> String {
    let mut plain = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        for c in word.chars().map(narrow) {
            match c {
                _ if is_apostrophe(c) => plain.push('\''),
                _ if is_dash(c) => plain.push('-'),
                _ => c.to_lowercase().for_each(|lower| greek.push(lower, &mut plain)),
            }
        }
    }
    plain
}

/// Whether a character is part of the key of a name.
pub(crate) fn is_searched(c: char) -> bool {
    c.is_alphanumeric() && !is_apostrophe(c)
}

/// What people type, paste or are given by their keyboard for the prime in `KCa'b'`. Unicode
/// counts some of these as letters.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʹ' | '′' | '＇' | '´' | '`' | '‛')
}

/// What stands in papers for the hyphen of `5-HT`.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−' | '﹣')
}

/// The usual form of a character that an input method made wide, or that was set as an index.
fn narrow(c: char) -> char {
    const WIDE: u32 = '！' as u32 - '!' as u32;
    let from = |first: char, zero: char| char::from_u32(c as u32 - zero as u32 + first as u32);
    let usual = match c {
        '！'..='～' => char::from_u32(c as u32 - WIDE),
        '₀'..='₉' => from('0', '₀'),
        '⁴'..='⁹' => from('4', '⁴'),
        '⁰' => Some('0'),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        // The mathematical increment, which looks the same.
        '∆' => Some('Δ'),
        '\u{3000}' => Some(' '),
        _ => None,
    };
    usual.unwrap_or(c)
}

/// A folded text with the names of Greek letters cut to their first letter: `kcalpha` → `kca`.
/// Only long names: `pi` and `mu` are parts of words. `None` where there is none.
pub(crate) fn with_initials(key: &str) -> Option<String> {
    const LONG: [&str; 12] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa", "lambda", "sigma",
        "upsilon", "omega",
    ];
    let mut short = key.to_owned();
    for name in LONG {
        short = short.replace(name, &name[..1]);
    }
    (short != key).then_some(short)
}

/// The name of a Greek letter in lower case.
fn greek_name(c: char) -> Option<&'static str> {
    Some(match c {
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'δ' => "delta",
        'ε' => "epsilon",
        'ζ' => "zeta",
        'η' => "eta",
        'θ' => "theta",
        'ι' => "iota",
        'κ' => "kappa",
        'λ' => "lambda",
        // The second one is Unicode's micro sign, which many keyboards give for it.
        'μ' | 'µ' => "mu",
        'ν' => "nu",
        'ξ' => "xi",
        'ο' => "omicron",
        'π' => "pi",
        'ρ' => "rho",
        'σ' | 'ς' => "sigma",
        'τ' => "tau",
        'υ' => "upsilon",
        'φ' => "phi",
        'χ' => "chi",
        'ψ' => "psi",
        'ω' => "omega",
        _ => return None,
    })
}

/// Compares names as people order them: case aside, runs of digits by their number
/// (`LC4` < `LC10`), then by code point so that the order is total.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let same = same_tokens(a, b);
    tokens(&a[same..]).cmp(tokens(&b[same..])).then_with(|| a.cmp(b))
}

/// Bytes of the tokens with which both names begin as they are written. What is sorted mostly
/// shares its first letters with its neighbour, and comparing bytes is quick.
fn same_tokens(a: &str, b: &str) -> usize {
    let mut same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let inside_a_number = |at: usize| at > 0 && a.as_bytes()[at - 1].is_ascii_digit();
    while !a.is_char_boundary(same) || !b.is_char_boundary(same) || inside_a_number(same) {
        same -= 1;
    }
    same
}

/// A piece of a name: what is compared as one.
#[derive(PartialEq, Eq)]
enum Token<'a> {
    /// A run of digits without its leading zeros.
    Number(&'a str),
    /// Any other character, in lower case.
    Letter(char),
}

impl Ord for Token<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Token::Number(a), Token::Number(b)) => (a.len(), a).cmp(&(b.len(), b)),
            (Token::Letter(a), Token::Letter(b)) => a.cmp(b),
            // No letter lies between the digits, so numbers stand where any digit would.
            (Token::Number(_), Token::Letter(b)) => '0'.cmp(b),
            (Token::Letter(a), Token::Number(_)) => a.cmp(&'0'),
        }
    }
}

impl PartialOrd for Token<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn tokens(name: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (token, after) = rest.split_at(digits.max(first.len_utf8()));
        rest = after;
        Some(match digits {
            0 => Token::Letter(first.to_lowercase().next().unwrap_or(first)),
            _ => Token::Number(token.trim_start_matches('0')),
        })
    })
}
