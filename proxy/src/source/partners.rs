//! Adding connections up into partner types: one arithmetic for all sources, so that they all
//! give the same numbers.
//!
//! Connections come one at a time, in any order. What is held grows with the partner neurons and
//! with the pairs of own neuron and partner type, not with the connections.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use shared::neuron::Attribute;
use shared::side::Side;
use shared::site::SIDES_WITH_PAGES;
use shared::wire::{Partner, Partners, SideCounts};

/// A neuron at the other end of a connection.
#[derive(Debug, Clone, Copy, Hash)]
pub struct PartnerNeuron<'a> {
    /// Its type; `None` for a neuron that belongs to no type.
    pub type_name: Option<&'a str>,
    /// Its side.
    pub side: Side,
    /// Its transmitters, in the order of [`Attribute::TRANSMITTER`].
    pub transmitters: [Option<&'a str>; Attribute::TRANSMITTER.len()],
}

impl<'a> PartnerNeuron<'a> {
    /// The transmitters among a neuron's attributes, the first of each.
    pub fn transmitters(
        attributes: impl Iterator<Item = (Attribute, &'a str)> + Clone,
    ) -> [Option<&'a str>; Attribute::TRANSMITTER.len()] {
        Attribute::TRANSMITTER.map(|wanted| {
            let mut held = attributes.clone().filter(|(attribute, _)| *attribute == wanted);
            held.next().map(|(_, value)| value)
        })
    }
}

/// Takes the connections of some neurons in one direction.
pub trait Collect {
    /// Adds connections between one own neuron and one partner, which is described when it is
    /// met for the first time.
    fn add<'a>(
        &mut self,
        own: u64,
        partner: u64,
        connections: u64,
        describe: impl Fn() -> PartnerNeuron<'a>,
    );
}

/// The connections of one type in one direction. Own neurons are kept apart by their sides, so that
/// the partners of each side are told by the way.
#[derive(Debug, Default)]
pub struct Connected {
    types: Vec<PartnerType>,
    by_name: HashMap<String, usize>,
    untyped: Option<usize>,
    /// By body id of the partner.
    partners: HashMap<u64, Known>,
    /// By partner type and body id of the own neuron: the connections, and the own neuron's side.
    own: HashMap<(usize, u64), (u64, Side)>,
}

/// What is known of a partner after its first connection.
#[derive(Debug, Clone, Copy)]
struct Known {
    partner_type: usize,
    side: Side,
    /// By side of own neurons: whether one of them is connected to it.
    is_met: [bool; SIDES],
}

/// By side, in the order in which they are declared.
const SIDES: usize = Side::ALL.len();

/// A partner type.
#[derive(Debug, Default)]
struct PartnerType {
    name: Option<String>,
    all: Sums,
    /// By side of the own neurons.
    of_side: [Sums; SIDES],
}

/// Sums over the neurons of one partner type that some own neurons are connected to.
#[derive(Debug, Default)]
struct Sums {
    neurons: SideCounts,
    connections: SideCounts,
    /// By transmitter attribute: how many neurons have which.
    transmitters: [Vec<(String, u64)>; Attribute::TRANSMITTER.len()],
}

/// Which own neurons are looked at.
#[derive(Debug, Clone, Copy)]
enum Own {
    All,
    Side(Side),
}

impl Collect for Connected {
    fn add<'a>(
        &mut self,
        own: u64,
        partner: u64,
        connections: u64,
        describe: impl Fn() -> PartnerNeuron<'a>,
    ) {
        self.add_of_side(Side::Unknown, own, partner, connections, describe);
    }
}

impl Connected {
    fn add_of_side<'a>(
        &mut self,
        own_side: Side,
        own: u64,
        partner: u64,
        connections: u64,
        describe: impl Fn() -> PartnerNeuron<'a>,
    ) {
        let known = self.partners.get(&partner).copied();
        let known = match known {
            Some(known) if known.is_met[own_side as usize] => known,
            known => self.meet(own_side, partner, known, &describe()),
        };
        let PartnerType { all, of_side, .. } = &mut self.types[known.partner_type];
        for sums in [all, &mut of_side[own_side as usize]] {
            add_to(&mut sums.connections, known.side, connections);
        }
        let of_own = self.own.entry((known.partner_type, own)).or_insert((0, own_side));
        of_own.0 += connections;
    }

    /// A partner that no own neuron of this side is known to be connected to.
    fn meet(
        &mut self,
        own_side: Side,
        body_id: u64,
        known: Option<Known>,
        partner: &PartnerNeuron<'_>,
    ) -> Known {
        let mut known = known.unwrap_or_else(|| {
            let partner_type = self.partner_type(partner.type_name);
            self.types[partner_type].all.meet(partner);
            Known { partner_type, side: partner.side, is_met: [false; SIDES] }
        });
        known.is_met[own_side as usize] = true;
        self.types[known.partner_type].of_side[own_side as usize].meet(partner);
        self.partners.insert(body_id, known);
        known
    }

    fn partner_type(&mut self, name: Option<&str>) -> usize {
        let known = match name {
            Some(name) => self.by_name.get(name).copied(),
            None => self.untyped,
        };
        if let Some(known) = known {
            return known;
        }
        let next = self.types.len();
        let name = name.map(str::to_owned);
        match &name {
            Some(name) => drop(self.by_name.insert(name.clone(), next)),
            None => self.untyped = Some(next),
        }
        self.types.push(PartnerType { name, ..PartnerType::default() });
        next
    }

    /// The partner types of some of the own neurons, which are so many; most connections first. And
    /// all their connections together.
    fn partners_of(&self, own: Own, own_neurons: u64) -> (Vec<Partner>, u64) {
        let mut squares = vec![0.0; self.types.len()];
        for ((partner_type, _), (connections, side)) in &self.own {
            if own.includes(*side) {
                // Whole numbers, exact in whatever order they come.
                squares[*partner_type] += (*connections as f64).powi(2);
            }
        }
        let sums: Vec<&Sums> = self.types.iter().map(|it| it.sums(own)).collect();
        let total = sums.iter().map(|sums| sums.connections.total).sum();
        let of_types = self.types.iter().zip(sums).zip(squares);
        let met = of_types.filter(|((_, sums), _)| sums.neurons.total > 0);
        let mut partners: Vec<Partner> = met
            .map(|((PartnerType { name, .. }, sums), squares)| {
                sums.partner(name.clone(), own_neurons as f64, squares, total)
            })
            .collect();
        partners
            .sort_by(|a, b| b.connections.cmp(&a.connections).then_with(|| a.name.cmp(&b.name)));
        (partners, total)
    }
}

impl Own {
    fn includes(self, side: Side) -> bool {
        match self {
            Own::All => true,
            Own::Side(only) => only == side,
        }
    }
}

/// A type whose partners are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnType {
    /// Its name.
    pub name: Arc<str>,
    /// All its neurons, by body id, each with its side.
    pub sides: BTreeMap<u64, Side>,
}

/// The partners of a type, and of those of its neurons that are of one side.
#[derive(Debug, Clone, PartialEq)]
pub struct PartnersBySide {
    /// Those of all its neurons.
    pub all: Partners,
    /// Those of its neurons on the left, on the right and on the midline, each where it has such
    /// neurons; numbers per neuron and their variation are over the neurons of that side.
    pub of_sides: BTreeMap<Side, Partners>,
}

/// The connections of several types in one direction.
#[derive(Debug)]
pub struct ConnectedByType {
    /// For the body id of each own neuron its type and side.
    own: HashMap<u64, (usize, Side)>,
    types: Vec<Connected>,
}

impl ConnectedByType {
    /// None yet of these types.
    pub fn new(types: &[OwnType]) -> ConnectedByType {
        let own = types.iter().enumerate().flat_map(|(at, own_type)| {
            own_type.sides.iter().map(move |(body_id, side)| (*body_id, (at, *side)))
        });
        let of_types = types.iter().map(|_| Connected::default());
        ConnectedByType { own: own.collect(), types: of_types.collect() }
    }
}

impl Collect for ConnectedByType {
    /// A neuron that is of none of the types adds nothing.
    fn add<'a>(
        &mut self,
        own: u64,
        partner: u64,
        connections: u64,
        describe: impl Fn() -> PartnerNeuron<'a>,
    ) {
        if let Some((at, side)) = self.own.get(&own) {
            self.types[*at].add_of_side(*side, own, partner, connections, describe);
        }
    }
}

/// The partners of each of these types, in their order; neurons without a connection count too.
pub fn finish_by_side(
    types: &[OwnType],
    inputs: ConnectedByType,
    outputs: ConnectedByType,
) -> Vec<PartnersBySide> {
    let connected = inputs.types.into_iter().zip(outputs.types);
    let finished = types.iter().zip(connected);
    finished.map(|(own, (inputs, outputs))| finish_type(own, &inputs, &outputs)).collect()
}

fn finish_type(
    OwnType { name, sides }: &OwnType,
    inputs: &Connected,
    outputs: &Connected,
) -> PartnersBySide {
    let mut of_sides = BTreeMap::new();
    for side in SIDES_WITH_PAGES {
        let neurons = sides.values().filter(|own| **own == side).count() as u64;
        if neurons > 0 {
            of_sides.insert(side, partners_of(name, Own::Side(side), neurons, inputs, outputs));
        }
    }
    let all = partners_of(name, Own::All, sides.len() as u64, inputs, outputs);
    PartnersBySide { all, of_sides }
}

/// The partners of a type of so many neurons, those without a connection included.
pub fn finish(
    type_name: &str,
    own_neurons: u64,
    inputs: &Connected,
    outputs: &Connected,
) -> Partners {
    partners_of(type_name, Own::All, own_neurons, inputs, outputs)
}

fn partners_of(
    type_name: &str,
    own: Own,
    own_neurons: u64,
    inputs: &Connected,
    outputs: &Connected,
) -> Partners {
    let (inputs, input_connections) = inputs.partners_of(own, own_neurons);
    let (outputs, output_connections) = outputs.partners_of(own, own_neurons);
    Partners { name: type_name.to_owned(), input_connections, output_connections, inputs, outputs }
}

fn add_to(sums: &mut SideCounts, side: Side, connections: u64) {
    sums.total += connections;
    match side {
        Side::Left => sums.left += connections,
        Side::Right => sums.right += connections,
        Side::Middle => sums.middle += connections,
        Side::Unknown => sums.unknown += connections,
    }
}

impl PartnerType {
    fn sums(&self, own: Own) -> &Sums {
        match own {
            Own::All => &self.all,
            Own::Side(side) => &self.of_side[side as usize],
        }
    }
}

impl Sums {
    fn meet(&mut self, partner: &PartnerNeuron<'_>) {
        self.neurons.add(partner.side);
        for (tally, transmitter) in self.transmitters.iter_mut().zip(partner.transmitters) {
            let Some(transmitter) = transmitter else { continue };
            match tally.iter_mut().find(|(name, _)| name == transmitter) {
                Some((_, neurons)) => *neurons += 1,
                None => tally.push((transmitter.to_owned(), 1)),
            }
        }
    }

    fn partner(&self, name: Option<String>, own_neurons: f64, squares: f64, total: u64) -> Partner {
        let connections = self.connections.total;
        let mean = connections as f64 / own_neurons;
        Partner {
            name,
            neurons: self.neurons,
            connections,
            sides: self.connections,
            share: if total == 0 { 0.0 } else { connections as f64 / total as f64 },
            per_neuron: mean,
            cv: if mean == 0.0 {
                0.0
            } else {
                (squares / own_neurons - mean * mean).max(0.0).sqrt() / mean
            },
            nt: self.transmitters.iter().find_map(|tally| most(tally)),
        }
    }
}

/// The transmitter that most neurons have; of several, the first by name.
fn most(tally: &[(String, u64)]) -> Option<String> {
    let most = tally.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    most.map(|(name, _)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partner(side: Side, nt: Option<&'static str>) -> PartnerNeuron<'static> {
        PartnerNeuron { type_name: Some("EPG"), side, transmitters: [None, None, None, nt] }
    }

    #[test]
    fn the_order_of_connections_does_not_show() {
        let connections = [
            (1, 10, 4, partner(Side::Left, Some("gaba"))),
            (2, 10, 2, partner(Side::Left, Some("gaba"))),
            (1, 11, 6, partner(Side::Right, Some("acetylcholine"))),
            (1, 10, 3, partner(Side::Left, Some("gaba"))),
        ];
        let sum = |order: [usize; 4]| {
            let mut outputs = Connected::default();
            for (own, body_id, weight, neuron) in order.map(|at| connections[at]) {
                outputs.add(own, body_id, weight, || neuron);
            }
            finish("X", 4, &Connected::default(), &outputs)
        };
        let found = sum([0, 1, 2, 3]);
        assert_eq!(sum([3, 2, 1, 0]), found);
        let epg = &found.outputs[0];
        assert_eq!((epg.connections, epg.sides.left, epg.sides.right), (15, 9, 6));
        assert_eq!((epg.neurons.total, epg.neurons.left), (2, 1));
        assert_eq!((epg.share, epg.per_neuron), (1.0, 3.75));
        // By neuron 13, 2, 0 and 0, two of the four without a connection.
        let deviation = f64::sqrt((13.0f64.powi(2) + 4.0) / 4.0 - 3.75 * 3.75);
        assert_eq!(epg.cv, deviation / 3.75);
        // As many neurons of one transmitter as of the other: the first by name.
        assert_eq!(epg.nt.as_deref(), Some("acetylcholine"));
        assert_eq!((found.input_connections, found.inputs), (0, vec![]));
    }

    #[test]
    fn neurons_of_a_side_have_partners_of_their_own() {
        let of = |name: &str, sides: &[(u64, Side)]| OwnType {
            name: name.into(),
            sides: sides.iter().copied().collect(),
        };
        let types = [
            of("X", &[(1, Side::Left), (2, Side::Left), (3, Side::Unknown)]),
            of("Y", &[(4, Side::Right)]),
        ];
        let mut inputs = ConnectedByType::new(&types);
        for (own, weight) in [(1, 6), (3, 3), (4, 5), (99, 7)] {
            inputs.add(own, 10, weight, || partner(Side::Right, None));
        }
        let outputs = ConnectedByType::new(&types);
        let found = finish_by_side(&types, inputs, outputs);
        let [PartnersBySide { all, of_sides }, other] = &found[..] else { panic!("{found:?}") };
        assert_eq!((all.input_connections, all.inputs[0].per_neuron), (9, 3.0));
        assert_eq!(of_sides.keys().collect::<Vec<_>>(), [&Side::Left]);
        let left = &of_sides[&Side::Left];
        assert_eq!((left.input_connections, left.inputs[0].per_neuron), (6, 3.0));
        assert_eq!((left.inputs[0].share, left.outputs.len()), (1.0, 0));
        assert_eq!((other.all.name.as_str(), other.all.input_connections), ("Y", 5));
        assert_eq!(other.of_sides[&Side::Right].input_connections, 5);
    }

    #[test]
    fn the_transmitter_comes_from_the_attribute_to_be_trusted_most() {
        let mut inputs = Connected::default();
        let told = |transmitters| PartnerNeuron { transmitters, ..partner(Side::Unknown, None) };
        inputs.add(1, 10, 1, || told([None, None, Some("dopamine"), Some("gaba")]));
        inputs.add(1, 11, 1, || told([None, None, None, Some("gaba")]));
        let found = finish("X", 1, &inputs, &Connected::default());
        assert_eq!(found.inputs[0].nt.as_deref(), Some("dopamine"));
    }
}
