//! Finding types by any of their names.
//!
//! A type is found when what was typed stands in one of its names, case, Greek, punctuation and
//! spaces aside; or when each word of it does, in any order. Tiers, best first: exact, prefix,
//! word start, substring, all words in one name, all words over its names.
//!
//! Only where nothing of these is found, more is tried, until something is: Greek letters spelt
//! out where the field writes their initials (`KC gamma` finds `KCg-m`) and words parted by
//! punctuation (`PEN2(PEN_b)`); then one typo, then typos in those words that occur nowhere, then
//! two typos, then three, as far as the length of what was typed allows; none in a number, in what
//! stands in quotes, and towards the ids of an ontology.
//!
//! Within a tier a match that agrees in punctuation too goes first (`kca'b'` finds `KCa'b'-m`
//! before `KCab-m`), then the type's own name before its other names, then the shorter name, then
//! the one that agrees in case, then natural order.

mod query;
mod rank;
mod table;
mod scan;
mod words;
mod spelling;
mod typo;
mod highlight;
mod suggest;
mod pasted;

use crate::index::{Index, TypeId};
use crate::neuron::NameKind;
use query::Query;
use rank::Candidates;

pub use pasted::{Resolved, pasted, resolve};
pub use suggest::suggest;
pub(crate) use table::NameTable;

/// How well a name matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The whole name.
    Exact,
    /// The beginning of the name.
    Prefix,
    /// The beginning of a word within the name.
    WordStart,
    /// Anywhere within the name.
    Substring,
    /// Each word somewhere within the name.
    Words,
    /// Each word within one of the type's names.
    Spread,
    /// The beginning of a word, but for typos.
    Typo,
}

/// A type that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The type.
    pub id: TypeId,
    /// How well its best name matches.
    pub tier: Tier,
    /// Position of that name in the index's table of names.
    pub name: u32,
}

/// Finds the types with a name that matches, best first; each type once, with the name that
/// matches best. `None` when the text holds nothing to search for: then nothing is narrowed.
pub fn search(index: &Index, text: &str) -> Option<Vec<Found>> {
    find(index, text).map(|matches| matches.best_first(index))
}

/// The same, not yet put in order: for those who count before they list.
pub fn find(index: &Index, text: &str) -> Option<Matches> {
    let query = Query::new(text)?;
    Some(Matches(candidates(&index.names, &query)))
}

/// The types that were found, each once, with how well it matches.
#[derive(Debug)]
pub struct Matches(Candidates);

impl Matches {
    /// How many types.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The types, in the order of their ids.
    pub fn ids(&self) -> impl Iterator<Item = TypeId> {
        self.0.ids()
    }

    /// Leaves out those that are not to be kept.
    pub fn retain(&mut self, keep: impl FnMut(TypeId) -> bool) {
        self.0.retain(keep);
    }

    /// All of them, best first.
    pub fn best_first(self, index: &Index) -> Vec<Found> {
        self.0.best_first(index)
    }

    /// The best so many of them, in order.
    pub fn first(&self, index: &Index, count: usize) -> Vec<Found> {
        self.0.first(index, count)
    }
}

/// The first attempt that finds something.
fn candidates(names: &NameTable, query: &Query) -> Candidates {
    let mut found = names.find(&query.as_typed, &query.words);
    if found.is_empty() {
        found = names.find(&query.with_initials, &query.parts);
    }
    for typos in 1..=query.most_typos() {
        if found.is_empty() {
            found = names.find_misspelt(&query.as_typed, typos);
        }
        if found.is_empty() && typos == 1 {
            found = names.find_misspelt_words(&query.words);
        }
    }
    found
}

/// A name that matched, for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// What the name is.
    pub kind: NameKind,
    /// The name as it is written.
    pub name: String,
    /// Whose name it is.
    pub source: Option<String>,
    /// The byte ranges of `name` that matched, on character boundaries, apart from each other and
    /// in order; none for a typo.
    pub ranges: Vec<std::ops::Range<usize>>,
}

/// The name that matched, with the parts of it that did.
pub fn matched(index: &Index, found: &Found, text: &str) -> Matched {
    let name = index.names.get(found.name);
    let query = Query::new(text);
    Matched {
        kind: name.kind,
        name: name.written.to_owned(),
        source: name.source.map(str::to_owned),
        ranges: query.map_or_else(Vec::new, |q| highlight::ranges(name.written, found.tier, &q)),
    }
}
