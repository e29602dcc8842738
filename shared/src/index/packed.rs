//! An index as bytes, in pieces: to read it again takes a fraction of the time that it takes to
//! build it from summaries.
//!
//! The first piece has what types share, each later one some types. They are read by the code that
//! wrote them, over the regions that they were written over, and by no other: [`stamp`] tells.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::natural::NaturalOrder;
use super::values::Values;
use super::{Entry, Facet, Index, Measure, TypeId};
use crate::counterparts::Mappings;
use crate::roi::Regions;
use crate::search::NameTable;

/// Types per piece.
const TYPES: usize = 1_000;

/// Bytes that are no piece of an index, or not the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl From<postcard::Error> for Unreadable {
    fn from(_: postcard::Error) -> Unreadable {
        Unreadable
    }
}

/// What the first piece has: how many types there are, and what they share.
type Tables = (
    u32,
    [Values; Facet::ALL.len()],
    NameTable,
    Mappings,
    Vec<TypeId>,
    [Vec<u32>; Measure::ALL.len()],
);

/// What pieces depend on besides the types: this code, and the regions. Two that are equal may be
/// taken to be of the same.
pub fn stamp(regions: &Regions) -> u64 {
    let mut hasher = DefaultHasher::new();
    (crate::CODE, &regions.all).hash(&mut hasher);
    hasher.finish()
}

impl Index {
    /// The piece of this number, counted from 0; `None` behind the last one.
    pub fn piece(&self, number: usize) -> Option<Vec<u8>> {
        let Index { entries, values, names, mappings, bin_totals, .. } = self;
        let piece = match number.checked_sub(1) {
            None => {
                let (types, order) = (entries.len() as u32, self.in_natural_order());
                postcard::to_stdvec(&(types, values, names, mappings, order, bin_totals))
            }
            Some(at) => postcard::to_stdvec(entries.chunks(TYPES).nth(at)?),
        };
        piece.ok()
    }
}

/// An index that is read from its pieces.
#[derive(Debug)]
pub struct Unpacking {
    index: Index,
    types: usize,
}

impl Unpacking {
    /// Reads the first piece.
    ///
    /// # Errors
    /// When it is none.
    pub fn begin(regions: Arc<Regions>, first: &[u8]) -> Result<Unpacking, Unreadable> {
        let (types, mut values, names, mappings, order, bin_totals): Tables =
            postcard::from_bytes(first)?;
        values.iter_mut().for_each(Values::number);
        let natural = NaturalOrder::of(order);
        let index =
            Index { regions, values, names, mappings, natural, bin_totals, ..Index::default() };
        Ok(Unpacking { index, types: types as usize })
    }

    /// Reads the next piece.
    ///
    /// # Errors
    /// When it is none.
    pub fn add(&mut self, piece: &[u8]) -> Result<(), Unreadable> {
        let Index { entries, by_name, .. } = &mut self.index;
        for entry in postcard::from_bytes::<Vec<Entry>>(piece)? {
            by_name.insert(Arc::clone(&entry.name), entries.len() as TypeId);
            entries.push(entry);
        }
        Ok(())
    }

    /// How many types it will have.
    pub fn types(&self) -> usize {
        self.types
    }

    /// Whether all pieces have been read.
    pub fn is_whole(&self) -> bool {
        self.index.len() >= self.types
    }

    /// The index.
    ///
    /// # Errors
    /// When pieces are missing, or are those of several indexes.
    pub fn finish(self) -> Result<Index, Unreadable> {
        let Unpacking { index, types } = self;
        match index.len() == types && index.by_name.len() == types {
            true => Ok(index),
            false => Err(Unreadable),
        }
    }
}
