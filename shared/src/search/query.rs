//! What was typed, brought to the form in which names are searched.

use memchr::memmem::Finder;

use crate::names::{Greek, fold_as, is_searched, with_punctuation};

/// One reading of what was typed.
pub(super) struct Query {
    /// Letters and digits, folded; never empty.
    pub(super) key: String,
    /// As a whole, to see which names agree in punctuation too.
    pub(super) punctuated: Finder<'static>,
    /// As typed, to see which names agree in case too.
    pub(super) typed: Finder<'static>,
    /// The punctuation at its beginning and its end, which the key has not.
    pub(super) around: (String, String),
}

impl Query {
    /// All readings of a text: with Greek letters spelt out and with the Latin letters for
    /// them. Empty when the text holds nothing to search for.
    pub(super) fn all_of(text: &str) -> Vec<Query> {
        let readings = Greek::ways(text).iter().map(|greek| Query {
            key: fold_as(text, *greek).key,
            punctuated: Finder::new(&with_punctuation(text, *greek)).into_owned(),
            typed: Finder::new(text.trim()).into_owned(),
            around: around(text.trim()),
        });
        readings.filter(|query| !query.key.is_empty()).collect()
    }

    /// One typo in fewer letters would find nearly everything.
    pub(super) fn may_hold_a_typo(&self) -> bool {
        self.key.chars().count() >= 4
    }
}

fn around(text: &str) -> (String, String) {
    let before = text.trim_start_matches(|c| !is_searched(c));
    let within = text.trim_end_matches(|c| !is_searched(c));
    (text[..text.len() - before.len()].to_owned(), text[within.len()..].to_owned())
}
