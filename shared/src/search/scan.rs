//! Going through the text of all names.

use memchr::memmem::Finder;

use super::Tier;
use super::query::{Phrase, Words};
use super::rank::{Candidates, Criteria, Rank};
use super::spelling::letter as bit;
use super::table::NameTable;

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
            self.offer(key, at, phrase, &mut candidates);
        });
        candidates
    }

    /// Each name that holds the text, and where it first does; of one letter, whether that is at
    /// its start or behind.
    pub(super) fn each_occurrence(&self, needle: &[u8], mut each: impl FnMut(usize, usize)) {
        if let [letter] = needle {
            return self.each_with(*letter, each);
        }
        let finder = Finder::new(needle);
        let (mut key, mut from) = (0, 0);
        while let Some(at) = finder.find(&self.text()[from..]) {
            key = self.key_at(from + at, key);
            each(key, from + at);
            from = self.end(key);
        }
    }

    /// Each name with a letter, and its start where the letter stands there, else the place behind.
    /// One letter is nearly everywhere: going from name to name is quicker than going from one
    /// occurrence to the next.
    fn each_with(&self, letter: u8, mut each: impl FnMut(usize, usize)) {
        let wanted = bit(char::from(letter));
        for (key, letters) in self.letters().iter().enumerate() {
            if letters & wanted != 0 {
                let start = self.start(key);
                each(key, start + usize::from(self.text()[start] != letter));
            }
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
        if let [letter] = text {
            return self.initials()[key] & bit(char::from(*letter)) != 0;
        }
        // Nothing that is searched goes on behind the end of a name.
        self.word_starts(key).iter().any(|at| begins(&self.text()[*at as usize..], text))
    }

    fn offer(&self, key: usize, first: usize, phrase: &Phrase, candidates: &mut Candidates) {
        let of_key = &self.keys()[key];
        let rank = |tier, differs, case_differs| {
            Rank::new(Criteria {
                tier,
                distance: 0,
                differs,
                other_name: of_key.other_name,
                length: of_key.length.into(),
                case_differs,
            })
        };
        // Most names are beaten by another one of their type, and need no closer look.
        let is_letter = phrase.key.len() == 1;
        let at_start = first == self.start(key);
        let hoped = if at_start { Tier::Exact } else { Tier::WordStart };
        if !is_letter && candidates.beats(of_key.id, rank(hoped, false, false)) {
            return;
        }
        let tier = self.tier(key, first, phrase);
        if candidates.beats(of_key.id, rank(tier, false, false)) {
            return;
        }
        let differs = match self.punctuated(key) {
            // One letter has no punctuation within.
            _ if is_letter && phrase.plain => false,
            Some(punctuated) => phrase.punctuated.find(punctuated.as_bytes()).is_none(),
            None => !phrase.plain,
        };
        let cased = self.cased(key);
        let case_agrees = match phrase.cased.needle() {
            [letter] => cased.iter().any(|other| other == letter),
            needle => {
                begins(&cased[first - self.start(key)..], needle)
                    || phrase.cased.find(cased).is_some()
            }
        };
        candidates.offer(rank(tier, differs, !case_agrees), of_key.id, of_key.name);
    }
}

/// `starts_with`, for texts that mostly differ at once: calling memcmp takes longer.
fn begins(text: &[u8], with: &[u8]) -> bool {
    text.len() >= with.len() && text.iter().zip(with).all(|(a, b)| a == b)
}
