//! The same seed, the same dataset.

use sha2::{Digest, Sha256};

use super::*;

/// Everything of a small dataset in one number.
fn digest(seed: u64) -> String {
    let made = Made::new(Dimensions { neurons: 3_000, untyped: 300, types: 800 }, seed);
    let mut text = String::new();
    for n in &made.neurons {
        let side = n.side.letter();
        let whole = counts(&n.counts);
        let attributes = n.attributes.iter().map(|(a, value, c)| (a.label(), value, c));
        let names = n.names.iter().map(|(kind, name)| (kind.label(), name));
        let rois: Vec<_> = n.rois.iter().map(|(roi, c)| (roi, counts(c))).collect();
        let facts = (attributes.collect::<Vec<_>>(), names.collect::<Vec<_>>());
        text += &format!("{} {:?} {:?} {side}\n", n.body_id, n.type_name, n.instance);
        text += &format!("{whole:?} {rois:?} {facts:?}\n");
    }
    text += &format!("{:?} {:?}", made.connections, made.specimen.anatomy.hierarchy());
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn counts(counts: &Counts) -> [Option<u64>; 4] {
    [counts.pre, counts.post, counts.upstream, counts.downstream]
}

#[test]
fn what_a_seed_gives_changes_only_with_the_format() {
    let expected = (3, "75ea5549fae7149f");
    assert_eq!((FORMAT, digest(DEFAULT_SEED).as_str()), expected, "raise FORMAT and pin this");
}

#[test]
fn the_same_seed_gives_the_same_dataset_and_another_seed_another() {
    assert_eq!(digest(7), digest(7));
    assert_ne!(digest(7), digest(8));
}

#[test]
fn the_dataset_says_that_it_is_made_up_and_by_which_seed() {
    let check = |size, seed, name: &str, version: &str| {
        let dataset = dataset(size, seed);
        assert_eq!((dataset.name.as_str(), dataset.version.as_str()), (name, version));
        assert!(dataset.synthetic && dataset.origin.contains(&format!("seed {seed}")));
    };
    check(Size::Hemibrain, 1, "demo-hemibrain-size", "demo-3-hemibrain-1");
    check(Size::MaleCns, 1, "demo-male-cns-size", "demo-3-male-cns-1");
    check(Size::MaleCns, 42, "demo-male-cns-size-42", "demo-3-male-cns-42");
}

#[test]
fn the_sizes_are_called_on_the_command_line_as_they_call_themselves() {
    use clap::ValueEnum;
    for size in Size::value_variants() {
        assert_eq!(Size::from_str(&size.to_string(), false), Ok(*size));
    }
}
