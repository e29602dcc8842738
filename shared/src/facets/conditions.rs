//! Which types an expression holds for.

use fixedbitset::FixedBitSet;

use super::passing::{every, of_types, one_of};
use crate::expression::{Expression, Pattern, Term};
use crate::index::{Facet, Index, Measure, ValueId};
use crate::neuron::NameKind;
use crate::search::find;
use crate::view::{Bounds, Threshold, Way};

/// The types that an expression holds for.
pub(super) fn passing(index: &Index, expression: &Expression) -> FixedBitSet {
    match expression {
        Expression::All(parts) => {
            let mut bits = every(index);
            parts.iter().for_each(|part| bits.intersect_with(&passing(index, part)));
            bits
        }
        Expression::Any(parts) => {
            let mut bits = FixedBitSet::with_capacity(index.len());
            parts.iter().for_each(|part| bits.union_with(&passing(index, part)));
            bits
        }
        Expression::Not(part) => {
            let mut bits = passing(index, part);
            bits.toggle_range(..);
            bits
        }
        Expression::Is(term) => fitting(index, term),
    }
}

fn fitting(index: &Index, term: &Term) -> FixedBitSet {
    match term {
        Term::Name(kind, pattern) => named(index, *kind, pattern),
        Term::Value(facet, pattern) => valued(index, *facet, pattern),
        Term::Within(measure, bounds) => within(index, *measure, *bounds),
        Term::Region(way, region, threshold) => in_region(index, *way, region, *threshold),
        Term::OneOf(names) => one_of(index, names),
        Term::Words(words) => match find(index, words) {
            Some(matches) => of_types(index, matches.ids()),
            None => every(index),
        },
    }
}

fn named(index: &Index, kind: Option<NameKind>, pattern: &Pattern) -> FixedBitSet {
    let is_asked = |of: NameKind| kind.map_or(of != NameKind::Note, |kind| kind == of);
    let names = index.names.all().filter(|(_, of, _)| is_asked(*of));
    let pattern = pattern.fitting();
    of_types(index, names.filter(|(_, _, name)| pattern.fits(name)).map(|(id, ..)| id))
}

fn valued(index: &Index, facet: Facet, pattern: &Pattern) -> FixedBitSet {
    let values = index.values(facet).iter().enumerate();
    let pattern = pattern.fitting();
    let fitting: Vec<ValueId> =
        values.filter(|(_, value)| pattern.fits(value)).map(|(id, _)| id as ValueId).collect();
    let has = |(_, entry): &(usize, &crate::index::Entry)| {
        fitting.iter().any(|value| entry.values.binary_search(&(facet, *value)).is_ok())
    };
    let types = index.entries.iter().enumerate().filter(has);
    of_types(index, types.map(|(id, _)| id as u32))
}

/// The types whose number lies within the bounds.
pub(super) fn within(index: &Index, measure: Measure, bounds: Bounds) -> FixedBitSet {
    let mut bits = FixedBitSet::with_capacity(index.len());
    for (id, entry) in index.entries.iter().enumerate() {
        bits.set(id, measure.of(entry).is_some_and(|number| bounds.contain(number)));
    }
    bits
}

fn in_region(index: &Index, way: Way, region: &str, threshold: Threshold) -> FixedBitSet {
    let mut bits = FixedBitSet::with_capacity(index.len());
    let Some(region) = index.regions.find(region) else { return bits };
    for (id, entry) in index.entries.iter().enumerate() {
        let profile = &entry.profile;
        let Ok(at) = profile.regions.binary_search_by_key(&region, |count| count.region) else {
            continue;
        };
        let least = threshold.least(way.total(profile));
        bits.set(id, way.count(&profile.regions[at]) >= least);
    }
    bits
}
