//! The neuron types: all that is drawn once for a type, before its neurons are.

use shared::neuron::NameKind;

use super::Dimensions;
use super::anatomy::Anatomy;
use super::draws::Draws;
use super::facts::Facts;
use super::naming::{Named, named_types};
use super::other_names::other_names;
use super::profile::Profile;
use super::sides::by_side;
use super::sizes::sizes;

/// A neuron type.
#[derive(Debug)]
pub(super) struct NeuronType {
    /// Its name and family.
    pub named: Named,
    /// Its neurons by side, in the order of `Side::ALL`.
    pub sides: [u64; 4],
    /// Where they have their synapses.
    pub profile: Profile,
    /// What is said of them.
    pub facts: Facts,
    /// Its other names.
    pub names: Vec<(NameKind, String)>,
}

/// Draws all types.
pub(super) fn neuron_types(
    dimensions: &Dimensions,
    anatomy: &Anatomy,
    draws: &mut Draws,
) -> Vec<NeuronType> {
    let named = named_types(dimensions.types, anatomy, draws);
    let crowds: Vec<_> = named.iter().map(|named| named.family.crowd).collect();
    let typed = dimensions.neurons - dimensions.untyped;
    let sizes = sizes(&crowds, typed as u64, draws);
    let types = named.into_iter().zip(sizes);
    types
        .map(|(named, size)| NeuronType {
            sides: by_side(&named, size, draws),
            profile: Profile::new(&named, anatomy, draws),
            facts: Facts::new(&named, draws),
            names: other_names(&named, draws),
            named,
        })
        .collect()
}
