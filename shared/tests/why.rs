//! Why a type is in the result: the words agree with the answer.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::{BTreeMap, BTreeSet};

use made::{hierarchy, index_over, node, spread};
use shared::facets::answer;
use shared::index::{Facet, Index, Measure};
use shared::neuron::{Attribute, NameKind};
use shared::roi::Regions;
use shared::view::{Bounds, Mode, Threshold, View};
use shared::why::why;
use shared::wire::{Name, SideCounts, Summary, Tally};

fn index() -> Index {
    let tree =
        node("CNS", vec![node("EB", vec![]), node("LAL(L)", vec![]), node("LAL(R)", vec![])]);
    let regions = Regions::new(&hierarchy(tree, &["EB", "LAL(L)", "LAL(R)"]));
    let make = |name: &str, lal: u64, nt: &[&str]| Summary {
        name: name.to_owned(),
        neurons: SideCounts { total: 4, left: 2, right: 2, ..SideCounts::default() },
        attributes: BTreeMap::from([(
            Attribute::Class,
            nt.iter()
                .map(|it| ((*it).to_owned(), Tally { neurons: 2, confidence: None }))
                .collect(),
        )]),
        ..spread([10_000, 100], &[("LAL(R)", [lal, 0]), ("EB", [40, 25])])
    };
    let mut epg = make("EPG", 1_243, &["CX"]);
    let source = Some("Wolff".to_owned());
    epg.names = vec![Name { kind: NameKind::Synonym, name: "compass".to_owned(), source }];
    index_over(regions, &[epg, make("ER4d", 997, &["ring", "CX"]), make("odd", 0, &[])])
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// The words for each type, each with whether it passes.
fn check(change: impl Fn(&mut View), expected: [(&str, bool); 3]) {
    let index = index();
    let mut view = View::default();
    view.input.threshold = Threshold::Share(10.0);
    change(&mut view);
    let listed = answer(&index, &view).types;
    for (id, (words, holds)) in expected.into_iter().enumerate() {
        let reasons = why(&index, &view, id as u32);
        let all: Vec<&str> = reasons.iter().map(|reason| reason.words.as_str()).collect();
        assert_eq!(all.join("; "), words);
        assert_eq!(reasons.iter().all(|reason| reason.holds), holds, "{words}");
        assert_eq!(listed.contains(&(id as u32)), holds, "the list agrees: {words}");
    }
}

#[test]
fn a_region_is_told_with_its_share_and_the_threshold() {
    check(
        |view| view.input.any = set(&["LAL"]),
        [
            ("input in LAL 12.4 % ≥ 10 %", true),
            ("input in LAL 9.9 % < 10 %", false),
            ("input in LAL 0.0 % < 10 %", false),
        ],
    );
    check(
        |view| {
            view.input.none = set(&["LAL"]);
            view.input.threshold = Threshold::Connections(1_000);
        },
        [
            ("input in LAL 1243 ≥ 1000, which is excluded", false),
            ("input in LAL 997 < 1000", true),
            ("input in LAL 0 < 1000", true),
        ],
    );
    check(
        |view| {
            view.input.any = set(&["EB", "LAL"]);
            view.input.mode = Mode::All;
            view.input.threshold = Threshold::Share(0.25);
        },
        [
            ("input in EB 0.4 % ≥ 0.25 % and input in LAL 12.4 % ≥ 0.25 %", true),
            ("input in EB 0.4 % ≥ 0.25 % and input in LAL 9.9 % ≥ 0.25 %", true),
            ("input in LAL 0.0 % < 0.25 %", false),
        ],
    );
}

#[test]
fn values_numbers_names_and_the_basket_are_told() {
    let choose = |view: &mut View, any: &[&str], none: &[&str]| {
        let choice = view.facets.entry(Facet::Class).or_default();
        (choice.any, choice.none) = (set(any), set(none));
    };
    check(
        |view| choose(view, &["ring"], &[]),
        [
            ("class CX, not ring", false),
            ("class ring", true),
            ("no class is known of it, ring is asked for", false),
        ],
    );
    check(
        |view| choose(view, &[], &["ring"]),
        [
            ("class not ring", true),
            ("class ring, which is excluded", false),
            ("class not ring", true),
        ],
    );
    check(
        |view| view.set_bounds(Measure::Neurons, Bounds { least: Some(5), most: None }),
        [("neurons per type 4 < 5", false); 3],
    );
    check(
        |view| view.text = "comp".to_owned(),
        [
            ("its synonym compass fits “comp”", true),
            ("none of its names fits “comp”", false),
            ("none of its names fits “comp”", false),
        ],
    );
    check(
        |view| {
            view.basket = set(&["odd"]);
            view.only_basket = true;
        },
        [("not in the basket", false), ("not in the basket", false), ("in the basket", true)],
    );
}

#[test]
fn several_parts_are_told_one_by_one() {
    check(
        |view| {
            view.text = "e".to_owned();
            view.input.any = set(&["LAL"]);
        },
        [
            ("its type EPG fits “e”; input in LAL 12.4 % ≥ 10 %", true),
            ("its type ER4d fits “e”; input in LAL 9.9 % < 10 %", false),
            ("none of its names fits “e”; input in LAL 0.0 % < 10 %", false),
        ],
    );
}
