//! Links to other sites about a type or a neuron.
//!
//! Only published datasets have any, by a table of what is known of them, and only in the
//! versions that it names. Where an id or an address is not known there is no link, rather than
//! one that may lead nowhere; made-up data has none at all. Every address is https, and names
//! stand in it percent-encoded, whatever they hold.

use crate::neuron::NameKind;
use crate::wire::{Dataset, Link, Name};

/// A published dataset, as other sites know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// How its name begins.
    root: &'static str,
    /// Its version, as neuPrint writes it.
    version: &'static str,
    /// Whether neuprint.janelia.org has it.
    in_neuprint: bool,
    /// Where Neuroglancer finds its segmentation, and meshes where they are apart.
    segmentation: &'static [&'static str],
    /// Whether NeuronBridge knows its neurons by their body ids.
    in_neuronbridge: bool,
    /// Whether Codex knows its types.
    in_codex: bool,
}

/// Roots and versions as in the names of neuPrint's datasets; sources as in the Neuroglancer
/// scenes that neuPrint and FlyWire publish for them.
const KNOWN: [Known; 8] = [
    janelia(
        "hemibrain",
        "1.2.1",
        &["precomputed://gs://neuroglancer-janelia-flyem-hemibrain/v1.2/segmentation"],
        true,
    ),
    janelia("manc", "1.2.1", MANC, true),
    janelia("manc", "1.2.3", MANC, true),
    janelia(
        "optic-lobe",
        "1.1",
        &[
            "precomputed://gs://flyem-optic-lobe/v1.1/segmentation",
            "precomputed://gs://flyem-optic-lobe/v1.1/segmentation/multi-res-meshes",
        ],
        false,
    ),
    janelia("male-cns", "0.9", &["precomputed://gs://flyem-male-cns/v0.9/segmentation"], false),
    janelia("male-cns", "1.0", &["precomputed://gs://flyem-male-cns/v1.0/segmentation"], false),
    flywire("flywire-fafb", "783b"),
    flywire("flywire-fafb", "783"),
];

const MANC: &[&str] = &["precomputed://gs://manc-seg-v1p2/manc-seg-v1.2"];

const fn janelia(
    root: &'static str,
    version: &'static str,
    segmentation: &'static [&'static str],
    in_neuronbridge: bool,
) -> Known {
    Known { root, version, in_neuprint: true, segmentation, in_neuronbridge, in_codex: false }
}

const fn flywire(root: &'static str, version: &'static str) -> Known {
    Known {
        root,
        version,
        in_neuprint: false,
        segmentation: &["precomputed://gs://flywire_v141_m783"],
        in_neuronbridge: false,
        in_codex: true,
    }
}

impl Known {
    /// What is known of a dataset, by its name: a root and a version (`hemibrain:v1.2.1`, or a
    /// table called `hemibrain-v1.2.1-neurons`). Made-up data is known to nobody.
    pub fn of(dataset: &Dataset) -> Option<&'static Known> {
        let is = |known: &&Known| {
            let rest = dataset.name.strip_prefix(known.root);
            let version = rest.and_then(|rest| rest.strip_prefix([':', '-', '_']));
            let version = version.map(|version| version.strip_prefix('v').unwrap_or(version));
            let version = version.and_then(|version| version.split(['-', '_']).next());
            version == Some(known.version)
        };
        KNOWN.iter().find(is).filter(|_| !dataset.synthetic)
    }

    /// What Neuroglancer shows: all these neurons, by body id. `None` without any.
    pub fn neuroglancer<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Option<Link> {
        // Nothing else is an id, and digits need no escaping.
        let is_id = |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let segments = json_list(ids.into_iter().filter(is_id));
        if segments == "[]" || self.segmentation.is_empty() {
            return None;
        }
        let scene = format!(
            "{{\"layers\":[{{\"name\":\"{} {}\",\"segments\":{segments},\"source\":{},\
             \"type\":\"segmentation\"}}],\"layout\":\"3d\",\"showSlices\":false}}",
            self.root,
            self.version,
            json_list(self.segmentation.iter().copied()),
        );
        let base = "https://neuroglancer-demo.appspot.com/#!";
        Some(link("Neuroglancer", format!("{base}{}", encoded(&scene))))
    }

    /// NeuronBridge's matches of one neuron.
    pub fn neuronbridge(&self, id: &str) -> Option<Link> {
        // As neuPrint's own pages link to it: any version of the dataset.
        let search = format!("{}*:{id}", self.root);
        let base = "https://neuronbridge.janelia.org/search?q=";
        self.in_neuronbridge.then(|| link("NeuronBridge", format!("{base}{}", encoded(&search))))
    }

    fn neuprint(&self, name: &str) -> Option<Link> {
        self.in_neuprint.then(|| neuprint(&format!("{}:v{}", self.root, self.version), name))
    }
}

/// The links about a type as a whole; Neuroglancer's is apart, since it wants the body ids.
pub fn of_type(dataset: &Dataset, name: &str, names: &[Name]) -> Vec<Link> {
    let Some(known) = Known::of(dataset) else { return Vec::new() };
    let mut links: Vec<Link> = known.neuprint(name).into_iter().collect();
    if known.in_codex {
        links.extend(codex(name));
    }
    let terms: Vec<Link> = names.iter().filter_map(term).collect();
    // Neurons of several terms are no one thing: each is linked beside its name instead.
    if let [term] = terms.as_slice() {
        links.push(term.clone());
    }
    links
}

/// Where a name of a type leads on its own, `None` for most. A name in FlyWire is a search in
/// Codex, one in the hemibrain or MANC a search in neuPrint, a term of the ontology a page of
/// Virtual Fly Brain.
pub fn of_name(dataset: &Dataset, name: &Name) -> Option<Link> {
    if dataset.synthetic {
        return None;
    }
    match name.kind {
        NameKind::FlywireType => codex(&name.name),
        NameKind::HemibrainType => Some(neuprint("hemibrain:v1.2.1", &name.name)),
        NameKind::MancType => Some(neuprint("manc:v1.2.3", &name.name)),
        NameKind::OntologyTerm => term(name),
        _ => None,
    }
}

/// neuPrint's search for the neurons whose type or instance holds this name.
fn neuprint(dataset: &str, name: &str) -> Link {
    let dataset = encoded(dataset);
    let fields = [
        ("dataset", &*dataset),
        ("qt", "findneurons"),
        ("tab", "0"),
        ("qr[0][code]", "fn"),
        ("qr[0][ds]", &dataset),
        ("qr[0][pm][dataset]", &dataset),
        ("qr[0][pm][all_segments]", "false"),
        ("qr[0][pm][enable_contains]", "true"),
        ("qr[0][visProps][rowsPerPage]", "50"),
        ("qr[0][pm][neuron_name]", &encoded(name)),
    ];
    let query: Vec<String> =
        fields.iter().map(|(field, value)| format!("{}={value}", encoded(field))).collect();
    link("neuPrint", format!("https://neuprint.janelia.org/results?{}", query.join("&")))
}

/// Codex's search for the cells of exactly this type. Its query language has no quotes around a
/// value: a name that holds one of its operators cannot be asked for.
fn codex(name: &str) -> Option<Link> {
    const OPERATORS: [&str; 23] = [
        "==", "!=", "^*", ">>", "!>", "<<", "!<", "$$", "!$", "^^", "!^", "^R", "!R", "^v", "~~",
        "~u", "~d", "~c", "~w", "->", "&&", "||", "{",
    ];
    if name.is_empty() || OPERATORS.iter().any(|operator| name.contains(operator)) {
        return None;
    }
    let query = encoded(&format!("cell_type=={name}"));
    let base = "https://codex.flywire.ai/app/search?dataset=fafb&filter_string=";
    Some(link("Codex", format!("{base}{query}")))
}

/// Virtual Fly Brain's page of a term, `FBbt_00003686` or `FBbt:00003686`.
fn term(name: &Name) -> Option<Link> {
    let number = name.name.strip_prefix("FBbt_").or_else(|| name.name.strip_prefix("FBbt:"))?;
    let is_id = number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_digit());
    let base = "https://v2.virtualflybrain.org/org.geppetto.frontend/geppetto?id=FBbt_";
    (is_id && name.kind == NameKind::OntologyTerm)
        .then(|| link("Virtual Fly Brain", format!("{base}{number}")))
}

/// A list of texts in JSON; none of them holds anything to be escaped.
fn json_list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut list = String::from("[");
    for text in texts {
        if list.len() > 1 {
            list.push(',');
        }
        list.push('"');
        list.push_str(text);
        list.push('"');
    }
    list.push(']');
    list
}

fn link(text: &str, href: String) -> Link {
    Link { text: text.to_owned(), href }
}

/// Percent-encoded by RFC 3986: all but its unreserved characters, so that it may stand in any
/// part of an address.
pub fn encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len() + text.len() / 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                encoded.push('%');
                encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
                encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HARD: &str = "KCa'b' \"x\" (1,2) [a] #1 & b+c/d?=%é";
    const HARD_ENCODED: &str =
        "KCa%27b%27%20%22x%22%20%281%2C2%29%20%5Ba%5D%20%231%20%26%20b%2Bc%2Fd%3F%3D%25%C3%A9";

    fn dataset(name: &str) -> Dataset {
        Dataset { name: name.to_owned(), ..Dataset::default() }
    }

    fn known(name: &str) -> &'static Known {
        Known::of(&dataset(name)).expect("a known dataset")
    }

    fn named(kind: NameKind, name: &str) -> Name {
        Name { kind, name: name.to_owned(), source: None }
    }

    #[test]
    fn a_dataset_is_known_by_root_and_version_and_made_up_data_is_not() {
        let check = |name: &str, expected: Option<(&str, &str)>| {
            let known = Known::of(&dataset(name)).map(|known| (known.root, known.version));
            assert_eq!(known, expected, "{name}");
        };
        check("hemibrain:v1.2.1", Some(("hemibrain", "1.2.1")));
        check("hemibrain-v1.2.1-neurons", Some(("hemibrain", "1.2.1")));
        check("hemibrain:v1.2", None);
        check("hemibrain", None);
        check("hemibrainish:v1.2.1", None);
        check("male-cns:v0.9", Some(("male-cns", "0.9")));
        check("male-cns:v0.95", None);
        check("flywire-fafb:v783b", Some(("flywire-fafb", "783b")));
        check("mine", None);
        let demo = Dataset { synthetic: true, ..dataset("male-cns:v0.9") };
        assert_eq!(Known::of(&demo), None);
        assert_eq!(of_type(&demo, "LC4", &[]), []);
        assert_eq!(of_name(&demo, &named(NameKind::FlywireType, "LC4")), None);
    }

    #[test]
    fn neuprint_is_asked_for_the_name_whatever_it_holds() {
        let links = of_type(&dataset("hemibrain:v1.2.1"), HARD, &[]);
        let [link] = links.as_slice() else { panic!("{links:?}") };
        assert_eq!(link.text, "neuPrint");
        assert_eq!(
            link.href,
            format!(
                "https://neuprint.janelia.org/results?dataset=hemibrain%3Av1.2.1&qt=findneurons\
                 &tab=0&qr%5B0%5D%5Bcode%5D=fn&qr%5B0%5D%5Bds%5D=hemibrain%3Av1.2.1\
                 &qr%5B0%5D%5Bpm%5D%5Bdataset%5D=hemibrain%3Av1.2.1\
                 &qr%5B0%5D%5Bpm%5D%5Ball_segments%5D=false\
                 &qr%5B0%5D%5Bpm%5D%5Benable_contains%5D=true\
                 &qr%5B0%5D%5BvisProps%5D%5BrowsPerPage%5D=50\
                 &qr%5B0%5D%5Bpm%5D%5Bneuron_name%5D={HARD_ENCODED}"
            )
        );
    }

    #[test]
    fn codex_is_asked_for_exactly_the_type_or_not_at_all() {
        let name = named(NameKind::FlywireType, HARD);
        let link = of_name(&dataset("male-cns:v0.9"), &name).expect("a link");
        assert_eq!(
            link.href,
            format!(
                "https://codex.flywire.ai/app/search?dataset=fafb\
                 &filter_string=cell_type%3D%3D{HARD_ENCODED}"
            )
        );
        for name in ["a==b", "a&&b", "a||b", "a->b", "a{and}b", ""] {
            assert_eq!(codex(name), None, "{name}");
        }
        let links = of_type(&dataset("flywire-fafb:v783b"), "LC4", &[]);
        assert_eq!(links.iter().map(|link| &*link.text).collect::<Vec<_>>(), ["Codex"]);
    }

    #[test]
    fn a_mapped_name_leads_to_its_own_dataset() {
        let dataset = dataset("male-cns:v0.9");
        let of = |kind| of_name(&dataset, &named(kind, "PEN_a(PEN1)")).expect("a link").href;
        assert!(of(NameKind::HemibrainType).contains("dataset=hemibrain%3Av1.2.1&"));
        assert!(of(NameKind::MancType).ends_with("neuron_name%5D=PEN_a%28PEN1%29"));
        assert_eq!(of_name(&dataset, &named(NameKind::Synonym, "EPG")), None);
    }

    #[test]
    fn a_term_of_the_ontology_is_a_page_and_anything_else_is_not() {
        let page = "https://v2.virtualflybrain.org/org.geppetto.frontend/geppetto?id=FBbt_00003686";
        let of = |name: &str| term(&named(NameKind::OntologyTerm, name)).map(|link| link.href);
        assert_eq!(of("FBbt_00003686").as_deref(), Some(page));
        assert_eq!(of("FBbt:00003686").as_deref(), Some(page));
        for name in ["FBbt_3686", "FBbt_0000368x", "FBbt_00003686&i=1", "00003686"] {
            assert_eq!(of(name), None, "{name}");
        }
        let two = ["FBbt_00003686", "FBbt_00003687"].map(|it| named(NameKind::OntologyTerm, it));
        assert_eq!(of_type(&dataset("hemibrain:v1.2.1"), "KC", &two).len(), 1, "neuPrint alone");
        assert_eq!(of_type(&dataset("hemibrain:v1.2.1"), "KC", &two[..1]).len(), 2);
    }

    #[test]
    fn neuroglancer_has_all_neurons_as_strings() {
        let ids = ["720575940660219265", "5813027016"];
        let link = known("hemibrain:v1.2.1").neuroglancer(ids).expect("a link");
        assert_eq!(
            link.href,
            "https://neuroglancer-demo.appspot.com/#!\
             %7B%22layers%22%3A%5B%7B%22name%22%3A%22hemibrain%201.2.1%22%2C\
             %22segments%22%3A%5B%22720575940660219265%22%2C%225813027016%22%5D%2C\
             %22source%22%3A%5B%22precomputed%3A%2F%2Fgs%3A%2F%2Fneuroglancer-janelia-flyem-hemibrain\
             %2Fv1.2%2Fsegmentation%22%5D%2C%22type%22%3A%22segmentation%22%7D%5D%2C\
             %22layout%22%3A%223d%22%2C%22showSlices%22%3Afalse%7D"
        );
        assert_eq!(known("manc:v1.2.1").neuroglancer([]), None);
        assert_eq!(known("manc:v1.2.1").neuroglancer(["1\"", ""]), None);
        let scene = link.href.split("#!").nth(1).expect("a scene").as_bytes();
        let scene: String =
            form_urlencoded::parse(scene).map(|(text, _)| text.into_owned()).collect();
        let scene: serde_json::Value = serde_json::from_str(&scene).expect("JSON");
        assert_eq!(scene["layers"][0]["segments"][0], ids[0]);
        let two_sources = known("optic-lobe:v1.1").neuroglancer(["1"]).expect("a link").href;
        assert!(two_sources.contains("%2Fmulti-res-meshes%22%5D"), "{two_sources}");
    }

    #[test]
    fn neuronbridge_is_asked_for_a_body_of_any_version() {
        let link = known("hemibrain:v1.2.1").neuronbridge("1734350788").expect("a link");
        assert_eq!(
            link.href,
            "https://neuronbridge.janelia.org/search?q=hemibrain%2A%3A1734350788"
        );
        assert_eq!(known("optic-lobe:v1.1").neuronbridge("1"), None);
    }

    proptest! {
        #[test]
        fn every_address_is_https_and_has_no_character_that_ends_it(name: String) {
            let names = NameKind::MAPPED.map(|kind| named(kind, &name));
            for dataset in ["hemibrain:v1.2.1", "flywire-fafb:v783"].map(dataset) {
                let of_names = names.iter().filter_map(|name| of_name(&dataset, name));
                for link in of_type(&dataset, &name, &[]).into_iter().chain(of_names) {
                    prop_assert!(link.href.starts_with("https://"));
                    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%:/?&=".contains(&byte);
                    prop_assert!(link.href.bytes().all(is_plain), "{}", link.href);
                }
            }
        }

        #[test]
        fn what_is_encoded_is_read_back(text: String) {
            let encoded = format!("x={}", encoded(&text));
            let read: Vec<_> = form_urlencoded::parse(encoded.as_bytes()).collect();
            prop_assert_eq!(&*read[0].1, &*text);
        }
    }
}
