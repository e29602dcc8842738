//! A view taken along to another dataset.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::BTreeMap;

use made::{hierarchy, index_over, node, spread};
use shared::expression::{Expression, Pattern, Term};
use shared::index::{Facet, Index};
use shared::neuron::Attribute;
use shared::roi::Regions;
use shared::view::{Threshold, Unknown, View, Way};
use shared::wire::{Summary, Tally};

fn index() -> Index {
    let tree = node("brain", vec![node("EB", vec![]), node("LAL(L)", vec![])]);
    let tally = Tally { neurons: 1, confidence: None };
    let summary = Summary {
        name: "EPG".to_owned(),
        attributes: BTreeMap::from([(
            Attribute::Class,
            BTreeMap::from([("CX".to_owned(), tally)]),
        )]),
        ..spread([9, 9], &[("EB", [4, 4])])
    };
    index_over(Regions::new(&hierarchy(tree, &["EB", "LAL(L)"])), &[summary])
}

#[test]
fn all_that_the_dataset_knows_is_kept() {
    let view = View::from_query(
        "q=epg&in=EB&in=!LAL&in.min=7&class=CX&n=2..&sort=-inputs&basket=EPG&basket=ER4d&type=EPG",
    );
    assert_eq!(view.known_to(&index()), (view, Vec::new()));
}

#[test]
fn a_heat_map_is_not_ordered_by_a_region_that_is_not_there() {
    for (query, known) in [("LAL", "heat.by=LAL"), ("outside", "heat.by=outside"), ("FB", "")] {
        let view = View::from_query(&format!("heat.by={query}"));
        assert_eq!(view.known_to(&index()), (View::from_query(known), Vec::new()));
    }
}

#[test]
fn what_it_does_not_know_is_taken_away_and_named() {
    let view =
        View::from_query("in=EB&in=FB&out=!GA&class=CX&class=visual&hemilineage=EBa1&type=ER4d");
    let (known, unknown) = view.known_to(&index());
    assert_eq!(known, View::from_query("in=EB&class=CX"));
    let expected = [
        Unknown::Region(Way::Input, "FB".to_owned()),
        Unknown::Region(Way::Output, "GA".to_owned()),
        Unknown::Value(Facet::Class, "visual".to_owned()),
        Unknown::Value(Facet::Hemilineage, "EBa1".to_owned()),
        Unknown::Type("ER4d".to_owned()),
    ];
    assert_eq!(unknown, expected);
}

#[test]
fn a_condition_that_names_something_unknown_goes_as_a_whole() {
    let region = |name: &str| {
        Expression::Is(Term::Region(Way::Input, name.to_owned(), Threshold::default()))
    };
    let class =
        |pattern: &str| Expression::Is(Term::Value(Facet::Class, Pattern(pattern.to_owned())));
    let kept = Expression::Any(vec![region("EB"), class("c*")]);
    let gone = Expression::Not(Box::new(Expression::All(vec![region("EB"), region("FB")])));
    let view = View { also: vec![kept.clone(), gone, class("AL*")], ..View::default() };
    let (known, unknown) = view.known_to(&index());
    assert_eq!(known.also, [kept]);
    assert_eq!(unknown, [Unknown::Conditions(2)]);
}
