//! The neurons, one at a time.

use shared::neuron::{Attribute, Counts, Neuron};
use shared::side::Side;

use super::Specimen;
use super::anatomy::{Anatomy, RoiId};
use super::bodies::BodyIds;
use super::draws::{Draws, Purpose};
use super::facts::{self, Fact};
use super::families::groups;
use super::naming::Named;
use super::neuron_types::NeuronType;
use super::profile::{Half, Profile, Tally};
use super::sides;

/// What the wiring has to know of a neuron.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    /// Its body id.
    pub body_id: u64,
    /// Its side.
    pub side: Side,
    /// Input connections that it has.
    pub upstream: u64,
    /// Output connections that it has.
    pub downstream: u64,
}

/// Takes neurons one at a time.
pub(super) type Each<'a> = &'a mut dyn FnMut(&Neuron<'_>);

/// Draws all neurons: those of the types, type by type and within a type by side; then those
/// without a type. Members are in the same order.
pub(super) fn neurons(specimen: &Specimen, each: Each<'_>) -> Vec<Member> {
    let mut birth = Birth {
        anatomy: &specimen.anatomy,
        draws: Draws::new(specimen.seed, Purpose::Neurons),
        bodies: BodyIds::default(),
        tally: Tally::new(&specimen.anatomy),
        members: Vec::with_capacity(specimen.dimensions.neurons),
        each,
    };
    for neuron_type in &specimen.types {
        for (side, count) in Side::ALL.into_iter().zip(neuron_type.sides) {
            (0..count).for_each(|_| birth.typed(neuron_type, side));
        }
    }
    birth.draws = Draws::new(specimen.seed, Purpose::Untyped);
    (0..specimen.dimensions.untyped).for_each(|_| birth.untyped());
    birth.members
}

struct Birth<'a> {
    anatomy: &'a Anatomy,
    draws: Draws,
    bodies: BodyIds,
    tally: Tally,
    members: Vec<Member>,
    each: Each<'a>,
}

impl Birth<'_> {
    fn typed(&mut self, neuron_type: &NeuronType, side: Side) {
        let draws = &mut self.draws;
        let named = &neuron_type.named;
        let instance = sides::instance(named, side, draws);
        let facts = neuron_type.facts.of_neuron(draws);
        let names = neuron_type.names.iter().map(|(kind, name)| (*kind, name.as_str()));
        let neuron = Neuron {
            type_name: Some(&named.name),
            instance: instance.as_deref(),
            side,
            names: names.collect(),
            ..Neuron::default()
        };
        self.hand_over(neuron, facts, &neuron_type.profile);
    }

    /// Mostly fragments: smaller than the neurons of the family that they may belong to.
    fn untyped(&mut self) {
        let draws = &mut self.draws;
        let groups: Vec<_> = groups().collect();
        let group = *draws.pick(&groups);
        let named = Named { name: String::new(), family: draws.pick(group.families), group };
        let profile = Profile::new(&named, self.anatomy, draws).of_fragment();
        let side = *draws.pick(&[Side::Left, Side::Right, Side::Unknown]);
        let instance = draws.chance(0.3).then_some("unclassified fragment?");
        let facts = facts::of_untyped(group.superclass, draws);
        let neuron = Neuron { instance, side, ..Neuron::default() };
        self.hand_over(neuron, facts, &profile);
    }

    /// Gives the neuron what every neuron has: a body id, counts, facts.
    fn hand_over(&mut self, neuron: Neuron<'_>, mut facts: Vec<Fact>, profile: &Profile) {
        let draws = &mut self.draws;
        let written = sides::as_written(neuron.side, draws);
        facts.extend(written.map(|text| (Attribute::SideAsWritten, text, None)));
        let body_id = self.bodies.next(draws);
        self.tally.clear();
        profile.neuron(self.anatomy, half(neuron.side, draws), &mut self.tally, draws);
        let columns = columns(self.anatomy, &mut self.tally, draws);
        let name = |roi: RoiId| self.anatomy.rois[roi].name.as_str().into();
        let rois = self.tally.rois().map(|(roi, counts)| (name(roi), counts));
        let columns = columns.iter().map(|(name, counts)| (name.as_str().into(), *counts));
        let neuron = Neuron {
            body_id,
            counts: self.tally.whole(),
            rois: rois.chain(columns).collect(),
            attributes: facts,
            ..neuron
        };
        self.members.push(Member {
            body_id,
            side: neuron.side,
            upstream: neuron.counts.upstream.unwrap_or(0),
            downstream: neuron.counts.downstream.unwrap_or(0),
        });
        (self.each)(&neuron);
    }
}

/// A neuron of unknown side lies on one all the same.
fn half(side: Side, draws: &mut Draws) -> Half {
    match side {
        Side::Left => Half::Left,
        Side::Right => Half::Right,
        Side::Middle => Half::Both,
        Side::Unknown if draws.chance(0.5) => Half::Left,
        Side::Unknown => Half::Right,
    }
}

/// Single columns of the optic lobes, which a few neurons name; each holds a tenth of the
/// neuron's synapses there.
fn columns(anatomy: &Anatomy, tally: &mut Tally, draws: &mut Draws) -> Vec<(String, Counts)> {
    let mut columns = Vec::new();
    for region in &anatomy.regions {
        for place in [&region.left, &region.right] {
            let Some(all) = place.columns else { continue };
            if tally.of(place.roi) == Counts::default() || !draws.chance(0.1) {
                continue;
            }
            let counts = tally.add_part(anatomy, all, place.roi, 0.1);
            columns.push((anatomy.column_name(all, draws), counts));
        }
    }
    columns
}
