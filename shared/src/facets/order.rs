//! The order of the list.

use fixedbitset::FixedBitSet;

use crate::index::TypeId;

/// Of types in some order those that are in the set.
pub(super) fn among(order: &[TypeId], set: &FixedBitSet) -> Vec<TypeId> {
    let mut types = Vec::with_capacity(set.count_ones(..));
    types.extend(order.iter().filter(|id| set.contains(**id as usize)));
    types
}
