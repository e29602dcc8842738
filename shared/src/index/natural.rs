//! The natural order of all types, worked out when it is first asked for.

use std::cell::OnceCell;

use super::{Entry, TypeId};
use crate::names::natural_order;
use crate::ordering;

#[derive(Debug, Default)]
pub(super) struct NaturalOrder {
    now: OnceCell<Order>,
    /// The last order that was worked out: while an index fills it is asked for again and again,
    /// and sorting goes quickly where most is in order.
    before: Vec<TypeId>,
}

#[derive(Debug)]
struct Order {
    types: Vec<TypeId>,
    places: Vec<u32>,
}

impl NaturalOrder {
    /// To be called for each type that comes in.
    pub(super) fn outdate(&mut self) {
        if let Some(order) = self.now.take() {
            self.before = order.types;
        }
    }

    /// An order that was worked out before.
    pub(super) fn of(before: Vec<TypeId>) -> NaturalOrder {
        NaturalOrder { now: OnceCell::new(), before }
    }

    pub(super) fn types(&self, entries: &[Entry]) -> &[TypeId] {
        &self.order(entries).types
    }

    pub(super) fn places(&self, entries: &[Entry]) -> &[u32] {
        &self.order(entries).places
    }

    fn order(&self, entries: &[Entry]) -> &Order {
        self.now.get_or_init(|| {
            let mut types = self.before.clone();
            types.extend(types.len() as TypeId..entries.len() as TypeId);
            let name = |id: &TypeId| &*entries[*id as usize].name;
            ordering::sort_by(&mut types, |a, b| natural_order(name(a), name(b)));
            let mut places = vec![0; types.len()];
            for (place, id) in types.iter().enumerate() {
                places[*id as usize] = place as u32;
            }
            Order { types, places }
        })
    }
}
