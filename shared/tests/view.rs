//! The view and the query string of the URL.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::{BTreeMap, BTreeSet};

use made::expressions::an_expression;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use shared::expression::{Expression, Pattern, Term};
use shared::facets::Part;
use shared::index::{Facet, Measure};
use shared::line::expression;
use shared::view::{
    Bounds, Choice, Column, Layout, Mode, RegionFilter, Rows, Sort, SortBy, Threshold, View,
};

fn set(values: &[&str]) -> BTreeSet<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[test]
fn the_page_as_it_opens_has_an_empty_query() {
    assert_eq!(View::default().to_query(), "");
    assert_eq!(View::from_query(""), View::default());
    assert_eq!(View::from_query("?"), View::default());
}

#[test]
fn a_query_is_short_and_can_be_read() {
    let choice = Choice { any: set(&["gaba"]), none: set(&["unclear"]), mode: Mode::All };
    let view = View {
        dataset: Some("hemibrain:v1.2.1".to_owned()),
        text: "KCa'b'".to_owned(),
        input: RegionFilter {
            any: set(&["EB", "LAL"]),
            none: set(&["FB"]),
            threshold: Threshold::Share(2.5),
            mode: Mode::All,
        },
        output: RegionFilter {
            any: set(&["SMP"]),
            threshold: Threshold::Connections(50),
            ..RegionFilter::default()
        },
        facets: BTreeMap::from([(Facet::Transmitter, choice)]),
        measures: BTreeMap::from([(Measure::Neurons, Bounds { least: Some(4), most: None })]),
        also: vec![expression("-type:ER3*").unwrap()],
        basket: set(&["PEG"]),
        only_basket: true,
        sort: Some(Sort { by: SortBy::Neurons, descending: true }),
        layout: Layout::Cards,
        open: Some("EPG".to_owned()),
        ..View::default()
    };
    let query = "dataset=hemibrain%3Av1.2.1&q=KCa%27b%27&in=EB&in=LAL&in=%21FB&in.min=2.5&all=in\
                 &out=SMP&out.min=50n&nt=gaba&nt=%21unclear&all=nt&neurons=4..\
                 &also=-type%3AER3*&basket=PEG&only=basket&sort=-neurons&view=cards&type=EPG";
    assert_eq!(view.to_query(), query);
    assert_eq!(View::from_query(&format!("?{query}")), view);
}

#[test]
fn a_heat_map_is_ordered_by_a_region_or_clustered_and_never_both() {
    let check = |query: &str, written: &str| {
        assert_eq!(View::from_query(query).to_query(), written, "{query}");
    };
    for query in ["heat=out.types.regions", "heat=out.regions&heat.by=a%27L", "heat.by=%5C%21"] {
        check(query, query);
    }
    check("heat=types&heat.by=EB", "heat.by=EB");
    check("heat.by=EB&heat=types.regions", "heat=regions&heat.by=EB");
    check("heat.by=", "");
    let mut heat = View::from_query("heat=types").heat;
    heat.turn_by("EB");
    assert_eq!(heat.rows, Rows::By("EB".to_owned()));
    heat.turn_by("LAL");
    assert_eq!(heat.by(), Some("LAL"));
    heat.turn_by("LAL");
    assert_eq!(heat.rows, Rows::Listed);
}

#[test]
fn what_cannot_be_read_is_left_out() {
    let cases = [
        "in.min=0",
        "in.min=-3",
        "in.min=101",
        "in.min=nan",
        "in.min=inf",
        "in.min=x",
        "in.min=0n",
        "in.min=1.5n",
        "out.min=",
        "neurons=x..4",
        "neurons=-1..",
        "neurons=",
        "neurons=..",
        "all=",
        "all=neurons",
        "view=",
        "view=globe",
        "only=",
        "basket=",
        "also=",
        "also=colour%3Ared",
        "sort=size",
        "sort=",
        "in=",
        "nt=",
        "type=",
        "dataset=",
        "unknown=1",
        "&&=&",
        "%",
    ];
    for query in cases {
        assert_eq!(View::from_query(query), View::default(), "{query}");
    }
    let view = View::from_query("in.min=x&q=a&sort=size");
    assert_eq!(view, View { text: "a".to_owned(), ..View::default() });
}

#[test]
fn a_transmitter_may_be_spelt_in_an_address_as_people_do() {
    let view = View::from_query("nt=GABA&nt=%21ACh&consensusNt=Glu&class=DA");
    assert_eq!(view.to_query(), "nt=gaba&nt=%21acetylcholine&consensusNt=glutamate&class=DA");
}

#[test]
fn bounds_are_read_in_each_form() {
    let cases = [
        ("4..100", (Some(4), Some(100))),
        ("4..", (Some(4), None)),
        ("..100", (None, Some(100))),
        ("7", (Some(7), Some(7))),
    ];
    for (written, (least, most)) in cases {
        let view = View::from_query(&format!("neurons={written}"));
        assert_eq!(view.bounds(Measure::Neurons), Bounds { least, most });
    }
}

#[test]
fn a_literal_mark_is_not_an_exclusion() {
    let any = set(&["!a", "\\!a", "\\", "a!", ""]);
    let none = set(&["!a", "a", "\\", ""]);
    let view = View {
        input: RegionFilter { any: any.clone(), none: none.clone(), ..RegionFilter::default() },
        facets: BTreeMap::from([(Facet::Class, Choice { any, none, ..Choice::default() })]),
        ..View::default()
    };
    assert_eq!(View::from_query(&view.to_query()), view);
}

#[test]
fn parts_are_what_narrows_and_can_be_taken_out_one_by_one() {
    let query = "q=a&only=basket&in=EB&in.min=9&out=%21FB&nt=gaba&side=%21only+left&neurons=2..";
    let mut view = View::from_query(query);
    let parts = view.parts();
    let expected = [
        Part::Text,
        Part::Basket,
        Part::Input,
        Part::Output,
        Part::Facet(Facet::Transmitter),
        Part::Facet(Facet::Side),
        Part::Measure(Measure::Neurons),
    ];
    assert_eq!(parts, expected);
    for (taken, part) in parts.iter().enumerate() {
        assert!(!view.is_open());
        view = view.without(*part);
        assert_eq!(view.parts(), expected[taken + 1..]);
    }
    assert!(view.is_open());
    assert_eq!(
        view.input.threshold,
        Threshold::Share(9.0),
        "the threshold is no part that narrows"
    );
}

#[test]
fn text_without_letters_and_empty_choices_narrow_nothing() {
    let facets = BTreeMap::from([(Facet::Class, Choice::default())]);
    assert!(View { text: " '? ".to_owned(), facets, ..View::default() }.is_open());
    assert!(View::from_query("in.min=9&sort=name&type=a&dataset=d").is_open());
}

fn a_value() -> impl Strategy<Value = String> {
    prop_oneof!["[!\\\\-]{0,2}[a-z,&='\"+%# é漢]{0,6}", any::<String>()]
}

fn values() -> impl Strategy<Value = BTreeSet<String>> {
    btree_set(a_value(), 0..3)
}

fn a_mode() -> impl Strategy<Value = Mode> {
    select(vec![Mode::Any, Mode::All])
}

fn a_region_filter() -> impl Strategy<Value = RegionFilter> {
    let threshold = prop_oneof![
        Just(Threshold::default()),
        (1e-9..=100.0).prop_map(Threshold::Share),
        (1..u64::MAX).prop_map(Threshold::Connections),
    ];
    (values(), values(), threshold, a_mode())
        .prop_map(|(any, none, threshold, mode)| RegionFilter { any, none, threshold, mode })
}

fn a_choice() -> impl Strategy<Value = Choice> {
    let choice =
        (values(), values(), a_mode()).prop_map(|(any, none, mode)| Choice { any, none, mode });
    choice.prop_filter("says nothing", |choice| !choice.is_open())
}

fn a_sort() -> impl Strategy<Value = Sort> {
    use SortBy::{Imbalance, Inputs, InputsPerNeuron, Name, Neurons, Outputs, OutputsPerNeuron};
    let by =
        select(vec![Name, Neurons, Inputs, Outputs, Imbalance, InputsPerNeuron, OutputsPerNeuron]);
    (by, any::<bool>()).prop_map(|(by, descending)| Sort { by, descending })
}

fn some_bounds() -> impl Strategy<Value = Bounds> {
    let bounds = (option::of(any::<u64>()), option::of(any::<u64>()));
    let bounds = bounds.prop_map(|(least, most)| Bounds { least, most });
    bounds.prop_filter("says nothing", |bounds| !bounds.is_open())
}

fn a_view() -> impl Strategy<Value = View> {
    let facets = btree_map(select(Facet::ALL.as_slice()), a_choice(), 0..4);
    let measures = btree_map(select(Measure::ALL.as_slice()), some_bounds(), 0..3);
    let named = (option::of(a_value()), a_value(), option::of(a_value()));
    let layouts = vec![Layout::List, Layout::Cards, Layout::Heatmap, Layout::Compare];
    let shown = (values(), any::<bool>(), option::of(a_sort()), select(layouts));
    let further = vec(an_expression(), 0..3);
    (named, a_region_filter(), a_region_filter(), facets, measures, shown, further).prop_map(
        |((dataset, text, open), input, output, facets, measures, shown, also)| {
            let (basket, only_basket, sort, layout) = shown;
            View {
                dataset,
                text,
                input,
                output,
                facets,
                measures,
                basket,
                only_basket,
                sort,
                layout,
                open,
                also,
                ..View::default()
            }
        },
    )
}

#[test]
fn a_dash_alone_within_brackets_denies_nothing() {
    let empty = || Expression::Is(Term::Name(None, Pattern(String::new())));
    let dash = Expression::Is(Term::Words("-".to_owned()));
    let also = vec![Expression::Any(vec![Expression::All(vec![empty(), dash]), empty()])];
    let view = View { also, ..View::default() };
    assert_eq!(View::from_query(&view.to_query()), view);
}

proptest! {
    #[test]
    fn a_view_survives_its_query(view in a_view()) {
        let query = view.to_query();
        prop_assert_eq!(&View::from_query(&query), &view);
        prop_assert_eq!(View::from_query(&format!("?{query}")), view);
    }

    #[test]
    fn any_text_can_be_read_as_a_query(
        text in any::<String>(),
        key in select(vec![
            "q", "in", "out", "in.min", "nt", "neurons", "sort", "type", "dataset", "all", "view",
            "basket", "also",
        ]),
    ) {
        View::from_query(&text);
        let view = View::from_query(&format!("{key}={text}"));
        prop_assert_eq!(View::from_query(&view.to_query()), view);
    }
}

#[test]
fn chosen_columns_are_in_the_address_and_the_page_s_own_are_not() {
    let read = View::from_query("columns=inputs.nothing.nt");
    assert_eq!(read.columns, Some(Column::read("nt.inputs")));
    assert_eq!(read.to_query(), "columns=nt.inputs");
    assert_eq!(View::from_query("columns=").columns, Some(Vec::new()), "the type alone");
    assert_eq!(View::default().to_query(), "");
    assert_eq!(read.asked(), View::default(), "columns change no answer");
}
