//! Full names of brain and nerve cord regions.
//!
//! The terms are those in general use: insect brain nomenclature (Ito et al. 2014) for the
//! brain, for the ventral nerve cord the nomenclature of Court et al. 2020, and for the domains of
//! the ellipsoid body FlyBase's ontology of anatomy. What must stay true: a name whose meaning
//! is not known for certain has no full name.

/// The full name of an ROI, whose name is given without its side: `LAL` → `lateral accessory
/// lobe`. Case matters: `AL` and `aL` are two regions.
pub fn full_name(region_without_side: &str) -> Option<String> {
    let name = region_without_side;
    in_general_use(name)
        .map(str::to_owned)
        .or_else(|| antennal_lobe(name))
        .or_else(|| protocerebral_bridge(name))
        .or_else(|| part(name))
}

fn in_general_use(name: &str) -> Option<&'static str> {
    let mut names = NAMES.iter().flat_map(|group| group.iter());
    names.find(|(short, _)| *short == name).map(|(_, full)| *full)
}

/// `AL-VM7d`: dorsal or ventral, its place there, its number, and which part of it. The glomerulus
/// is called what the dataset calls it: the hemibrain's VC3m is VC5 to others.
fn antennal_lobe(name: &str) -> Option<String> {
    let glomerulus = name.strip_prefix("AL-")?;
    let is_one = match glomerulus.as_bytes() {
        [b'D' | b'V'] => true,
        [b'D' | b'V', b'A' | b'C' | b'L' | b'M' | b'P', b'1'..=b'9', part @ ..] => {
            matches!(part, [] | [b'a'..=b'z'])
        }
        _ => false,
    };
    is_one.then(|| format!("antennal lobe glomerulus {glomerulus}"))
}

/// `PB(L1)`: the glomeruli of either side are counted from the middle.
fn protocerebral_bridge(name: &str) -> Option<String> {
    let glomerulus = name.strip_prefix("PB(")?.strip_suffix(')')?;
    let is_one = matches!(glomerulus.as_bytes(), [b'L' | b'R', b'1'..=b'9']);
    is_one.then(|| format!("protocerebral bridge glomerulus {glomerulus}"))
}

/// `ME-layers`, `CV-unspecified`: what is taken together, or left over, of a region.
fn part(name: &str) -> Option<String> {
    let (whole, part) = name.rsplit_once('-')?;
    let whole = in_general_use(whole)?;
    ["columns", "layers", "unspecified"].contains(&part).then(|| format!("{whole}, {part}"))
}

const NAMES: [&[(&str, &str)]; 6] = [
    &SUPERCATEGORIES,
    &CENTRAL_COMPLEX_AND_MUSHROOM_BODY,
    &CENTRAL_BRAIN,
    &OPTIC_LOBE,
    &NERVE_CORD,
    &NERVES,
];

const SUPERCATEGORIES: [(&str, &str); 18] = [
    ("CNS", "central nervous system"),
    ("CentralBrain", "central brain"),
    ("Central", "central brain"),
    ("Optic", "optic lobe"),
    ("OL", "optic lobe"),
    ("VNC", "ventral nerve cord"),
    ("CV", "cervical connective"),
    ("CX", "central complex"),
    ("MB", "mushroom body"),
    ("MB(+ACA)", "mushroom body and accessory calyces"),
    ("LX", "lateral complex"),
    ("INP", "inferior neuropils"),
    ("SNP", "superior neuropils"),
    ("VLNP", "ventrolateral neuropils"),
    ("VMNP", "ventromedial neuropils"),
    ("PENP", "periesophageal neuropils"),
    ("GC", "great commissure"),
    ("POC", "posterior optic commissure"),
];

const CENTRAL_COMPLEX_AND_MUSHROOM_BODY: [(&str, &str); 48] = [
    ("EB", "ellipsoid body"),
    ("EBr1", "ellipsoid body, inner posterior domain (r1)"),
    ("EBr2r4", "ellipsoid body, outer central domain (r2, r4)"),
    ("EBr3am", "ellipsoid body, inner central domain (r3am)"),
    ("EBr3d", "ellipsoid body, inner central domain (r3d)"),
    ("EBr3pw", "ellipsoid body, inner central domain (r3pw)"),
    ("EBr5", "ellipsoid body, anterior domain (r5)"),
    ("EBr6", "ellipsoid body, outer posterior domain (r6)"),
    ("FB", "fan-shaped body"),
    ("PB", "protocerebral bridge"),
    ("NO", "noduli"),
    ("NO1", "nodulus, unit 1"),
    ("NO2", "nodulus, unit 2"),
    ("NO3", "nodulus, unit 3"),
    ("AB", "asymmetrical body"),
    ("FBl1", "fan-shaped body, layer 1"),
    ("FBl2", "fan-shaped body, layer 2"),
    ("FBl3", "fan-shaped body, layer 3"),
    ("FBl4", "fan-shaped body, layer 4"),
    ("FBl5", "fan-shaped body, layer 5"),
    ("FBl6", "fan-shaped body, layer 6"),
    ("FBl7", "fan-shaped body, layer 7"),
    ("FBl8", "fan-shaped body, layer 8"),
    ("FBl9", "fan-shaped body, layer 9"),
    ("CA", "calyx of the mushroom body"),
    ("PED", "pedunculus of the mushroom body"),
    ("a'L", "α′ lobe of the mushroom body"),
    ("aL", "α lobe of the mushroom body"),
    ("b'L", "β′ lobe of the mushroom body"),
    ("bL", "β lobe of the mushroom body"),
    ("gL", "γ lobe of the mushroom body"),
    ("a'1", "α′ lobe, compartment 1"),
    ("a'2", "α′ lobe, compartment 2"),
    ("a'3", "α′ lobe, compartment 3"),
    ("a1", "α lobe, compartment 1"),
    ("a2", "α lobe, compartment 2"),
    ("a3", "α lobe, compartment 3"),
    ("b'1", "β′ lobe, compartment 1"),
    ("b'2", "β′ lobe, compartment 2"),
    ("b1", "β lobe, compartment 1"),
    ("b2", "β lobe, compartment 2"),
    ("g1", "γ lobe, compartment 1"),
    ("g2", "γ lobe, compartment 2"),
    ("g3", "γ lobe, compartment 3"),
    ("g4", "γ lobe, compartment 4"),
    ("g5", "γ lobe, compartment 5"),
    ("dACA", "dorsal accessory calyx"),
    ("lACA", "lateral accessory calyx"),
];

const CENTRAL_BRAIN: [(&str, &str); 39] = [
    ("AL", "antennal lobe"),
    ("AMMC", "antennal mechanosensory and motor centre"),
    ("AOT", "anterior optic tract"),
    ("AOTU", "anterior optic tubercle"),
    ("ATL", "antler"),
    ("AVLP", "anterior ventrolateral protocerebrum"),
    ("BU", "bulb"),
    ("CAN", "cantle"),
    ("CRE", "crepine"),
    ("CRE(-RUB)", "crepine without rubus"),
    ("CRE(-ROB,-RUB)", "crepine without round body and rubus"),
    ("EPA", "epaulette"),
    ("FLA", "flange"),
    ("GA", "gall"),
    ("GNG", "gnathal ganglia"),
    ("GOR", "gorget"),
    ("IB", "inferior bridge"),
    ("ICL", "inferior clamp"),
    ("IPS", "inferior posterior slope"),
    ("LAL", "lateral accessory lobe"),
    ("LAL(-GA)", "lateral accessory lobe without gall"),
    ("LH", "lateral horn"),
    ("mALT", "medial antennal lobe tract"),
    ("PLP", "posterior lateral protocerebrum"),
    ("PRW", "prow"),
    ("PVLP", "posterior ventrolateral protocerebrum"),
    ("ROB", "round body"),
    ("RUB", "rubus"),
    ("SAD", "saddle"),
    ("SAD(-AMMC)", "saddle without antennal mechanosensory and motor centre"),
    ("SCL", "superior clamp"),
    ("SIP", "superior intermediate protocerebrum"),
    ("SLP", "superior lateral protocerebrum"),
    ("SMP", "superior medial protocerebrum"),
    ("SPS", "superior posterior slope"),
    ("vACA", "ventral accessory calyx"),
    ("VES", "vest"),
    ("WED", "wedge"),
    ("GF", "giant fibre"),
];

const OPTIC_LOBE: [(&str, &str); 26] = [
    ("ME", "medulla"),
    ("LO", "lobula"),
    ("LOP", "lobula plate"),
    ("LA", "lamina"),
    ("AME", "accessory medulla"),
    ("ME_layer_01", "medulla, layer 1"),
    ("ME_layer_02", "medulla, layer 2"),
    ("ME_layer_03", "medulla, layer 3"),
    ("ME_layer_04", "medulla, layer 4"),
    ("ME_layer_05", "medulla, layer 5"),
    ("ME_layer_06", "medulla, layer 6"),
    ("ME_layer_07", "medulla, layer 7 (serpentine layer)"),
    ("ME_layer_08", "medulla, layer 8"),
    ("ME_layer_09", "medulla, layer 9"),
    ("ME_layer_10", "medulla, layer 10"),
    ("LO_layer_1", "lobula, layer 1"),
    ("LO_layer_2", "lobula, layer 2"),
    ("LO_layer_3", "lobula, layer 3"),
    ("LO_layer_4", "lobula, layer 4"),
    ("LO_layer_5", "lobula, layer 5A"),
    ("LO_layer_6", "lobula, layer 5B"),
    ("LO_layer_7", "lobula, layer 6"),
    ("LOP_layer_1", "lobula plate, layer 1"),
    ("LOP_layer_2", "lobula plate, layer 2"),
    ("LOP_layer_3", "lobula plate, layer 3"),
    ("LOP_layer_4", "lobula plate, layer 4"),
];

const NERVE_CORD: [(&str, &str); 13] = [
    ("LegNp(T1)", "leg neuropil, prothoracic"),
    ("LegNp(T2)", "leg neuropil, mesothoracic"),
    ("LegNp(T3)", "leg neuropil, metathoracic"),
    ("mVAC(T1)", "medial ventral association centre, prothoracic"),
    ("mVAC(T2)", "medial ventral association centre, mesothoracic"),
    ("mVAC(T3)", "medial ventral association centre, metathoracic"),
    ("NTct(UTct-T1)", "neck tectulum"),
    ("WTct(UTct-T2)", "wing tectulum"),
    ("HTct(UTct-T3)", "haltere tectulum"),
    ("IntTct", "intermediate tectulum"),
    ("LTct", "lower tectulum"),
    ("Ov", "ovoid (accessory mesothoracic neuropil)"),
    ("ANm", "abdominal neuromeres"),
];

const NERVES: [(&str, &str); 18] = [
    ("ADMN", "anterior dorsal mesothoracic nerve"),
    ("AbN1", "first abdominal nerve"),
    ("AbN2", "second abdominal nerve"),
    ("AbN3", "third abdominal nerve"),
    ("AbN4", "fourth abdominal nerve"),
    ("AbNT", "abdominal nerve trunk"),
    ("CvN", "cervical nerve"),
    ("DMetaN", "dorsal metathoracic nerve"),
    ("DProN", "dorsal prothoracic nerve"),
    ("MesoAN", "mesothoracic accessory nerve"),
    ("MesoLN", "mesothoracic leg nerve"),
    ("MetaLN", "metathoracic leg nerve"),
    ("PDMN", "posterior dorsal mesothoracic nerve"),
    ("PrN", "prosternal nerve"),
    ("ProAN", "prothoracic accessory nerve"),
    ("ProCN", "prothoracic chordotonal nerve"),
    ("ProLN", "prothoracic leg nerve"),
    ("VProN", "ventral prothoracic nerve"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use shared::roi::{is_column, without_side};
    use shared::wire::RoiNode;

    use super::*;

    /// A word, a dataset, and two of which nothing says for certain what they mean.
    const WITHOUT: [&str; 4] = ["Brain", "CRN", "hemibrain", "vnc-shell"];

    #[test]
    fn glomeruli_and_parts_are_named_after_what_they_are_of() {
        let check = |name, expected: &str| {
            assert_eq!(full_name(name).as_deref(), Some(expected), "{name}");
        };
        check("AL", "antennal lobe");
        check("aL", "α lobe of the mushroom body");
        check("AL-DA1", "antennal lobe glomerulus DA1");
        check("AL-VM7d", "antennal lobe glomerulus VM7d");
        check("AL-V", "antennal lobe glomerulus V");
        check("PB(R9)", "protocerebral bridge glomerulus R9");
        check("ME-layers", "medulla, layers");
        check("CentralBrain-unspecified", "central brain, unspecified");
        check("CRE(-RUB)", "crepine without rubus");
    }

    #[test]
    fn what_is_not_known_has_no_full_name() {
        let unknown = ["AL-", "AL-X1", "AL-DA", "AL-DA1lm", "AL-columnar", "PB(L)", "PB(L10)"];
        for name in unknown.into_iter().chain(["PB(M1)", "QX-layers", "ME-shell", "-layers", ""]) {
            assert_eq!(full_name(name), None, "{name}");
        }
    }

    #[test]
    fn the_rois_of_published_datasets_have_full_names() {
        let Some(folder) = real_data() else { return };
        let mut without = BTreeSet::new();
        for dataset in ["hemibrain", "manc", "male-cns", "optic-lobe"] {
            let file = folder.join(format!("roi/{dataset}_roi_hierarchy.json"));
            let json = std::fs::read_to_string(file).expect("a hierarchy");
            let root: RoiNode = serde_json::from_str(&json).expect("a tree of ROIs");
            let mut ahead = vec![root];
            while let Some(node) = ahead.pop() {
                let name = without_side(&node.name);
                if !is_column(&node.name) && full_name(&name).is_none() {
                    without.insert(name);
                }
                ahead.extend(node.children);
            }
        }
        assert_eq!(without, WITHOUT.map(str::to_owned).into());
    }

    /// The folder of real data; `None`, said loudly, where there is none. CI has it always.
    fn real_data() -> Option<PathBuf> {
        let folder = std::env::var_os("QUICKPAGE_TEST_DATA").map(PathBuf::from);
        if folder.is_none() {
            assert!(std::env::var_os("CI").is_none(), "QUICKPAGE_TEST_DATA must be set in CI");
            eprintln!("SKIPPED: set QUICKPAGE_TEST_DATA to test with real data");
        }
        folder
    }
}
