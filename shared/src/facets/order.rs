//! The order of the list, and of the values of a filter.

use fixedbitset::FixedBitSet;

use crate::index::{Facet, Index, TypeId, ValueId};
use crate::names::natural_order;
use crate::ordering;

/// Orders values of a facet: those with most types first, by these counts, and equal ones in the
/// natural order of what they are called. Their ids say nothing: they are given as types arrive.
pub fn order_values(index: &Index, facet: Facet, counts: &[u32], values: &mut [ValueId]) {
    let count = |value: ValueId| counts.get(usize::from(value)).copied().unwrap_or(0);
    let all = index.values(facet);
    let label = |value: ValueId| facet.value_label(all.get(usize::from(value)).map_or("", |it| it));
    ordering::sort_by(values, |a, b| {
        count(*b).cmp(&count(*a)).then_with(|| natural_order(label(*a), label(*b)))
    });
}

/// Of types in some order those that are in the set.
pub(super) fn among(order: &[TypeId], set: &FixedBitSet) -> Vec<TypeId> {
    let mut types = Vec::with_capacity(set.count_ones(..));
    types.extend(order.iter().filter(|id| set.contains(**id as usize)));
    types
}
