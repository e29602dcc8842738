//! Families of neuron types: what the types of one family have in common.
//!
//! Names, transmitters, lineages and regions go together as they do in a fly, in outline only:
//! which type has what is drawn.

mod brain;
mod olfaction;
mod central_complex;
mod optic_lobe;
mod nerve_cord;
pub(super) mod odd;

/// All groups.
pub(super) fn groups() -> impl Iterator<Item = &'static Group> {
    [
        brain::GROUPS,
        olfaction::GROUPS,
        central_complex::GROUPS,
        optic_lobe::GROUPS,
        nerve_cord::GROUPS,
        odd::GROUPS,
    ]
    .into_iter()
    .flatten()
}

/// Families of one class.
#[derive(Debug)]
pub(super) struct Group {
    /// Where its neurons lie, which says what other datasets have them.
    pub part: Part,
    /// Superclass.
    pub superclass: &'static str,
    /// Class; empty for none.
    pub class: &'static str,
    /// Subclass; empty for none.
    pub subclass: &'static str,
    /// Its transmitters, each as often as it is likely.
    pub transmitters: &'static [&'static str],
    /// Neuromeres of the somata, separated by blanks.
    pub neuromeres: &'static str,
    /// Its families.
    pub families: &'static [Family],
}

/// Part of the nervous system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Central brain.
    Brain,
    /// Optic lobes.
    Optic,
    /// Ventral nerve cord.
    Cord,
}

/// A family of types.
#[derive(Debug)]
pub(super) struct Family {
    /// What its types are called.
    pub names: Names,
    /// How many neurons its types have.
    pub crowd: Crowd,
    /// Hemilineages, separated by blanks.
    pub lineages: &'static str,
    /// Regions without their side, the most visited first, separated by blanks.
    pub regions: &'static str,
}

/// The names of a family's types.
#[derive(Debug)]
pub(super) enum Names {
    /// Exactly these, in a dataset of any size.
    Listed(&'static [&'static str]),
    /// One for every glomerulus, which stands in place of the `*`; in a dataset of any size.
    Glomeruli(&'static str),
    /// As many as fit, made from a template (see [`naming`](super::naming));
    /// the number is the family's share of all that are made so.
    Made(&'static str, u32),
}

/// About how many neurons a type has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crowd {
    /// A pair, or a few.
    Few,
    /// Some tens.
    Dozens,
    /// A hundred or so.
    Hundreds,
    /// Up to more than a thousand.
    Thousands,
}

const fn family(
    names: Names,
    crowd: Crowd,
    lineages: &'static str,
    regions: &'static str,
) -> Family {
    Family { names, crowd, lineages, regions }
}

const ACETYLCHOLINE: &str = "acetylcholine";
const DOPAMINE: &str = "dopamine";
const GABA: &str = "gaba";
const GLUTAMATE: &str = "glutamate";
const HISTAMINE: &str = "histamine";
const OCTOPAMINE: &str = "octopamine";
const SEROTONIN: &str = "serotonin";
const TYRAMINE: &str = "tyramine";

/// As in the brain at large.
const MIXED: &[&str] =
    &[ACETYLCHOLINE, ACETYLCHOLINE, ACETYLCHOLINE, ACETYLCHOLINE, GLUTAMATE, GLUTAMATE, GABA, GABA];
