//! Where the neurons of a type have their synapses, and how many.
//!
//! What must hold for every neuron: the counts of the primary ROIs add up to no more than those
//! of the whole neuron, and an ROI around them has exactly their sum.

use super::anatomy::{Anatomy, RegionId, RoiId};
use super::draws::Draws;
use super::families::Crowd;
use super::naming::Named;

mod regions;
mod tally;

pub(super) use tally::Tally;

/// The spread of a type's synapses over regions, and its numbers.
#[derive(Debug)]
pub(super) struct Profile {
    /// 3 to 10 regions, which makes 3 to 20 primary ROIs with both sides.
    arbors: Vec<Arbor>,
    /// Typical input synapses of a neuron.
    post: f64,
    /// Typical output sites of a neuron.
    pre: f64,
    /// Output connections per output site.
    fan_out: f64,
    /// Share of the synapses that lies in no primary ROI.
    outside: f64,
}

/// The part of a neuron that lies in one region.
#[derive(Debug)]
struct Arbor {
    region: RegionId,
    /// Weight among the type's inputs.
    input: f64,
    /// Weight among the type's outputs.
    output: f64,
    /// What share of it lies on the other side, where the region has sides.
    contra: f64,
    /// Positions in the region's parts, each with its share of the arbor.
    parts: Vec<(usize, f64)>,
}

/// The half of the body that a neuron's arbors lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both alike.
    Both,
}

impl Profile {
    /// Draws the profile of a type.
    pub fn new(named: &Named, anatomy: &Anatomy, draws: &mut Draws) -> Profile {
        let chosen = regions::choose(named.family, anatomy, draws);
        // Where neurons are many, none of them crosses the midline.
        let crosses = named.family.crowd == Crowd::Few && draws.chance(0.6);
        let crossing = if crosses { 0.4 } else { 0.0 };
        let inputs = geometric(chosen.len(), draws);
        let outputs = outputs(chosen.len(), named.family.crowd, draws);
        let arbors = chosen.iter().zip(inputs.iter().zip(&outputs));
        let arbors = arbors.map(|(region, (input, output))| Arbor {
            region: *region,
            input: *input,
            output: *output,
            contra: crossing * draws.unit(),
            parts: regions::parts(*region, &named.name, anatomy, draws),
        });
        let arbors = arbors.collect();
        let (post, pre) = numbers(named.group.superclass, draws);
        Profile {
            arbors,
            post,
            pre,
            fan_out: 5.0 + 4.5 * draws.unit(),
            outside: 0.055 + 0.09 * draws.unit(),
        }
    }

    /// The profile of a piece of such a neuron.
    pub fn of_fragment(self) -> Profile {
        Profile { post: self.post * 0.3, pre: self.pre * 0.3, ..self }
    }

    /// Regions with their weight among the inputs, the heaviest first.
    pub fn inputs(&self) -> impl Iterator<Item = (RegionId, f64)> + '_ {
        self.arbors.iter().map(|arbor| (arbor.region, arbor.input))
    }

    /// Regions with their weight among the outputs.
    pub fn outputs(&self) -> impl Iterator<Item = (RegionId, f64)> + '_ {
        self.arbors.iter().map(|arbor| (arbor.region, arbor.output))
    }

    /// Draws the counts of one neuron into an emptied `tally`.
    pub fn neuron(&self, anatomy: &Anatomy, half: Half, tally: &mut Tally, draws: &mut Draws) {
        let size = draws.around(0.4);
        let post = (self.post * size) as u64;
        let pre = (self.pre * size * draws.around(0.2)) as u64;
        let slots = self.slots(anatomy, half, draws);
        let outside = self.outside * draws.around(0.02);
        let lost_post = (post as f64 * outside) as u64;
        let lost_pre = (pre as f64 * outside) as u64;
        let posts = spread(post - lost_post, slots.iter().map(|slot| slot.input));
        let pres = spread(pre - lost_pre, slots.iter().map(|slot| slot.output));
        for (slot, (post, pre)) in slots.iter().zip(posts.into_iter().zip(pres)) {
            let fan_out = self.fan_out * draws.around(0.05);
            let connections = [post, (pre as f64 * fan_out) as u64];
            tally.add_primary(anatomy, slot.roi, [pre, post, connections[0], connections[1]]);
            for (part, share) in &slot.arbor.parts {
                let part = slot.parts[*part];
                tally.add_part(anatomy, part, slot.roi, *share);
            }
        }
        let lost_connections = (lost_pre as f64 * self.fan_out) as u64;
        let outside = [lost_pre, lost_post, lost_post, lost_connections];
        tally.add_outside(outside);
        if draws.chance(0.04)
            && let Some(tract) = tract(anatomy, &slots, draws)
        {
            tally.add_tract(tract, outside.map(|count| count / 4));
        }
    }

    fn slots<'a>(&'a self, anatomy: &'a Anatomy, half: Half, draws: &mut Draws) -> Vec<Slot<'a>> {
        let mut slots = Vec::with_capacity(2 * self.arbors.len());
        for arbor in &self.arbors {
            let region = &anatomy.regions[arbor.region];
            let (own, other) = match half {
                Half::Right => (&region.right, &region.left),
                _ => (&region.left, &region.right),
            };
            let contra = match (own.roi == other.roi, half) {
                (true, _) => 0.0,
                (false, Half::Both) => 0.5,
                (false, _) => arbor.contra,
            };
            for (place, share) in [(own, 1.0 - contra), (other, contra)] {
                if share > 0.0 {
                    slots.push(Slot {
                        roi: place.roi,
                        parts: &place.parts,
                        input: arbor.input * share * draws.around(0.4),
                        output: arbor.output * share * draws.around(0.4),
                        arbor,
                    });
                }
            }
        }
        slots
    }
}

/// An arbor on one side, with a neuron's own weights.
struct Slot<'a> {
    roi: RoiId,
    parts: &'a [RoiId],
    input: f64,
    output: f64,
    arbor: &'a Arbor,
}

/// A fibre tract in the part of the body that these are in.
fn tract(anatomy: &Anatomy, slots: &[Slot<'_>], draws: &mut Draws) -> Option<RoiId> {
    let tract = *draws.pick(&anatomy.tracts);
    let [own, other] = [slots.first()?.roi, tract].map(|roi| anatomy.outermost(roi));
    (own == other).then_some(tract)
}

/// Weights among the outputs, in the order of the inputs'. Types of many neurons, and one in
/// three of the others, send most to where they receive most; the rest sends more to its second
/// region or the third.
fn outputs(length: usize, crowd: Crowd, draws: &mut Draws) -> Vec<f64> {
    let mut outputs = geometric(length, draws);
    if crowd == Crowd::Few {
        outputs[..regions::FEWEST].rotate_right(draws.index(regions::FEWEST));
    }
    outputs
}

/// Weights of which each is some share of the one before it.
fn geometric(length: usize, draws: &mut Draws) -> Vec<f64> {
    let ratio = 0.45 + 0.35 * draws.unit();
    let weights = std::iter::successors(Some(1.0), |weight| Some(weight * ratio));
    weights.take(length).collect()
}

/// Typical input synapses and output sites of a type's neurons: medians near 400 and 170, much
/// as in the hemibrain. Sensory neurons mostly send, motor neurons only receive.
fn numbers(superclass: &str, draws: &mut Draws) -> (f64, f64) {
    let giant = if draws.chance(0.01) { 12.0 } else { 1.0 };
    let post = giant * draws.magnitude(7.0, 11.0);
    let ratio = draws.magnitude(1.0, 4.0) / 16.0;
    if superclass.contains("motor") {
        (post, post * ratio * 0.01)
    } else if superclass.contains("sensory") {
        (post * 0.25 + 60.0, post * 0.3 + 40.0)
    } else {
        (post, post * ratio)
    }
}

/// Splits a number in proportion to weights; what rounding leaves goes to the first.
fn spread(total: u64, weights: impl Iterator<Item = f64> + Clone) -> Vec<u64> {
    let sum: f64 = weights.clone().sum();
    let mut left = total;
    let mut split: Vec<u64> = weights
        .map(|weight| {
            let share = ((total as f64 * (weight / sum)) as u64).min(left);
            left -= share;
            share
        })
        .collect();
    if let Some(first) = split.first_mut() {
        *first += left;
    }
    split
}
