//! Which match goes before which.

use super::{Found, Tier};
use crate::index::TypeId;

/// What tells matches apart, in the order in which it counts.
pub(super) struct Criteria {
    pub(super) tier: Tier,
    pub(super) punctuation_differs: bool,
    /// Whether it is not the type's own name.
    pub(super) other_name: bool,
    /// Characters of the name.
    pub(super) length: u32,
    /// Tells `AL` from `aL`.
    pub(super) case_differs: bool,
}

/// How good a match is, the best first: the criteria in one number. One letter typed finds ten
/// thousand types, and comparing these field by field takes a quarter longer (2.3 ms, not 1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u32);

impl Rank {
    /// Names of more characters than this count as equally long.
    const LONGEST: u32 = 0xffff;

    pub(super) fn new(criteria: Criteria) -> Rank {
        let Criteria { tier, punctuation_differs, other_name, length, case_differs } = criteria;
        let mut rank = tier as u32;
        rank = rank << 1 | u32::from(punctuation_differs);
        rank = rank << 1 | u32::from(other_name);
        rank = rank << 16 | length.min(Rank::LONGEST);
        Rank(rank << 1 | u32::from(case_differs))
    }

    /// The rank first, then the place in the natural order of names.
    fn then(self, place: u32) -> u64 {
        u64::from(self.0) << 32 | u64::from(place)
    }
}

/// The best match so far of each type.
#[derive(Debug, Default)]
pub(super) struct Candidates(Vec<Candidate>);

#[derive(Debug, Clone, Copy)]
struct Candidate {
    rank: Rank,
    found: Found,
}

impl Candidates {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a type has a match of a better tier already.
    pub(super) fn beats(&self, id: TypeId, tier: Tier) -> bool {
        self.0.last().is_some_and(|last| last.found.id == id && last.found.tier < tier)
    }

    /// Takes a match in. The names of one type come one after another, so that only the last
    /// candidate can be of the same type, as long as the names are gone through once.
    pub(super) fn offer(&mut self, rank: Rank, found: Found) {
        let new = Candidate { rank, found };
        match self.0.last_mut() {
            Some(last) if last.found.id == found.id => {
                if new.rank < last.rank {
                    *last = new;
                }
            }
            _ => self.0.push(new),
        }
    }

    /// Each type once, best first, equals by their places in the natural order of names.
    pub(super) fn best_first(mut self, places: &[u32]) -> Vec<Found> {
        let id = |candidate: &Candidate| candidate.found.id;
        if !self.0.is_sorted_by_key(id) {
            self.0.sort_by_key(|candidate| (id(candidate), candidate.rank, candidate.found.name));
            self.0.dedup_by_key(|candidate| id(candidate));
        }
        self.0.sort_by_cached_key(|candidate| candidate.rank.then(places[id(candidate) as usize]));
        self.0.into_iter().map(|candidate| candidate.found).collect()
    }
}
