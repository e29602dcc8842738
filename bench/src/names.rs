//! Names to search: generated ones that look like the field's, and those of a table.

use std::collections::BTreeMap;

use shared::neuron::NameKind;
use shared::wire::{Name, SideCounts, Summary};

use crate::random::Random;

const FAMILIES: [&str; 40] = [
    "SMP",
    "AVLP",
    "SLP",
    "CL",
    "PS",
    "LHAV",
    "PLP",
    "LHPV",
    "LAL",
    "WED",
    "PVLP",
    "FB",
    "IB",
    "CRE",
    "SAD",
    "SIP",
    "VES",
    "LHAD",
    "AOTU",
    "LT",
    "ATL",
    "LC",
    "M_vPNml",
    "MBON",
    "WEDPN",
    "vDelta",
    "lLN",
    "DNp",
    "aMe",
    "VP",
    "PAM",
    "ER",
    "LHCENT",
    "KCa'b'-ap",
    "TuBu",
    "AN",
    "IN",
    "DNge",
    "CB",
    "OA-VUMa",
];
const ENDS: [&str; 8] = ["", "", "", "", "_a", "_b", "a", "b"];

/// So many types, each with `others` other names. No name occurs twice among the types' own.
pub fn generated(types: usize, others: usize) -> Vec<Summary> {
    let mut random = Random::new(7);
    (0..types).map(|at| named(&mut random, at, others)).collect()
}

fn named(random: &mut Random, at: usize, others: usize) -> Summary {
    let family = FAMILIES[at % FAMILIES.len()];
    let end = ENDS[random.below(ENDS.len())];
    let name = format!("{family}{:03}{end}", at / FAMILIES.len() + 1);
    let foreign = format!("CB{:04}", random.below(10_000));
    let nerve = ["PDL", "PVM", "ADM", "AVL"][random.below(4)];
    let instance = |side| format!("{name}({nerve}{:02})_{side}", random.0 % 40);
    let all = [
        (NameKind::FlywireType, foreign),
        (NameKind::Instance, instance("L")),
        (NameKind::Instance, instance("R")),
    ];
    let names = all.into_iter().take(others);
    let names = names.map(|(kind, name)| Name { kind, name, source: None }).collect();
    Summary { names, ..summary(&name) }
}

fn summary(name: &str) -> Summary {
    let neurons = SideCounts { total: 1, unknown: 1, ..SideCounts::default() };
    Summary { name: name.to_owned(), neurons, ..Summary::default() }
}

/// The types of the published hemibrain table with their instances.
pub fn of_table(table: &str) -> Vec<Summary> {
    let mut types: BTreeMap<&str, Summary> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let mut cells = line.split(',').skip(1);
        if let (Some(instance), Some(name)) = (cells.next(), cells.next())
            && !name.is_empty()
        {
            let names = &mut types.entry(name).or_insert_with(|| summary(name)).names;
            add(names, NameKind::Instance, instance, "");
        }
    }
    types.into_values().collect()
}

/// Adds other names: lines of type, kind, name and source, after a head.
pub fn with_others(types: Vec<Summary>, table: &str) -> Vec<Summary> {
    let by_name = types.into_iter().map(|summary| (summary.name.clone(), summary));
    let mut types: BTreeMap<String, Summary> = by_name.collect();
    for line in table.lines().skip(1) {
        let mut cells = line.split('\t');
        if let (Some(name), Some(kind), Some(other)) = (cells.next(), cells.next(), cells.next())
            && let Ok(kind) = serde_json::from_value(kind.into())
        {
            let names = &mut types.entry(name.to_owned()).or_insert_with(|| summary(name)).names;
            add(names, kind, other, cells.next().unwrap_or_default());
        }
    }
    types.into_values().collect()
}

fn add(names: &mut Vec<Name>, kind: NameKind, name: &str, source: &str) {
    if !name.is_empty() && !names.iter().any(|known| known.kind == kind && known.name == name) {
        let source = (!source.is_empty()).then(|| source.to_owned());
        names.push(Name { kind, name: name.to_owned(), source });
    }
}
