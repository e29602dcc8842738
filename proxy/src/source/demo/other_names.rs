//! What the types are called elsewhere: synonyms with who gave them, and other datasets' types.

use shared::neuron::NameKind;

use super::draws::Draws;
use super::families::Part;
use super::naming::Named;

/// Made up, so that no name is laid at a real author's door.
const AUTHORS: [&str; 12] = [
    "Abernethy",
    "Brightwell",
    "Castellane",
    "Dunmore",
    "Eskelund & Rao",
    "Farrowby",
    "Gallinari & Oduya",
    "Hathersage",
    "Källström",
    "Nakagome & Ubel",
    "Okwuosa",
    "O'Penhallow",
];

/// Parts of the names that people give before there is a catalogue.
const WORDS: [&str; 16] = [
    "pLN",
    "vAB",
    "mAL",
    "aSP-g",
    "compass-like",
    "α′-",
    "lo-col ",
    "γ-dorsal ",
    "ring-to-",
    "sNPF+ ",
    "walk/turn ",
    "dmPN ",
    "CRZ",
    "moon",
    "P1-like ",
    "oviposition ",
];

/// Draws the other names of a type, as the male CNS writes them.
pub(super) fn other_names(named: &Named, draws: &mut Draws) -> Vec<(NameKind, String)> {
    let in_brain = named.group.part != Part::Cord;
    let in_hemibrain = named.group.part == Part::Brain;
    let in_cord = !in_brain || named.group.superclass == "descending_neuron";
    let name = named.name.as_str();
    let mut names = Vec::new();
    if draws.chance(0.25) {
        names.push((NameKind::Synonym, synonyms(draws)));
    }
    if in_brain && draws.chance(0.6) {
        names.push((NameKind::FlywireType, flywire_type(name, draws)));
    }
    if in_hemibrain && draws.chance(0.65) {
        names.push((NameKind::HemibrainType, hemibrain_type(name, draws)));
    }
    if in_cord && draws.chance(0.7) {
        names.push((NameKind::MancType, name.to_owned()));
    }
    if in_cord && draws.chance(0.6) {
        names.push((NameKind::SystematicType, systematic_type(draws)));
    }
    if draws.chance(0.03) {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        names.push((NameKind::MorphologyType, format!("{stem}-like")));
    }
    if draws.chance(0.02) {
        names.push((NameKind::Note, "soma not found; perhaps two types".to_owned()));
    }
    names
}

/// One to three synonyms: `Author Year: name; Author Year, Author Year: name`.
fn synonyms(draws: &mut Draws) -> String {
    let number = 1 + draws.below(3).min(draws.below(3));
    let synonyms: Vec<String> = (0..number).map(|_| synonym(draws)).collect();
    synonyms.join("; ")
}

fn synonym(draws: &mut Draws) -> String {
    let source =
        |draws: &mut Draws| format!("{} {}", draws.pick(&AUTHORS), draws.between(2009, 2026));
    let mut sources = source(draws);
    if draws.chance(0.15) {
        sources = format!("{sources}, {}", source(draws));
    }
    format!("{sources}: {}{}", draws.pick(&WORDS), draws.between(1, 99))
}

/// The same name, several of one stem in brackets, or a list.
fn flywire_type(name: &str, draws: &mut Draws) -> String {
    let code = |draws: &mut Draws| format!("CB{:04}", draws.below(10_000));
    match draws.below(10) {
        0..6 => name.to_owned(),
        6..8 => format!("{},{}", code(draws), code(draws)),
        8 => format!("{}({},{})", code(draws), draws.pick(&["a", "b"]), draws.pick(&["c", "d"])),
        _ => code(draws),
    }
}

fn systematic_type(draws: &mut Draws) -> String {
    let lineage = draws.pick(&["A", "B", "X"]);
    format!("IN{:02}{lineage}{:03}", draws.below(24), draws.below(1_000))
}

fn hemibrain_type(name: &str, draws: &mut Draws) -> String {
    match draws.below(10) {
        0..7 => name.to_owned(),
        7..9 => format!("{name}_a,{name}_b"),
        _ => format!("{}{:03}", draws.pick(&["SMP", "AVLP", "CL", "PLP"]), draws.below(700)),
    }
}
