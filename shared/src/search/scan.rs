//! Going through the text of all names.

use memchr::memmem::Finder;

use super::query::{Phrase, Words};
use super::rank::{Candidates, Criteria, Rank};
use super::table::NameTable;
use super::{Found, Tier};

impl NameTable {
    /// The types with a name that holds one of the phrases, and those whose names hold all words
    /// of one of the readings.
    pub(super) fn find(&self, phrases: &[Phrase], readings: &[Words]) -> Candidates {
        let mut all = Candidates::default();
        phrases.iter().for_each(|phrase| all.join(self.find_phrase(phrase)));
        readings.iter().for_each(|words| all.join(self.find_words(words)));
        all
    }

    fn find_phrase(&self, phrase: &Phrase) -> Candidates {
        let mut candidates = Candidates::default();
        self.each_occurrence(phrase.key.as_bytes(), |key, at| {
            self.offer(key, self.tier(key, at, phrase), phrase, &mut candidates);
        });
        candidates
    }

    /// Each name that holds the text, and where it first does.
    pub(super) fn each_occurrence(&self, needle: &[u8], mut each: impl FnMut(usize, usize)) {
        let finder = Finder::new(needle);
        let mut key = 0;
        let mut from = 0;
        while let Some(at) = finder.find(&self.text()[from..]).map(|found| from + found) {
            key = self.key_at(at, key);
            each(key, at);
            from = self.end(key);
        }
    }

    /// The best tier of all occurrences in a name, the first of which is known.
    fn tier(&self, key: usize, first: usize, phrase: &Phrase) -> Tier {
        match first == self.start(key) {
            true if first + phrase.key.len() == self.end(key) => Tier::Exact,
            true => Tier::Prefix,
            false if self.starts_a_word(key, phrase.key.as_bytes()) => Tier::WordStart,
            false => Tier::Substring,
        }
    }

    /// Whether a text occurs at the start of a word of a name.
    pub(super) fn starts_a_word(&self, key: usize, text: &[u8]) -> bool {
        self.words_of(key).any(|word| word.starts_with(text))
    }

    fn offer(&self, key: usize, tier: Tier, phrase: &Phrase, candidates: &mut Candidates) {
        let of_key = &self.keys()[key];
        let rank = |differs, case_differs| {
            Rank::new(Criteria {
                tier,
                distance: 0,
                differs,
                other_name: of_key.other_name,
                length: of_key.length,
                case_differs,
            })
        };
        // Most names are beaten by another one of their type, and need no closer look.
        if candidates.beats(of_key.id, rank(false, false)) {
            return;
        }
        let differs = match &of_key.punctuated {
            Some(punctuated) => phrase.punctuated.find(punctuated.as_bytes()).is_none(),
            None => !phrase.plain,
        };
        let written = self.get(of_key.name).written;
        let case_differs = phrase.typed.find(written.as_bytes()).is_none();
        let found = Found { id: of_key.id, tier, name: of_key.name };
        candidates.offer(rank(differs, case_differs), found);
    }
}
