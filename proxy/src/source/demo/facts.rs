//! What is said of a type's neurons besides their counts, and by which of them.

use shared::neuron::Attribute;

use super::draws::Draws;
use super::families::Group;
use super::naming::Named;

/// An attribute of a neuron, with the confidence where there is one.
pub(super) type Fact = (Attribute, &'static str, Option<f32>);

/// What single neurons may be taken for.
const TRANSMITTERS: [&str; 8] = [
    "acetylcholine",
    "glutamate",
    "gaba",
    "dopamine",
    "serotonin",
    "octopamine",
    "histamine",
    "unclear",
];

const DIMORPHISMS: [&str; 4] = [
    "male-specific",
    "sexually dimorphic",
    "potentially male-specific",
    "potentially sexually dimorphic",
];

/// What is said of a type.
#[derive(Debug)]
pub(super) struct Facts {
    /// Said of every neuron.
    shared: Vec<Fact>,
    transmitter: &'static str,
    consensus: Option<&'static str>,
    /// Share of the neurons whose consensus is another one.
    dissent: f64,
    /// Share of the neurons that are predicted as the type is.
    agreement: f64,
    /// The neurons are of one of these.
    lineages: Vec<&'static str>,
    /// Likewise.
    neuromeres: Vec<&'static str>,
}

impl Facts {
    /// Draws what is said of a type.
    pub fn new(named: &Named, draws: &mut Draws) -> Facts {
        let group = named.group;
        let transmitter = *draws.pick(group.transmitters);
        let mut shared = classes(group, draws);
        if draws.chance(0.95) {
            let predicted = mostly(transmitter, 0.95, draws);
            let confidence = confidence(5_000, 9_900, draws);
            shared.push((Attribute::CelltypePredictedNt, predicted, confidence));
        }
        if draws.chance(0.03) {
            shared.push((Attribute::Dimorphism, *draws.pick(&DIMORPHISMS), None));
        }
        Facts {
            shared,
            transmitter,
            consensus: consensus(transmitter, draws),
            dissent: if draws.chance(0.03) { 0.3 } else { 0.0 },
            agreement: 0.75 + 0.24 * draws.unit(),
            lineages: some_of(named.family.lineages, 0.85, 0.06, draws),
            neuromeres: some_of(group.neuromeres, 0.97, 0.2, draws),
        }
    }

    /// Draws whether experiments have shown the type's transmitter: few have been made, and most
    /// of them agree with the predictions.
    pub fn experiment(&mut self, draws: &mut Draws) {
        if draws.chance(0.08) {
            let shown = mostly(self.transmitter, 0.95, draws);
            if shown != "unclear" {
                self.shared.push((Attribute::ExperimentalNt, shown, None));
            }
        }
    }

    /// Draws what is said of one of its neurons.
    pub fn of_neuron(&self, draws: &mut Draws) -> Vec<Fact> {
        let mut facts = self.shared.clone();
        if let Some(consensus) = self.consensus {
            let consensus = mostly(consensus, 1.0 - self.dissent, draws);
            facts.push((Attribute::ConsensusNt, consensus, None));
        }
        if draws.chance(0.96) {
            let predicted = mostly(self.transmitter, self.agreement, draws);
            let confidence = confidence(3_000, 9_990, draws);
            facts.push((Attribute::PredictedNt, predicted, confidence));
        }
        for (attribute, values) in
            [(Attribute::Hemilineage, &self.lineages), (Attribute::Neuromere, &self.neuromeres)]
        {
            if !values.is_empty() {
                facts.push((attribute, *draws.pick(values), None));
            }
        }
        let status = match draws.below(200) {
            0..3 => "Anchor",
            3..5 => "Orphan",
            _ => "Traced",
        };
        facts.push((Attribute::Status, status, None));
        facts.push((Attribute::Cropped, cropped(0.02, draws), None));
        facts
    }
}

/// Superclass, class and subclass, as far as they are known.
fn classes(group: &'static Group, draws: &mut Draws) -> Vec<Fact> {
    let levels = [
        (Attribute::Superclass, group.superclass, 0.99),
        (Attribute::Class, group.class, 0.97),
        (Attribute::Subclass, group.subclass, 0.95),
    ];
    let known =
        levels.into_iter().filter(|(_, value, known)| !value.is_empty() && draws.chance(*known));
    known.map(|(level, value, _)| (level, value, None)).collect()
}

/// What is said of a neuron that has no type: little.
pub(super) fn of_untyped(superclass: &'static str, draws: &mut Draws) -> Vec<Fact> {
    let mut facts = Vec::new();
    if draws.chance(0.6) {
        facts.push((Attribute::Superclass, superclass, None));
    }
    if draws.chance(0.5) {
        let predicted = *draws.pick(&TRANSMITTERS);
        let confidence = confidence(2_000, 8_000, draws);
        facts.push((Attribute::PredictedNt, predicted, confidence));
    }
    let status = *draws.pick(&["Traced", "Orphan", "Orphan", "Anchor"]);
    facts.push((Attribute::Status, status, None));
    facts.push((Attribute::Cropped, cropped(0.2, draws), None));
    facts
}

/// Five types in a hundred have none, eight are known to be unclear.
fn consensus(transmitter: &'static str, draws: &mut Draws) -> Option<&'static str> {
    match draws.below(100) {
        0..5 => None,
        5..13 => Some("unclear"),
        _ => Some(transmitter),
    }
}

/// The one transmitter with this probability, else any.
fn mostly(transmitter: &'static str, agreement: f64, draws: &mut Draws) -> &'static str {
    match draws.chance(agreement) {
        true => transmitter,
        false => TRANSMITTERS[draws.index(TRANSMITTERS.len())],
    }
}

/// A confidence between so many ten-thousandths.
fn confidence(low: u64, high: u64, draws: &mut Draws) -> Option<f32> {
    Some(draws.between(low, high) as f32 / 10_000.0)
}

/// One of the words, or with probability `mixed` up to three; none where nothing is known.
fn some_of(words: &'static str, known: f64, mixed: f64, draws: &mut Draws) -> Vec<&'static str> {
    let words: Vec<&str> = words.split_whitespace().collect();
    if words.is_empty() || !draws.chance(known) {
        return Vec::new();
    }
    let first = draws.index(words.len());
    let number = if draws.chance(mixed) { 3 } else { 1 };
    let from_first = words.iter().cycle().skip(first);
    from_first.take(number.min(words.len())).copied().collect()
}

fn cropped(share: f64, draws: &mut Draws) -> &'static str {
    if draws.chance(share) { "true" } else { "false" }
}
