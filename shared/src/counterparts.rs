//! Types of other datasets that are said to be the same as a type of this one.
//!
//! Only what the dataset itself maps counts: that two datasets have a type of one name does not
//! make them counterparts. A mapping is rarely one to one, so both its sides are counted.

use serde::{Deserialize, Serialize};

use crate::index::{Index, TypeId};
use crate::neuron::NameKind;
use crate::ordering;
use crate::wire::Summary;

/// All mappings of a dataset.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Mappings {
    /// In the order in which types were pushed.
    all: Vec<Mapping>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Mapping {
    id: TypeId,
    kind: NameKind,
    name: Box<str>,
}

impl Mappings {
    /// Adds what a type is mapped to.
    pub(crate) fn add(&mut self, id: TypeId, summary: &Summary) {
        let mapped = summary.names.iter().filter(|name| name.kind.is_mapped());
        self.all.extend(mapped.map(|name| {
            let name_of = name.name.as_str().into();
            Mapping { id, kind: name.kind, name: name_of }
        }));
    }
}

/// A type of another dataset that a type of this one is mapped to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    /// Which dataset's type it is.
    pub kind: NameKind,
    /// Its name there.
    pub name: String,
    /// To how many types there, of this kind, the type is mapped, this one among them.
    pub names: u64,
    /// All types here that are mapped to it, the one asked for among them; in natural order.
    pub types: Vec<TypeId>,
}

/// What a type is mapped to, by dataset and then as the summary has it.
///
/// A pass over all mappings, some tens of thousands of short comparisons; nothing is indexed for
/// it, since it is asked for one type at a time.
pub fn counterparts(index: &Index, id: TypeId) -> Vec<Counterpart> {
    let all = &index.mappings.all;
    let own: Vec<&Mapping> = all.iter().filter(|mapping| mapping.id == id).collect();
    let places = index.natural_places();
    let counterpart = |mapping: &&Mapping| {
        let same = |other: &&Mapping| other.kind == mapping.kind && other.name == mapping.name;
        let mut types: Vec<TypeId> = all.iter().filter(same).map(|other| other.id).collect();
        ordering::sort_by_key(&mut types, |id| places[*id as usize]);
        types.dedup();
        Counterpart {
            kind: mapping.kind,
            name: mapping.name.to_string(),
            names: own.iter().filter(|other| other.kind == mapping.kind).count() as u64,
            types,
        }
    };
    own.iter().map(counterpart).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Name;

    fn index_of(types: &[(&str, &[(NameKind, &str)])]) -> Index {
        let mut index = Index::default();
        for (name, names) in types {
            let names = names.iter().map(|(kind, name)| Name {
                kind: *kind,
                name: (*name).to_owned(),
                source: None,
            });
            index.push(&Summary {
                name: (*name).to_owned(),
                names: names.collect(),
                ..Summary::default()
            });
        }
        index
    }

    #[test]
    fn both_sides_of_a_mapping_are_counted_and_a_like_name_is_none() {
        use NameKind::{FlywireType, HemibrainType, Synonym};
        let index = index_of(&[
            ("LC10", &[(FlywireType, "LC10a"), (FlywireType, "LC10b"), (HemibrainType, "LC10")]),
            ("LC9", &[(FlywireType, "LC10a"), (Synonym, "LC10b")]),
            ("LC10a", &[(HemibrainType, "LC10a")]),
        ]);
        let found = counterparts(&index, 0);
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.kind, it.name.as_str(), it.names, it.types.as_slice()))
            .collect();
        assert_eq!(
            found,
            [
                (FlywireType, "LC10a", 2, [1, 0].as_slice()),
                (FlywireType, "LC10b", 2, &[0]),
                (HemibrainType, "LC10", 1, &[0]),
            ]
        );
        assert_eq!(counterparts(&index, 2).len(), 1);
    }
}
