//! Several words in any order.

use super::Tier;
use super::query::{Words, most_typos};
use super::rank::{Candidates, Criteria, Rank};
use super::table::NameTable;
use super::typo::Meant;
use crate::index::TypeId;

/// A name that holds a word.
#[derive(Debug, Clone, Copy)]
struct Hit {
    key: u32,
    /// Whether a word of the name starts with it.
    at_start: bool,
    /// But for how many typos.
    typos: u32,
}

impl NameTable {
    /// The types whose names hold every word, all in one name or each in one of them.
    pub(super) fn find_words(&self, words: &[String]) -> Candidates {
        self.with_all(words, words.iter().map(|word| self.hits(word)).collect())
    }

    /// The same, those words that occur nowhere taken for misspelt.
    pub(super) fn find_misspelt_words(&self, readings: &[Words]) -> Candidates {
        let hits = |word: &String| {
            let hits = self.hits(word);
            if hits.is_empty() { self.misspelt_hits(word) } else { hits }
        };
        let mut all = Candidates::default();
        for words in readings {
            all.join(self.with_all(words, words.iter().map(hits).collect()));
        }
        all
    }

    fn with_all(&self, words: &[String], hits: Vec<Vec<Hit>>) -> Candidates {
        let mut rest: Vec<&[Hit]> = hits.iter().map(Vec::as_slice).collect();
        let mut candidates = Candidates::default();
        while let Some(id) = self.next_of_all(&mut rest) {
            let of_type: Vec<&[Hit]> =
                rest.iter_mut().map(|hits| self.take_those_of(id, hits)).collect();
            self.offer_words(words, &of_type, &mut candidates);
        }
        candidates
    }

    /// The names with a word that begins like this one, but for as few typos as there are any.
    fn misspelt_hits(&self, word: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for typos in 1..=most_typos(word) {
            if hits.is_empty() {
                self.each_misspelt(word, typos, |key, _, meant| {
                    hits.push(Hit { key: key as u32, at_start: meant != Meant::Within, typos });
                });
            }
        }
        hits
    }

    /// A single letter or digit has to start a word: within words it is nearly everywhere.
    fn hits(&self, word: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let anywhere = word.chars().nth(1).is_some();
        self.each_occurrence(word.as_bytes(), |key, _| {
            let at_start = self.starts_a_word(key, word.as_bytes());
            if anywhere || at_start {
                hits.push(Hit { key: key as u32, at_start, typos: 0 });
            }
        });
        hits
    }

    fn id(&self, hit: &Hit) -> TypeId {
        self.keys()[hit.key as usize].id
    }

    /// The next type that every list has a hit of; the lists go on to it.
    fn next_of_all(&self, lists: &mut [&[Hit]]) -> Option<TypeId> {
        let mut id = 0;
        loop {
            let wanted = id;
            for hits in &mut *lists {
                let passed = hits.iter().take_while(|hit| self.id(hit) < id).count();
                *hits = &hits[passed..];
                id = self.id(hits.first()?);
            }
            if id == wanted && lists.iter().all(|hits| self.id(&hits[0]) == id) {
                return Some(id);
            }
        }
    }

    fn take_those_of<'a>(&self, id: TypeId, hits: &mut &'a [Hit]) -> &'a [Hit] {
        let of_type = hits.iter().take_while(|hit| self.id(hit) == id).count();
        let (taken, rest) = hits.split_at(of_type);
        *hits = rest;
        taken
    }

    /// The names of one type that hold each of the words, best of all one that holds them all.
    fn offer_words(&self, words: &[String], of_type: &[&[Hit]], to: &mut Candidates) {
        let mut in_one = false;
        for first in of_type[0] {
            let same = |hits: &&[Hit]| hits.iter().find(|hit| hit.key == first.key).copied();
            let in_name: Option<Vec<Hit>> = of_type.iter().map(same).collect();
            if let Some(hits) = in_name {
                self.offer_name(first.key, Tier::Words, &hits, to);
                in_one = true;
            }
        }
        if !in_one {
            // What is shown is the name with the longest word: it says most.
            let longest = (0..words.len()).max_by_key(|word| words[*word].len()).unwrap_or(0);
            let best = |hits: &&[Hit]| hits.iter().min_by_key(|h| (h.typos, !h.at_start)).copied();
            let hits: Vec<Hit> = of_type.iter().filter_map(best).collect();
            self.offer_name(hits[longest].key, Tier::Spread, &hits, to);
        }
    }

    /// Offers a name for all of these hits.
    fn offer_name(&self, key: u32, tier: Tier, hits: &[Hit], to: &mut Candidates) {
        let key = &self.keys()[key as usize];
        let typos: u32 = hits.iter().map(|hit| hit.typos).sum();
        let spread = u32::from(tier == Tier::Spread);
        let (tier, distance) = match typos {
            0 => (tier, 0),
            _ => (Tier::Typo, typos << 1 | spread),
        };
        let rank = Rank::new(Criteria {
            tier,
            distance,
            differs: hits.iter().any(|hit| !hit.at_start),
            other_name: key.other_name,
            length: key.length.into(),
            case_differs: false,
        });
        to.offer(rank, key.id, key.name);
    }
}
