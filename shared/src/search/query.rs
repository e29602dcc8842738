//! What was typed, brought to the forms in which names are searched.

use memchr::memmem::Finder;

use crate::names::{
    Greek, fold_as, is_apostrophe, is_searched, with_case, with_initials, with_punctuation,
};

/// What was typed.
pub(super) struct Query {
    /// As a whole: with Greek letters spelt out and, if there are any, with the Latin letters for
    /// them. Never empty.
    pub(super) as_typed: Vec<Phrase>,
    /// Each reading's words, parted by spaces; none for a single word.
    pub(super) words: Vec<Words>,
    /// As a whole, the names of Greek letters cut to their initials.
    pub(super) with_initials: Vec<Phrase>,
    /// Each reading's words, parted by punctuation too; none where that makes no more of them.
    pub(super) parts: Vec<Words>,
    /// Whether it stands in quotes: then it is meant as it is written.
    is_quoted: bool,
}

/// One reading of what was typed.
pub(super) struct Phrase {
    /// Letters and digits, folded; never empty.
    pub(super) key: String,
    /// As a whole, to see which names agree in punctuation too.
    pub(super) punctuated: Finder<'static>,
    /// Whether it has no punctuation: then it agrees with every name that has none either.
    pub(super) plain: bool,
    /// The key with the case as typed, to see which names agree in it too.
    pub(super) cased: Finder<'static>,
    /// The punctuation at its beginning and its end, which the key has not.
    pub(super) around: (String, String),
}

/// The words of one reading, each folded and none empty; at least two.
pub(super) type Words = Vec<String>;

impl Query {
    /// `None` when the text holds nothing to search for.
    pub(super) fn new(text: &str) -> Option<Query> {
        let (text, is_quoted) = unwrapped(text);
        let as_typed: Vec<Phrase> =
            Greek::ways(text).iter().filter_map(|greek| Phrase::new(text, *greek)).collect();
        if as_typed.is_empty() {
            return None;
        }
        let with_initials =
            as_typed.iter().filter_map(|phrase| phrase.with_key(with_initials(&phrase.key)?));
        let words = parted(text, char::is_whitespace);
        let mut parts = parted(text, |c| !is_searched(c) && !is_apostrophe(c));
        parts.retain(|parts| !words.contains(parts));
        Some(Query { with_initials: with_initials.collect(), as_typed, words, parts, is_quoted })
    }

    /// How many typos it may hold: more of them in fewer letters would find nearly everything.
    pub(super) fn most_typos(&self) -> u32 {
        let typos = self.as_typed.iter().map(|phrase| most_typos(&phrase.key));
        if self.is_quoted { 0 } else { typos.max().unwrap_or(0) }
    }
}

/// Of longer texts nobody wants to know what was meant; it would only take time.
pub(super) const LONGEST: usize = 64;

/// How many typos are forgiven in a folded text. A number with another digit is another number.
pub(super) fn most_typos(key: &str) -> u32 {
    match key.chars().count() {
        _ if is_number(key) => 0,
        0..=2 => 0,
        3..=4 => 1,
        5..=9 => 2,
        10..=LONGEST => 3,
        _ => 0,
    }
}

/// Whether a folded text is digits alone.
pub(super) fn is_number(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}

impl Phrase {
    fn new(text: &str, greek: Greek) -> Option<Phrase> {
        let folded = fold_as(text, greek);
        let punctuated = with_punctuation(text, greek);
        (!folded.key.is_empty()).then(|| Phrase {
            plain: punctuated == folded.key,
            punctuated: Finder::new(&punctuated).into_owned(),
            cased: Finder::new(&with_case(text, &folded)).into_owned(),
            key: folded.key,
            around: around(text),
        })
    }

    fn with_key(&self, key: String) -> Option<Phrase> {
        Phrase::new(&key, Greek::Spelt)
    }
}

fn parted(text: &str, parts: impl Fn(char) -> bool) -> Vec<Words> {
    let of_reading = |greek: &Greek| -> Words {
        let words = text.split(&parts).map(|word| fold_as(word, *greek).key);
        words.filter(|word| !word.is_empty()).collect()
    };
    let mut readings: Vec<Words> = Greek::ways(text).iter().map(of_reading).collect();
    readings.retain(|words| words.len() > 1);
    readings
}

/// Without what copying from a table or from code leaves around a name: spaces, a comma or
/// semicolon behind, quotes.
pub(super) fn without_wrapping(text: &str) -> &str {
    unwrapped(text).0
}

/// The same, and whether there were quotes.
fn unwrapped(text: &str) -> (&str, bool) {
    const QUOTES: [(char, char); 6] =
        [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('\'', '\''), ('‘', '’')];
    let text = text.trim().trim_end_matches([',', ';']).trim_end();
    let within = |(open, close): &(char, char)| text.strip_prefix(*open)?.strip_suffix(*close);
    QUOTES.iter().find_map(within).map_or((text, false), |within| (within, true))
}

fn around(text: &str) -> (String, String) {
    let before = text.trim_start_matches(|c| !is_searched(c));
    let within = text.trim_end_matches(|c| !is_searched(c));
    (text[..text.len() - before.len()].to_owned(), text[within.len()..].to_owned())
}
