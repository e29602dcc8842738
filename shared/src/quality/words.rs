//! Flags in words.

use super::{Flag, Mixed, Part, log2_left_to_right};
use crate::format::{count, hundredths, number};
use crate::side::Side;

impl Flag {
    /// The number and the reason.
    pub fn words(&self) -> String {
        match self {
            Flag::Uneven { left, right } => {
                let ratio = log2_left_to_right(*left, *right).unwrap_or_default();
                let sign = if ratio < 0.0 { "−" } else { "" };
                let ratio = hundredths(ratio.abs());
                format!("L {}, R {}: log₂(L/R) = {sign}{ratio}", number(*left), number(*right))
            }
            Flag::OneSide { side, neurons } => {
                let side = if *side == Side::Left { "left" } else { "right" };
                match neurons {
                    1 => format!("its neuron is on the {side}"),
                    _ => format!("all {} are on the {side}", count(*neurons, "neuron")),
                }
            }
            Flag::UnknownSides(part) => format!("no side is known of {}", neurons(*part)),
            Flag::OneNeuron => "nothing within the type to compare it with".to_owned(),
            Flag::Cropped(part) => format!("the border of the volume cuts {}", neurons(*part)),
            Flag::NotTraced { part, status } => {
                format!(
                    "{} with a status have another than Traced, most of these {status}",
                    neurons(*part)
                )
            }
            Flag::MixedTransmitter(mixed) | Flag::MixedClass(mixed) => disagree(mixed),
        }
    }
}

fn disagree(Mixed { attribute, value, part }: &Mixed) -> String {
    format!("{}: {} say something else than {value}", attribute.label(), neurons(*part))
}

/// `3 of 14 neurons`.
fn neurons(Part { neurons, of }: Part) -> String {
    format!("{} of {}", number(neurons), count(of, "neuron"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neuron::Attribute;

    #[test]
    fn a_flag_says_its_number_and_why() {
        let part = Part { neurons: 3, of: 14 };
        let check = |flag: Flag, expected: &str| assert_eq!(flag.words(), expected);
        check(Flag::Uneven { left: 2, right: 6 }, "L 2, R 6: log₂(L/R) = −1.58");
        check(Flag::Uneven { left: 4_000, right: 2_000 }, "L 4,000, R 2,000: log₂(L/R) = 1.00");
        check(Flag::OneSide { side: Side::Right, neurons: 12 }, "all 12 neurons are on the right");
        check(Flag::OneSide { side: Side::Left, neurons: 1 }, "its neuron is on the left");
        check(Flag::UnknownSides(part), "no side is known of 3 of 14 neurons");
        check(Flag::Cropped(part), "the border of the volume cuts 3 of 14 neurons");
        let mixed = Mixed { attribute: Attribute::ConsensusNt, value: "gaba".to_owned(), part };
        check(
            Flag::MixedTransmitter(mixed),
            "Consensus NT: 3 of 14 neurons say something else than gaba",
        );
    }
}
