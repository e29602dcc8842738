//! Connections between the neurons: those of a type share their partner types.

use std::ops::Range;

use shared::side::Side;

use super::Specimen;
use super::anatomy::RegionId;
use super::draws::{Draws, Purpose};
use super::neurons::Member;

/// Takes connections one at a time: presynaptic body, postsynaptic body, weight.
pub(super) type Each<'a> = &'a mut dyn FnMut(u64, u64, u32);

/// Position of a type in [`Specimen::types`].
type TypeId = usize;
/// Position of a neuron in the members.
type MemberId = usize;

/// Draws all connections. No neuron has more of them than it has connections at all.
pub(super) fn connections(specimen: &Specimen, members: Vec<Member>, each: Each<'_>) {
    let mut wiring = Wiring {
        specimen,
        ranges: ranges(specimen),
        receivers: receivers(specimen),
        members,
        draws: Draws::new(specimen.seed, Purpose::Wiring),
        each,
    };
    for own in 0..specimen.types.len() {
        wiring.connect_type(own);
    }
    wiring.connect_untyped();
}

struct Wiring<'a> {
    specimen: &'a Specimen,
    /// By type: its neurons.
    ranges: Vec<Range<MemberId>>,
    /// By region: types that receive much of their input there.
    receivers: Vec<Vec<TypeId>>,
    /// All neurons, with the connections that they have left to give and take.
    members: Vec<Member>,
    draws: Draws,
    each: Each<'a>,
}

/// A partner type.
struct Partner {
    id: TypeId,
    /// Typical weight between two neurons.
    weight: f64,
}

fn ranges(specimen: &Specimen) -> Vec<Range<MemberId>> {
    let mut start = 0;
    let sizes = specimen.types.iter().map(|t| t.sides.iter().sum::<u64>() as usize);
    sizes
        .map(|size| {
            start += size;
            start - size..start
        })
        .collect()
}

fn receivers(specimen: &Specimen) -> Vec<Vec<TypeId>> {
    let mut receivers = vec![Vec::new(); specimen.anatomy.regions.len()];
    for (id, neuron_type) in specimen.types.iter().enumerate() {
        for (region, _) in neuron_type.profile.inputs().take(4) {
            receivers[region].push(id);
        }
    }
    receivers
}

impl Wiring<'_> {
    fn connect_type(&mut self, own: TypeId) {
        let partners = self.partners(own);
        for neuron in self.ranges[own].clone() {
            for partner in &partners {
                if self.draws.chance(0.95) {
                    self.connect(neuron, partner);
                }
            }
            if self.draws.chance(0.25) {
                let typed = self.members.len() - self.specimen.dimensions.untyped;
                let stray = typed + self.draws.index(self.specimen.dimensions.untyped);
                let weight = self.draws.between(1, 6);
                self.join(neuron, stray, weight);
            }
        }
    }

    /// 5 to 40 types that receive where this one sends.
    fn partners(&mut self, own: TypeId) -> Vec<Partner> {
        let wanted = (self.draws.magnitude(2.4, 5.3) as usize).clamp(5, 40);
        let outputs: Vec<_> = self.specimen.types[own].profile.outputs().collect();
        let mut partners: Vec<Partner> = Vec::with_capacity(wanted);
        for _ in 0..4 * wanted {
            let region = heavier(&outputs, &mut self.draws);
            let receivers = &self.receivers[region];
            if receivers.is_empty() || partners.len() == wanted {
                continue;
            }
            let id = *self.draws.pick(receivers);
            if partners.iter().all(|partner| partner.id != id) {
                let weight = self.draws.magnitude(0.0, 5.3);
                partners.push(Partner { id, weight });
            }
        }
        partners
    }

    /// Joins a neuron to one to five neurons of a type, mostly of its own side.
    fn connect(&mut self, neuron: MemberId, partner: &Partner) {
        let range = self.ranges[partner.id].clone();
        let targets = self.draws.between(1, range.len().min(5) as u64) as usize;
        let first = self.same_side(neuron, partner.id);
        for at in first..first + targets {
            let target = range.start + (at - range.start) % range.len();
            let weight = (partner.weight * self.draws.around(0.7)) as u64;
            self.join(neuron, target, weight.max(1));
        }
    }

    /// A neuron of the type, three times in four from the side of the neuron given.
    fn same_side(&mut self, neuron: MemberId, of: TypeId) -> MemberId {
        let range = self.ranges[of].clone();
        let [left, right, ..] = self.specimen.types[of].sides.map(|count| count as usize);
        let same = match self.members[neuron].side {
            Side::Left => range.start..range.start + left,
            Side::Right => range.start + left..range.start + left + right,
            Side::Middle | Side::Unknown => range.clone(),
        };
        let among = if same.is_empty() || self.draws.chance(0.25) { range } else { same };
        among.start + self.draws.index(among.len())
    }

    /// Hands a connection over, if both neurons have as many left.
    fn join(&mut self, pre: MemberId, post: MemberId, weight: u64) {
        let left = self.members[pre].downstream.min(self.members[post].upstream);
        let weight = weight.min(left);
        if weight == 0 || pre == post {
            return;
        }
        self.members[pre].downstream -= weight;
        self.members[post].upstream -= weight;
        let [pre, post] = [pre, post].map(|member| self.members[member].body_id);
        (self.each)(pre, post, weight as u32);
    }

    /// A neuron without a type sends to a few neurons, of any type.
    fn connect_untyped(&mut self) {
        let typed = self.members.len() - self.specimen.dimensions.untyped;
        for neuron in typed..self.members.len() {
            for _ in 0..self.draws.between(1, 8) {
                let target = self.draws.index(typed);
                let weight = self.draws.between(1, 4);
                self.join(neuron, target, weight);
            }
        }
    }
}

/// One of the regions, each as likely as it is heavy.
fn heavier(weights: &[(RegionId, f64)], draws: &mut Draws) -> RegionId {
    let all: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let mut left = all * draws.unit();
    let within = weights.iter().find(|(_, weight)| {
        left -= weight;
        left < 0.0
    });
    within.unwrap_or(&weights[0]).0
}
