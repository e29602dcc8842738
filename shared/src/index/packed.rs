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
#[derive(Debug, Default)]
pub struct Unpacking {
    index: Index,
    /// How many types it will have; the first piece says so.
    types: Option<usize>,
}

impl Unpacking {
    /// Nothing is read yet of an index over these regions.
    pub fn new(regions: Arc<Regions>) -> Unpacking {
        Unpacking { index: Index::new(regions), types: None }
    }

    /// Reads the next piece.
    ///
    /// # Errors
    /// When it is none.
    pub fn add(&mut self, piece: &[u8]) -> Result<(), Unreadable> {
        match self.types {
            None => self.add_tables(postcard::from_bytes(piece)?),
            Some(_) => self.add_types(postcard::from_bytes(piece)?),
        }
        Ok(())
    }

    fn add_tables(&mut self, (types, mut values, names, mappings, order, bin_totals): Tables) {
        values.iter_mut().for_each(Values::number);
        let regions = Arc::clone(&self.index.regions);
        let natural = NaturalOrder::of(order);
        self.index =
            Index { regions, values, names, mappings, natural, bin_totals, ..Index::default() };
        self.types = Some(types as usize);
    }

    fn add_types(&mut self, types: Vec<Entry>) {
        let Index { entries, by_name, .. } = &mut self.index;
        for entry in types {
            by_name.insert(Arc::clone(&entry.name), entries.len() as TypeId);
            entries.push(entry);
        }
    }

    /// Whether all pieces have been read.
    pub fn is_whole(&self) -> bool {
        self.types.is_some_and(|types| self.index.len() >= types)
    }

    /// The index.
    ///
    /// # Errors
    /// When pieces are missing, or are those of several indexes.
    pub fn finish(self) -> Result<Index, Unreadable> {
        let Unpacking { index, types } = self;
        match types == Some(index.len()) && index.by_name.len() == index.len() {
            true => Ok(index),
            false => Err(Unreadable),
        }
    }
}
