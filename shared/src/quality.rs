//! What deserves a second look at a type: how even its sides are, and how complete its neurons.
//!
//! Each flag is a number that was counted, with the reason why it is shown; none is a verdict. A
//! half brain has types on one side only, and a midline type is rightly uneven: whoever reads the
//! number knows that, so nothing here guesses what it means. What a dataset does not say raises
//! no flag.

mod words;

use std::collections::BTreeMap;

use crate::neuron::Attribute;
use crate::side::Side;
use crate::wire::{Summary, Tally};

/// Something about a type that a person may want to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// Neurons on both sides, but at least [`UNEVEN`] times as many on one, and two more.
    Uneven {
        /// Neurons on the left.
        left: u64,
        /// Neurons on the right.
        right: u64,
    },
    /// All neurons are on the left, or all are on the right.
    OneSide {
        /// Which side.
        side: Side,
        /// How many neurons.
        neurons: u64,
    },
    /// Of at least one neuron in ten no side is known.
    UnknownSides(Part),
    /// There is one neuron only: nothing within the type to compare it with.
    OneNeuron,
    /// The volume's border cuts at least one neuron in ten.
    Cropped(Part),
    /// At least one in ten of the neurons that state a status states another than `Traced`.
    NotTraced {
        /// How many, of those that state one.
        part: Part,
        /// What most of them state instead.
        status: String,
    },
    /// At least one in ten of the neurons with a transmitter has another than most have. What is
    /// `unclear` or `unknown` says nothing, so it is no dissent.
    MixedTransmitter(Mixed),
    /// At least one in ten of the neurons with a superclass, or with a class, has another one
    /// than most have.
    MixedClass(Mixed),
}

/// Some of a type's neurons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How many.
    pub neurons: u64,
    /// Of how many.
    pub of: u64,
}

/// An attribute on which the neurons of a type disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mixed {
    /// The attribute.
    pub attribute: Attribute,
    /// What most neurons say; the first by name where as many say something else.
    pub value: String,
    /// Those that say something else, of those that say anything.
    pub part: Part,
}

/// What a flag is about, without its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlagKind {
    /// See [`Flag::Uneven`].
    Uneven,
    /// See [`Flag::OneSide`].
    OneSide,
    /// See [`Flag::UnknownSides`].
    UnknownSides,
    /// See [`Flag::OneNeuron`].
    OneNeuron,
    /// See [`Flag::Cropped`].
    Cropped,
    /// See [`Flag::NotTraced`].
    NotTraced,
    /// See [`Flag::MixedTransmitter`].
    MixedTransmitter,
    /// See [`Flag::MixedClass`].
    MixedClass,
}

/// How many times as many neurons on one side as on the other are uneven.
pub const UNEVEN: f64 = 1.5;

/// One in so many neurons is enough for a flag: in a type of thousands some are always odd.
const ONE_IN: u64 = 10;

impl FlagKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [FlagKind; 8] = [
        FlagKind::Uneven,
        FlagKind::OneSide,
        FlagKind::UnknownSides,
        FlagKind::OneNeuron,
        FlagKind::Cropped,
        FlagKind::NotTraced,
        FlagKind::MixedTransmitter,
        FlagKind::MixedClass,
    ];

    /// Its name in the URL: never changes.
    pub fn key(self) -> &'static str {
        match self {
            FlagKind::Uneven => "uneven",
            FlagKind::OneSide => "one-side",
            FlagKind::UnknownSides => "unknown-sides",
            FlagKind::OneNeuron => "one-neuron",
            FlagKind::Cropped => "cropped",
            FlagKind::NotTraced => "not-traced",
            FlagKind::MixedTransmitter => "mixed-nt",
            FlagKind::MixedClass => "mixed-class",
        }
    }

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            FlagKind::Uneven => "uneven sides",
            FlagKind::OneSide => "one side only",
            FlagKind::UnknownSides => "unknown sides",
            FlagKind::OneNeuron => "one neuron",
            FlagKind::Cropped => "cropped",
            FlagKind::NotTraced => "not traced",
            FlagKind::MixedTransmitter => "mixed transmitter",
            FlagKind::MixedClass => "mixed class",
        }
    }
}

impl Flag {
    /// What it is about.
    pub fn kind(&self) -> FlagKind {
        match self {
            Flag::Uneven { .. } => FlagKind::Uneven,
            Flag::OneSide { .. } => FlagKind::OneSide,
            Flag::UnknownSides(_) => FlagKind::UnknownSides,
            Flag::OneNeuron => FlagKind::OneNeuron,
            Flag::Cropped(_) => FlagKind::Cropped,
            Flag::NotTraced { .. } => FlagKind::NotTraced,
            Flag::MixedTransmitter(_) => FlagKind::MixedTransmitter,
            Flag::MixedClass(_) => FlagKind::MixedClass,
        }
    }

    /// The name of its kind in the URL.
    pub fn key(&self) -> &'static str {
        self.kind().key()
    }

    /// The name of its kind on the screen.
    pub fn label(&self) -> &'static str {
        self.kind().label()
    }
}

/// How many times as many neurons are on the left as on the right, as a power of two: 0 is even,
/// 1 twice as many on the left, −1 twice as many on the right; `None` where a side has none.
pub fn log2_left_to_right(left: u64, right: u64) -> Option<f64> {
    (left > 0 && right > 0).then(|| (left as f64 / right as f64).log2())
}

/// The flags of a type, each kind at most once, in the order of [`FlagKind::ALL`].
pub fn flags(summary: &Summary) -> Vec<Flag> {
    let neurons = summary.neurons;
    let all = [
        sides(summary),
        often(neurons.unknown, neurons.total).map(Flag::UnknownSides),
        (neurons.total == 1).then_some(Flag::OneNeuron),
        cropped(summary),
        not_traced(summary),
        mixed_transmitter(summary).map(Flag::MixedTransmitter),
        mixed(summary, Attribute::Superclass)
            .or_else(|| mixed(summary, Attribute::Class))
            .map(Flag::MixedClass),
    ];
    all.into_iter().flatten().collect()
}

fn sides(summary: &Summary) -> Option<Flag> {
    let neurons = summary.neurons;
    let (left, right) = (neurons.left, neurons.right);
    if neurons.total > 0 && left.max(right) == neurons.total {
        let side = if left > 0 { Side::Left } else { Side::Right };
        return Some(Flag::OneSide { side, neurons: neurons.total });
    }
    let (less, more) = (left.min(right), left.max(right));
    let is_uneven = less > 0 && more >= less + 2 && more as f64 >= UNEVEN * less as f64;
    is_uneven.then_some(Flag::Uneven { left, right })
}

fn cropped(summary: &Summary) -> Option<Flag> {
    let cropped = summary.attributes.get(&Attribute::Cropped)?.get("true")?.neurons;
    often(cropped, summary.neurons.total).map(Flag::Cropped)
}

fn not_traced(summary: &Summary) -> Option<Flag> {
    let tallies = summary.attributes.get(&Attribute::Status)?;
    let others = |(status, tally): (&String, &Tally)| {
        (!status.eq_ignore_ascii_case("traced")).then(|| (status.clone(), tally.neurons))
    };
    let others: Vec<(String, u64)> = tallies.iter().filter_map(others).collect();
    let neurons = others.iter().map(|(_, neurons)| neurons).sum();
    let part = often(neurons, said(tallies))?;
    let (status, _) = most(&others)?;
    Some(Flag::NotTraced { part, status: status.clone() })
}

/// By the attribute that the type's transmitter is read from: the first of those to be trusted
/// that says anything.
fn mixed_transmitter(summary: &Summary) -> Option<Mixed> {
    let attribute = Attribute::TRANSMITTER
        .into_iter()
        .find(|attribute| summary.attributes.get(attribute).is_some_and(|it| said(it) > 0))?;
    mixed(summary, attribute)
}

fn mixed(summary: &Summary, attribute: Attribute) -> Option<Mixed> {
    let tallies = summary.attributes.get(&attribute)?.iter();
    let values: Vec<(String, u64)> = tallies
        .filter(|(value, _)| !matches!(value.as_str(), "unclear" | "unknown"))
        .map(|(value, tally)| (value.clone(), tally.neurons))
        .collect();
    let said: u64 = values.iter().map(|(_, neurons)| neurons).sum();
    let (value, agreeing) = most(&values)?;
    let part = often(said - agreeing, said)?;
    Some(Mixed { attribute, value: value.clone(), part })
}

fn said(tallies: &BTreeMap<String, Tally>) -> u64 {
    tallies.values().map(|tally| tally.neurons).sum()
}

/// The value with most neurons, the first of them by name.
fn most(values: &[(String, u64)]) -> Option<&(String, u64)> {
    let largest = values.iter().map(|(_, neurons)| *neurons).max()?;
    values.iter().find(|(_, neurons)| *neurons == largest)
}

/// A part that is large enough to be told.
fn often(neurons: u64, of: u64) -> Option<Part> {
    (neurons > 0 && neurons * ONE_IN >= of).then_some(Part { neurons, of })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::SideCounts;

    fn type_of(left: u64, right: u64, middle: u64, unknown: u64) -> Summary {
        let total = left + right + middle + unknown;
        let neurons = SideCounts { total, left, right, middle, unknown };
        Summary { name: "EPG".to_owned(), neurons, ..Summary::default() }
    }

    fn saying(mut summary: Summary, attribute: Attribute, values: &[(&str, u64)]) -> Summary {
        let tally = |(value, neurons): &(&str, u64)| {
            ((*value).to_owned(), Tally { neurons: *neurons, confidence: None })
        };
        summary.attributes.insert(attribute, values.iter().map(tally).collect());
        summary
    }

    #[test]
    fn sides_are_uneven_only_by_half_again_and_two_neurons() {
        let check = |left, right, expected: &[&str]| {
            let flags = flags(&type_of(left, right, 0, 0));
            let keys: Vec<_> = flags.iter().map(Flag::key).collect();
            assert_eq!(keys, expected, "{left} {right}");
        };
        check(23, 23, &[]);
        check(1, 2, &[]);
        check(2, 4, &["uneven"]);
        check(12, 8, &["uneven"]);
        check(11, 8, &[]);
        check(0, 4, &["one-side"]);
        check(1, 0, &["one-side", "one-neuron"]);
        assert_eq!(flags(&type_of(0, 4, 1, 0)), [], "with one on the midline it is not one side");
        assert_eq!(log2_left_to_right(2, 4), Some(-1.0));
        assert_eq!(log2_left_to_right(0, 4), None);
    }

    #[test]
    fn one_in_ten_is_told_and_less_is_not() {
        let part = |neurons, of| Part { neurons, of };
        assert_eq!(flags(&type_of(9, 9, 0, 2)), [Flag::UnknownSides(part(2, 20))]);
        assert_eq!(flags(&type_of(10, 10, 0, 1)), []);
        let cropped = [("false", 18), ("true", 2)];
        let cropped = saying(type_of(10, 10, 0, 0), Attribute::Cropped, &cropped);
        assert_eq!(flags(&cropped), [Flag::Cropped(part(2, 20))]);
    }

    #[test]
    fn a_status_counts_among_the_neurons_that_have_one() {
        let values = [("Anchor", 1), ("Orphan", 2), ("Traced", 7)];
        let summary = saying(type_of(10, 10, 0, 0), Attribute::Status, &values);
        let part = Part { neurons: 3, of: 10 };
        assert_eq!(flags(&summary), [Flag::NotTraced { part, status: "Orphan".to_owned() }]);
        let traced = saying(type_of(1, 1, 0, 0), Attribute::Status, &[("traced", 2)]);
        assert_eq!(flags(&traced), []);
    }

    #[test]
    fn a_transmitter_is_mixed_by_the_attribute_to_be_trusted_most() {
        let type_of = || type_of(10, 10, 0, 0);
        let predicted = [("acetylcholine", 15), ("gaba", 5)];
        let mixed = saying(type_of(), Attribute::PredictedNt, &predicted);
        let part = Part { neurons: 5, of: 20 };
        let value = "acetylcholine".to_owned();
        let expected = Mixed { attribute: Attribute::PredictedNt, value, part };
        assert_eq!(flags(&mixed), [Flag::MixedTransmitter(expected)]);
        let agreed = saying(mixed, Attribute::ConsensusNt, &[("acetylcholine", 20)]);
        assert_eq!(flags(&agreed), []);
        let unclear = [("gaba", 12), ("unclear", 8)];
        assert_eq!(flags(&saying(type_of(), Attribute::ConsensusNt, &unclear)), []);
    }

    #[test]
    fn a_class_is_mixed_by_the_upper_level_first() {
        let superclass = [("central", 10), ("visual", 10)];
        let summary = saying(type_of(10, 10, 0, 0), Attribute::Class, &[("CX", 12), ("LX", 8)]);
        let attribute = |summary: &Summary| match flags(summary).as_slice() {
            [Flag::MixedClass(mixed)] => Some((mixed.attribute, mixed.part.neurons)),
            _ => None,
        };
        assert_eq!(attribute(&summary), Some((Attribute::Class, 8)));
        let summary = saying(summary, Attribute::Superclass, &superclass);
        assert_eq!(attribute(&summary), Some((Attribute::Superclass, 10)));
    }

    #[test]
    fn keys_tell_all_kinds_apart() {
        let keys: std::collections::BTreeSet<_> = FlagKind::ALL.map(FlagKind::key).into();
        assert_eq!(keys.len(), FlagKind::ALL.len());
    }

    proptest! {
        #[test]
        fn swapping_left_and_right_changes_nothing_but_the_words(
            left in 0u64..50, right in 0u64..50, middle in 0u64..3, unknown in 0u64..3,
        ) {
            let keys = |summary: &Summary| flags(summary).iter().map(Flag::key).collect::<Vec<_>>();
            prop_assert_eq!(
                keys(&type_of(left, right, middle, unknown)),
                keys(&type_of(right, left, middle, unknown))
            );
        }
    }
}
