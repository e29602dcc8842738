//! Names that were meant by a misspelt query.

use super::Tier;
use super::query::{Phrase, most_typos};
use super::rank::{Candidates, Criteria, Rank};
use super::spelling::{Cost, Speller, letters_of};
use super::table::NameTable;

/// What of a name was meant; the order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meant {
    /// All of it.
    Whole,
    /// Its beginning.
    Beginning,
    /// From a later word on.
    Within,
}

impl NameTable {
    /// The types with a name in which a word begins like one of the phrases, but for so many
    /// typos. Three letters have to be the whole name.
    pub(super) fn find_misspelt(&self, phrases: &[Phrase], typos: u32) -> Candidates {
        let mut all = Candidates::default();
        for phrase in phrases {
            if most_typos(&phrase.key) >= typos {
                let only_whole = phrase.key.chars().count() <= 3;
                all.join(self.find_one_misspelt(&phrase.key, typos, only_whole));
            }
        }
        all
    }

    fn find_one_misspelt(&self, query: &str, typos: u32, only_whole: bool) -> Candidates {
        let mut candidates = Candidates::default();
        self.each_misspelt(query, typos, |key, cost, meant| {
            if meant == Meant::Whole || !only_whole {
                self.offer_misspelt(key, cost, meant, &mut candidates);
            }
        });
        candidates
    }

    /// Each name in which a word begins like the query, but for at most so many typos. One digit
    /// more or less makes another id: ids are left out.
    pub(super) fn each_misspelt(
        &self,
        query: &str,
        typos: u32,
        mut each: impl FnMut(usize, Cost, Meant),
    ) {
        let mut speller = Speller::new(query);
        let wanted = letters_of(query);
        for (key, letters) in self.letters().iter().enumerate() {
            if (wanted & !letters).count_ones() <= typos
                && !self.is_id(key)
                && let Some((cost, meant)) = self.nearest(key, &mut speller, typos)
            {
                each(key, cost, meant);
            }
        }
    }

    /// What of a name is nearest to the query, if anything is within so many typos.
    fn nearest(&self, key: usize, speller: &mut Speller, typos: u32) -> Option<(Cost, Meant)> {
        let name = self.folded(key);
        let mut nearest = None;
        for at in self.word_starts(key) {
            let at = *at as usize - self.start(key);
            let Some(costs) = speller.costs(&name[at..], typos) else { continue };
            let this = match at {
                0 if costs.whole.typos() <= typos => (costs.whole, Meant::Whole),
                0 => (costs.beginning, Meant::Beginning),
                _ => (costs.beginning, Meant::Within),
            };
            nearest = Some(nearest.map_or(this, |before| this.min(before)));
        }
        nearest
    }

    fn offer_misspelt(&self, key: usize, cost: Cost, meant: Meant, to: &mut Candidates) {
        let key = &self.keys()[key];
        let rank = Rank::new(Criteria {
            tier: Tier::Typo,
            distance: cost.unlikely() << 2 | meant as u32,
            differs: false,
            other_name: key.other_name,
            length: key.length.into(),
            case_differs: false,
        });
        to.offer(rank, key.id, key.name);
    }
}
