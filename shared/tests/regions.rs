//! Regions and how much of a type's synapses lies in each.
#![allow(clippy::unwrap_used)]

mod made;

use made::{counts, hierarchy, index_over, named, node, spread};
use shared::roi::{OutputUnit, Regions, without_side};
use shared::wire::{RoiHierarchy, Summary, Synapses};

/// A brain with a divided lobe, a divided body and a layered medulla.
fn brain() -> RoiHierarchy {
    let medulla = |side: &str| {
        let layer = format!("ME_{side}_layer_01");
        let column = format!("ME_{side}_col_12_07");
        let layers = node(&format!("ME({side})-layers"), vec![node(&layer, vec![])]);
        node(&format!("ME({side})"), vec![layers, node(&column, vec![])])
    };
    let nodulus = |side: &str| node(&format!("NO({side})"), vec![]);
    let central = vec![
        node("EB", vec![]),
        node("NO", vec![nodulus("R"), nodulus("L")]),
        node("LAL(R)", vec![]),
        node("LAL(L)", vec![]),
    ];
    let tree = node(
        "brain",
        vec![
            node("CX", central),
            node("Optic(L)", vec![medulla("L")]),
            node("Optic(R)", vec![medulla("R")]),
        ],
    );
    hierarchy(tree, &["EB", "NO", "LAL(L)", "LAL(R)", "ME(L)", "ME(R)"])
}

#[test]
fn a_side_is_taken_off_wherever_it_stands_and_nothing_else_is() {
    let cases = [
        ("LAL(R)", "LAL"),
        ("LAL(L)", "LAL"),
        ("LegNp(T1)(L)", "LegNp(T1)"),
        ("HTct(UTct-T3)(R)", "HTct(UTct-T3)"),
        ("CRE(-ROB,-RUB)(R)", "CRE(-ROB,-RUB)"),
        ("a'L(L)", "a'L"),
        ("AL_L", "AL"),
        ("ME(R)-layers", "ME-layers"),
        ("ME_R_layer_01", "ME_layer_01"),
        ("Optic-unspecified(L)", "Optic-unspecified"),
        ("PB(L1)", "PB(L1)"),
        ("PB(R9)", "PB(R9)"),
        ("VNC_Left", "VNC_Left"),
        ("FB-column3", "FB-column3"),
        ("MB(+ACA)(R)", "MB(+ACA)"),
        ("aL", "aL"),
        ("(L)", "(L)"),
        ("_R", "_R"),
        ("", ""),
    ];
    for (roi, name) in cases {
        assert_eq!(without_side(roi), name, "{roi}");
    }
}

#[test]
fn the_regions_are_the_tree_without_its_root_sides_and_columns() {
    let regions = Regions::new(&brain());
    let shown: Vec<_> = regions.all.iter().map(|r| (r.name.as_str(), r.depth, r.primary)).collect();
    let expected = [
        ("CX", 0, false),
        ("EB", 1, true),
        ("NO", 1, true),
        ("LAL", 1, true),
        ("Optic", 0, false),
        ("ME", 1, true),
        ("ME-layers", 2, false),
        ("ME_layer_01", 3, false),
    ];
    assert_eq!(shown, expected);
    let within = |name| regions.within(name).map(|id| regions.all[id as usize].name.as_str());
    assert_eq!(within(None).collect::<Vec<_>>(), ["CX", "Optic"]);
    assert_eq!(within(regions.find("CX")).collect::<Vec<_>>(), ["EB", "NO", "LAL"]);
    assert_eq!(regions.find("LAL(L)"), None);
}

#[test]
fn sides_are_summed_and_ancestors_are_the_sum_of_the_primary_rois_within() {
    let regions = Regions::new(&brain());
    let rois = [
        ("brain", [1_000, 1_000]),
        ("CX", [999, 999]),
        ("EB", [1, 10]),
        ("NO", [5, 50]),
        ("NO(L)", [2, 20]),
        ("NO(R)", [3, 30]),
        ("LAL(L)", [7, 70]),
        ("LAL(R)", [8, 80]),
        ("ME(R)", [20, 200]),
        ("ME_R_layer_01", [9, 90]),
        ("ME_R_col_12_07", [4, 40]),
    ];
    let profile = regions.profile(&spread([50, 500], &rois));
    let expected = [
        ("CX", [21, 210]),
        ("EB", [1, 10]),
        ("NO", [5, 50]),
        ("LAL", [15, 150]),
        ("Optic", [20, 200]),
        ("ME", [20, 200]),
        ("ME-layers", [0, 0]),
        ("ME_layer_01", [9, 90]),
    ];
    for (name, count) in expected {
        assert_eq!(counts(&regions, &profile, name), count, "{name}");
    }
    assert_eq!((profile.input_total, profile.input_outside), (50, 9));
    assert_eq!((profile.output_total, profile.output_outside), (500, 90));
}

#[test]
fn rois_that_the_tree_leaves_out_count_only_against_outside_and_only_if_primary() {
    let mut brain = brain();
    brain.primary.push("AOT".to_owned());
    let regions = Regions::new(&brain);
    let rois = [("EB", [10, 0]), ("AOT", [20, 0]), ("FB-column3", [30, 0])];
    let profile = regions.profile(&spread([100, 0], &rois));
    assert_eq!(profile.regions.len(), 2, "EB and CX");
    assert_eq!(profile.input_outside, 70);
}

#[test]
fn more_in_primary_rois_than_in_all_leaves_nothing_outside() {
    let profile = Regions::new(&brain()).profile(&spread([5, 5], &[("EB", [6, 5])]));
    assert_eq!((profile.input_outside, profile.output_outside), (0, 0));
}

#[test]
fn outputs_are_connections_only_where_the_rois_have_them_too() {
    let regions = Regions::new(&brain());
    let mut summary = spread([100, 40], &[("EB", [10, 4]), ("NO", [0, 6])]);
    let tbars = regions.profile(&summary);
    assert_eq!((tbars.unit, tbars.output_total, tbars.output_outside), (OutputUnit::Tbars, 40, 30));

    summary.downstream = Some(300);
    assert_eq!(regions.profile(&summary), tbars, "no ROI has connections");

    let eb = Synapses { post: 10, pre: 4, downstream: Some(25), ..Synapses::default() };
    summary.rois.insert("EB".to_owned(), eb);
    let profile = regions.profile(&summary);
    assert_eq!((profile.unit, profile.output_total), (OutputUnit::Connections, 300));
    assert_eq!(counts(&regions, &profile, "CX"), [10, 25], "NO has none");
    assert_eq!(profile.output_outside, 275);
}

#[test]
fn without_rois_all_is_outside() {
    let summary = Summary { downstream: Some(9), pre: 3, post: 5, ..named("T", &[]) };
    for regions in [Regions::default(), Regions::new(&brain())] {
        let profile = regions.profile(&summary);
        assert_eq!(profile.regions, []);
        assert_eq!((profile.input_total, profile.input_outside), (5, 5));
        assert_eq!((profile.output_total, profile.output_outside), (9, 9));
    }
    let nothing = RoiHierarchy::default();
    assert!(Regions::new(&nothing).all.is_empty());
}

#[test]
fn a_region_in_two_places_stands_nearest_to_the_root_with_both_parts_counted() {
    let right = node("MB(R)", vec![node("CA(R)", vec![])]);
    let tree =
        node("b", vec![node("MB+(R)", vec![right]), node("MB(L)", vec![node("CA(L)", vec![])])]);
    let regions = Regions::new(&hierarchy(tree, &["CA(L)", "CA(R)"]));
    let shown: Vec<_> = regions.all.iter().map(|r| (r.name.as_str(), r.depth)).collect();
    assert_eq!(shown, [("MB+", 0), ("MB", 0), ("CA", 1)]);
    let profile = regions.profile(&spread([10, 0], &[("CA(L)", [1, 0]), ("CA(R)", [2, 0])]));
    assert_eq!(counts(&regions, &profile, "MB"), [3, 0]);
    assert_eq!(counts(&regions, &profile, "MB+"), [2, 0]);
}

#[test]
fn a_full_name_may_be_given_to_either_side_or_to_both() {
    let mut brain = brain();
    for (roi, name) in [("LAL(R)", "lateral accessory lobe"), ("EB", "ellipsoid body")] {
        brain.full_names.insert(roi.to_owned(), name.to_owned());
    }
    let regions = Regions::new(&brain);
    let full_name = |name| regions.all[regions.find(name).unwrap() as usize].full_name.as_deref();
    assert_eq!(full_name("LAL"), Some("lateral accessory lobe"));
    assert_eq!(full_name("EB"), Some("ellipsoid body"));
    assert_eq!(full_name("NO"), None);
}

#[test]
fn the_top_regions_are_primary_with_their_share_of_everything() {
    let rois = [("EB", [10, 0]), ("LAL(L)", [20, 1]), ("LAL(R)", [5, 2]), ("CX", [90, 9])];
    let index = index_over(Regions::new(&brain()), &[spread([50, 30], &rois)]);
    let top = index.top_regions(0, 1);
    let named = |list: &[(u16, f32)]| -> Vec<(String, f32)> {
        list.iter()
            .map(|(id, share)| (index.regions.all[*id as usize].name.clone(), *share))
            .collect()
    };
    assert_eq!(named(&top.input), [("LAL".to_owned(), 0.5)]);
    assert_eq!(named(&index.top_regions(0, 9).output), [("LAL".to_owned(), 0.1)]);
    assert_eq!(index.top_regions(0, 9).input.len(), 2);
}
