//! The orders of the list.

use std::cmp::{Ordering, Reverse};

use crate::index::{Entry, Index, TypeId};
use crate::view::{Sort, SortBy};

/// Puts types in order; equal ones stay in the natural order of their names, whichever way the
/// order goes.
pub(super) fn sort(index: &Index, types: &mut [TypeId], sort: Sort) {
    let place = |id: &TypeId| index.natural_places()[*id as usize];
    let entry = |id: &TypeId| &index.entries[*id as usize];
    let up = !sort.descending;
    match sort.by {
        SortBy::Name if up => types.sort_unstable_by_key(place),
        SortBy::Name => types.sort_unstable_by_key(|id| Reverse(place(id))),
        SortBy::Imbalance => types.sort_by(|a, b| {
            by_imbalance(entry(a), entry(b), up).then_with(|| place(a).cmp(&place(b)))
        }),
        SortBy::Neurons => by_number(types, up, |id| entry(id).neurons.total, place),
        SortBy::Inputs => by_number(types, up, |id| entry(id).post, place),
        SortBy::Outputs => by_number(types, up, |id| entry(id).outputs().0, place),
    }
}

fn by_number(
    types: &mut [TypeId],
    up: bool,
    number: impl Fn(&TypeId) -> u64,
    place: impl Fn(&TypeId) -> u32,
) {
    // Counting down from the largest turns the numbers round, but not the names.
    let key = |id: &TypeId| {
        if up { number(id) } else { u64::MAX - number(id) }
    };
    types.sort_by_cached_key(|id| (key(id), place(id)));
}

/// Types without neurons on a known side come last, whichever way the order goes.
fn by_imbalance(a: &Entry, b: &Entry, up: bool) -> Ordering {
    match (a.imbalance(), b.imbalance()) {
        (Some(a), Some(b)) if up => a.total_cmp(&b),
        (Some(a), Some(b)) => b.total_cmp(&a),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}
