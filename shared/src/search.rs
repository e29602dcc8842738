//! Finding types by any of their names.
//!
//! Tiers, best first: exact, prefix, word start, substring; and, only where nothing of these is
//! found, one typo (one letter more, less, other, or two swapped) against the beginning of a
//! word. Within a tier a match that agrees in punctuation too goes first (`kca'b'` finds
//! `KCa'b'-m` before `KCab-m`), then the type's own name before its other names, then the
//! shorter name, then natural order.

mod query;
mod rank;
mod table;
mod typo;
mod highlight;

use crate::index::{Index, TypeId};
use crate::neuron::NameKind;
use query::Query;
use rank::Candidates;

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
    /// The beginning of a word, but for one typo.
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
    let queries = Query::all_of(text);
    if queries.is_empty() {
        return None;
    }
    let mut candidates = Candidates::default();
    for query in &queries {
        index.names.find(query, &mut candidates);
    }
    if candidates.is_empty() {
        for query in queries.iter().filter(|query| query.may_hold_a_typo()) {
            index.names.find_with_typo(query, &mut candidates);
        }
    }
    Some(candidates.best_first(index.natural_places()))
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
    /// The byte range of `name` that matched, on character boundaries; empty for a typo.
    pub range: std::ops::Range<usize>,
}

/// The name that matched, with the part of it that did.
pub fn matched(index: &Index, found: &Found, text: &str) -> Matched {
    let name = index.names.get(found.name);
    Matched {
        kind: name.kind,
        name: name.written.to_owned(),
        source: name.source.map(str::to_owned),
        range: highlight::range(name.written, found.tier, &Query::all_of(text)),
    }
}
