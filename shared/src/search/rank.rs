//! Which match goes before which.

use super::{Found, Tier};
use crate::index::{Index, TypeId};

/// What tells matches apart, in the order in which it counts.
pub(super) struct Criteria {
    pub(super) tier: Tier,
    /// How far off a misspelt name is: 0 but for typos.
    pub(super) distance: u32,
    /// Whether the name differs in punctuation; of words, whether one starts no word of the name.
    pub(super) differs: bool,
    /// Whether it is not the type's own name.
    pub(super) other_name: bool,
    /// Characters of the name.
    pub(super) length: u32,
    /// Tells `AL` from `aL`.
    pub(super) case_differs: bool,
}

/// How good a match is, the best first: the criteria in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u32);

impl Rank {
    /// Names of more characters than this count as equally long.
    const LONGEST: u32 = 0xff;
    /// Bits of a rank.
    const BITS: u32 = 22;

    const TIERS: [Tier; 7] = [
        Tier::Exact,
        Tier::Prefix,
        Tier::WordStart,
        Tier::Substring,
        Tier::Words,
        Tier::Spread,
        Tier::Typo,
    ];

    pub(super) fn new(criteria: Criteria) -> Rank {
        let Criteria { tier, distance, differs, other_name, length, case_differs } = criteria;
        let mut rank = tier as u32;
        rank = rank << 8 | distance.min(0xff);
        rank = rank << 1 | u32::from(differs);
        rank = rank << 1 | u32::from(other_name);
        rank = rank << 8 | length.min(Rank::LONGEST);
        Rank(rank << 1 | u32::from(case_differs))
    }

    fn tier(self) -> Tier {
        Rank::TIERS[(self.0 >> (Rank::BITS - 3)) as usize]
    }
}

/// The best match so far of each type, in the order of the types' ids.
#[derive(Debug, Default)]
pub(super) struct Candidates(Vec<Candidate>);

#[derive(Debug, Clone, Copy)]
struct Candidate {
    rank: Rank,
    id: TypeId,
    name: u32,
}

impl Candidates {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = TypeId> {
        self.0.iter().map(|candidate| candidate.id)
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(TypeId) -> bool) {
        self.0.retain(|candidate| keep(candidate.id));
    }

    /// Whether a type has a match already that is as good as this.
    pub(super) fn beats(&self, id: TypeId, rank: Rank) -> bool {
        self.0.last().is_some_and(|last| last.id == id && last.rank <= rank)
    }

    /// Takes a match in. Types come in the order of their ids, so that only the last candidate
    /// can be of the same type.
    pub(super) fn offer(&mut self, rank: Rank, id: TypeId, name: u32) {
        let new = Candidate { rank, id, name };
        match self.0.last_mut() {
            Some(last) if last.id == id => {
                if new.rank < last.rank {
                    *last = new;
                }
            }
            _ => self.0.push(new),
        }
    }

    /// Takes in what another reading has found.
    pub(super) fn join(&mut self, other: Candidates) {
        if self.is_empty() || other.is_empty() {
            self.0.extend(other.0);
            return;
        }
        let mine = std::mem::take(&mut self.0);
        self.0.reserve(mine.len() + other.0.len());
        let mut other = other.0.into_iter().peekable();
        for candidate in mine {
            while let Some(before) = other.next_if(|o| o.id < candidate.id) {
                self.0.push(before);
            }
            let same = other.next_if(|o| o.id == candidate.id);
            self.0.push(candidate);
            same.into_iter().for_each(|same| self.offer(same.rank, same.id, same.name));
        }
        self.0.extend(other);
    }

    /// Each type once, best first, equals by the natural order of their names.
    pub(super) fn best_first(mut self, index: &Index) -> Vec<Found> {
        if self.0.len() * MANY > index.len() {
            self.0 = in_natural_order(&self.0, index.in_natural_order());
            sort_by_rank(&mut self.0);
        } else {
            sort(&mut self.0, index);
        }
        self.0.iter().map(Candidate::found).collect()
    }

    /// The first so many of them, without putting the others in order. Half of a million types
    /// are gone through in a few milliseconds: most are beaten by those that are held already.
    pub(super) fn first(&self, index: &Index, count: usize) -> Vec<Found> {
        let held = 4 * count + 1_000;
        let mut first: Vec<Candidate> = Vec::with_capacity(held.min(self.len()));
        let mut worst = Rank(u32::MAX);
        for candidate in self.0.iter() {
            if candidate.rank <= worst && count > 0 {
                first.push(*candidate);
            }
            if first.len() == held {
                let (_, last, _) =
                    first.select_nth_unstable_by_key(count - 1, |held| held.order(index));
                worst = last.rank;
                first.truncate(count);
            }
        }
        sort(&mut first, index);
        first.iter().take(count).map(Candidate::found).collect()
    }
}

impl Candidate {
    /// By rank, then by the natural order of names.
    fn order(&self, index: &Index) -> u64 {
        u64::from(self.rank.0) << 32 | u64::from(index.natural_places()[self.id as usize])
    }

    fn found(&self) -> Found {
        Found { id: self.id, tier: self.rank.tier(), name: self.name }
    }
}

fn sort(candidates: &mut [Candidate], index: &Index) {
    candidates.sort_by_cached_key(|candidate| candidate.order(index));
}

/// From one type in so many on, going through all types is faster than comparing.
const MANY: usize = 16;

fn in_natural_order(candidates: &[Candidate], types: &[TypeId]) -> Vec<Candidate> {
    let mut of_type = vec![u32::MAX; types.len()];
    for (at, candidate) in candidates.iter().enumerate() {
        of_type[candidate.id as usize] = at as u32;
    }
    let in_order = types.iter().filter_map(|id| candidates.get(of_type[*id as usize] as usize));
    in_order.copied().collect()
}

/// Sorts by counting, half of a rank's bits at a time; equals stay as they are. One letter typed
/// finds ten thousand types: comparing them takes a millisecond, this 0.1 ms.
fn sort_by_rank(candidates: &mut Vec<Candidate>) {
    const HALF: u32 = Rank::BITS / 2;
    let mut sorted = candidates.clone();
    for shift in [0, HALF] {
        let digit =
            |candidate: &Candidate| (candidate.rank.0 >> shift) as usize & ((1 << HALF) - 1);
        let mut places = [0_u32; 1 << HALF];
        candidates.iter().for_each(|candidate| places[digit(candidate)] += 1);
        let mut place = 0;
        for count in &mut places {
            place += std::mem::replace(count, place);
        }
        for candidate in candidates.iter() {
            let place = &mut places[digit(candidate)];
            sorted[*place as usize] = *candidate;
            *place += 1;
        }
        std::mem::swap(candidates, &mut sorted);
    }
}
