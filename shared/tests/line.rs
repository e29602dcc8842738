//! The query line: what it means, what it writes, what it says of a mistake, and what it offers.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::BTreeSet;

use made::expressions::{a_threshold, a_value, an_expression, some_bounds};
use made::{hierarchy, index_over, named, node};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;
use shared::expression::{Expression, Term};
use shared::facets::{Part, answer};
use shared::index::{Facet, Index, Measure};
use shared::line::{absent, complete, examples, expression, instead, read, write, written};
use shared::names::fold;
use shared::neuron::{Attribute, NameKind};
use shared::roi::Regions;
use shared::view::{Choice, Mode, RegionFilter, Threshold, View, Way};
use shared::wire::{SideCounts, Summary, Synapses, Tally};

fn summary(name: &str, neurons: u64, nt: &str, class: &str, eb: u64) -> Summary {
    let mut summary = named(name, &[(NameKind::FlywireType, "PB4")]);
    summary.neurons = SideCounts { total: neurons, left: neurons, ..SideCounts::default() };
    (summary.post, summary.pre) = (100, 100);
    let synapses = |post| Synapses { pre: 100 - post, post, ..Synapses::default() };
    summary.rois =
        [("EB".to_owned(), synapses(eb)), ("LAL(R)".to_owned(), synapses(100 - eb))].into();
    for (attribute, value) in [(Attribute::ConsensusNt, nt), (Attribute::Class, class)] {
        let tally = Tally { neurons, confidence: None };
        summary.attributes.insert(attribute, [(value.to_owned(), tally)].into());
    }
    summary
}

fn an_index() -> Index {
    let tree = node("brain", vec![node("EB", vec![]), node("LAL(R)", vec![]), node("AL", vec![])]);
    let mut hierarchy = hierarchy(tree, &["EB", "LAL(R)", "AL"]);
    hierarchy.full_names.insert("EB".to_owned(), "ellipsoid body".to_owned());
    let types = [
        summary("EPG", 46, "acetylcholine", "CX", 80),
        summary("ER4d", 10, "gaba", "CX", 50),
        summary("ER3p_a", 4, "gaba", "optic lobe intrinsic", 10),
        summary("LC10a", 200, "glutamate", "optic lobe intrinsic", 0),
        summary("PEN_b(PEN2)", 20, "acetylcholine", "CX", 5),
        summary("KCa'b'-m", 300, "dopamine", "a,\"b\"", 0),
    ];
    index_over(Regions::new(&hierarchy), &types)
}

fn view_of(line: &str) -> View {
    let index = an_index();
    let mut view = View::default();
    match read(line, Some(&index)) {
        Ok(asked) => asked.put_into(&mut view),
        Err(problem) => panic!("{line}: {problem}"),
    }
    view
}

/// The types that a line finds, in natural order.
fn found(line: &str) -> Vec<String> {
    let index = an_index();
    let mut names: Vec<String> = answer(&index, &view_of(line))
        .types
        .iter()
        .map(|id| index.entries[*id as usize].name.to_string())
        .collect();
    names.sort();
    names
}

fn problem(line: &str) -> String {
    read(line, Some(&an_index())).map_or_else(|it| it.to_string(), |_| "no problem".to_owned())
}

#[test]
fn a_line_finds_what_it_says() {
    let check = |line: &str, expected: &[&str]| {
        let expected: Vec<String> = expected.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(found(line), expected, "{line}");
    };
    check("type:ER*", &["ER3p_a", "ER4d"]);
    check("-type:er* class:cx", &["EPG", "PEN_b(PEN2)"]);
    check("not type:ER* and class:CX", &["EPG", "PEN_b(PEN2)"]);
    check("nt:GABA", &["ER3p_a", "ER4d"]);
    check("transmitter:Glu", &["LC10a"]);
    check("nt:ach,DA", &["EPG", "KCa'b'-m", "PEN_b(PEN2)"]);
    check("nt:ACh or nt:Glu", &["EPG", "LC10a", "PEN_b(PEN2)"]);
    check("neurons>=46", &["EPG", "KCa'b'-m", "LC10a"]);
    check("neurons > 46", &["KCa'b'-m", "LC10a"]);
    check("neurons:4..10", &["ER3p_a", "ER4d"]);
    check("neurons<=10 neurons>4", &["ER4d"]);
    check("in:EB", &["EPG", "ER3p_a", "ER4d", "PEN_b(PEN2)"]);
    check("in:EB>=10%", &["EPG", "ER3p_a", "ER4d"]);
    check("in:\"ellipsoid body\" >= 50", &["EPG", "ER4d"]);
    check("out:eb<50", &["EPG"]);
    check("in:EB in:LAL(R)", &["EPG", "ER3p_a", "ER4d", "PEN_b(PEN2)"]);
    check("class:\"optic lobe intrinsic\"", &["ER3p_a", "LC10a"]);
    check("class:optic_lobe_intrinsic", &["ER3p_a", "LC10a"]);
    check("class:opt*", &["ER3p_a", "LC10a"]);
    check("type:PEN_b(PEN2)", &["PEN_b(PEN2)"]);
    check("(type:PEN_b(PEN2) or nt:Glu)", &["LC10a", "PEN_b(PEN2)"]);
    check("types:epg,ER4d", &["EPG", "ER4d"]);
    check("er nt:gaba neurons>4", &["ER4d"]);
    check("nt:gaba and not (neurons>4 or class:CX)", &["ER3p_a"]);
    check(
        "side:L has:flywireType flywire:pb*",
        &["EPG", "ER3p_a", "ER4d", "KCa'b'-m", "LC10a", "PEN_b(PEN2)"],
    );
    check("side:R", &[]);
    check("roi:AL", &[]);
}

#[test]
fn a_line_that_waits_for_more_is_read_as_far_as_it_goes() {
    for line in ["nt:gaba and", "nt:gaba or ", "nt:gaba not", "nt:gaba (", "(nt:gaba", "nt:gaba,"] {
        assert_eq!(found(line), ["ER3p_a", "ER4d"], "{line}");
    }
}

#[test]
fn a_text_without_a_condition_is_words_as_they_are() {
    for text in [
        "kca'b'",
        "PEN_b(PEN2)",
        "Acc. ti flexor MN",
        "this and that",
        "not (a or b)",
        "-ER3",
        "5:3",
        "\"quoted\"",
        "(",
        "x<5",
        "a: b",
        "  spaces  ",
        "<b>x</b> 'q' [/]",
    ] {
        assert_eq!(view_of(text), View { text: text.to_owned(), ..View::default() });
    }
}

#[test]
fn what_a_filter_can_show_goes_into_it_and_the_rest_is_a_further_condition() {
    let set = |values: &[&str]| values.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>();
    let choice = |line: &str| view_of(line).facets.remove(&Facet::Transmitter).unwrap();
    let any = Choice { any: set(&["gaba", "glutamate"]), ..Choice::default() };
    for line in ["nt:GABA,Glu", "nt:GABA or nt:Glu", "(nt:Glu or nt:GABA) nt:gaba,glu"] {
        assert_eq!(choice(line), any, "{line}");
    }
    assert_eq!(choice("nt:GABA nt:Glu"), Choice { mode: Mode::All, ..any.clone() });
    let none = Choice { none: set(&["gaba", "glutamate"]), ..Choice::default() };
    assert_eq!(choice("-nt:GABA -nt:Glu"), none);
    assert_eq!(choice("not (nt:GABA or nt:Glu)"), none);
    assert_eq!(view_of("nt:GABA,Glu nt:ACh").also.len(), 1);
    let view = view_of("in:EB>=10% in:LAL>=10% -in:AL>=10% in:AL>=7");
    let least = Threshold::Share(10.0);
    let filter = RegionFilter {
        any: set(&["EB", "LAL"]),
        none: set(&["AL"]),
        mode: Mode::All,
        threshold: least,
    };
    assert_eq!(view.input, filter);
    let other = Term::Region(Way::Input, "AL".to_owned(), Threshold::Connections(7));
    assert_eq!(view.also, [Expression::Is(other)]);
}

#[test]
fn what_is_put_into_a_view_leaves_the_rest_of_it_alone() {
    let index = an_index();
    let mut view =
        View::from_query("in.min=9&all=in&basket=EPG&sort=neurons&type=EPG&nt=gaba&all=nt");
    let before = view.clone();
    read("neurons>=10 nt:Glu", Some(&index)).unwrap().put_into(&mut view);
    assert_eq!(view.input, before.input, "how the page counts stays");
    assert_eq!(view.facets[&Facet::Transmitter].mode, Mode::All);
    assert_eq!((&view.basket, view.sort, &view.open), (&before.basket, before.sort, &before.open));
    read("", Some(&index)).unwrap().put_into(&mut view);
    assert!(view.is_open());
}

#[test]
fn a_mistake_is_told_with_what_would_be_right() {
    let check = |line: &str, expected: &str| assert_eq!(problem(line), expected, "{line}");
    check("hemiliniage:EBa1", "There is no filter “hemiliniage”; did you mean “hemilineage”?");
    check("colour:red", "There is no filter “colour”. In quotes it is searched for as text.");
    check("neuron>=10", "There is no filter “neuron”; did you mean “neurons”?");
    check("nt:gabba", "There is no transmitter “gabba”; did you mean “GABA”?");
    check(
        "class:\"optic lobe intrinsc\"",
        "There is no class “optic lobe intrinsc”; did you mean “\"optic lobe intrinsic\"”?",
    );
    check("in:LALL", "There is no region “LALL”; did you mean “LAL”?");
    check(
        "in:\"elipsoid body\"",
        "There is no region “elipsoid body”; did you mean “\"ellipsoid body\"”?",
    );
    check("types:EPG,ER4x", "There is no type “ER4x”; did you mean “ER4d”?");
    check("hemilineage:x", "This dataset has no hemilineage.");
    check("nt:", "Which transmitter?");
    check("neurons>=", "How many?");
    check("neurons>=many", "“many” is no number: 10, 4..100 or, of synapses, 5%.");
    check("in:EB>=0%", "“0%” is no number: 10, 4..100 or, of synapses, 5%.");
    check("in:EB>5%", "“in:EB>5%” does not go here: try >=.");
    check("nt:gaba or or nt:glu", "Something is missing at “or”.");
    check("nt:gaba )", "This bracket closes nothing.");
    check(&"(".repeat(40).replace('(', "(nt:gaba "), "Too many brackets within each other.");
    let wrong = read("nt:gaba class:CXX", Some(&an_index())).unwrap_err();
    assert_eq!((wrong.range, wrong.instead.as_deref()), (14..17, Some("CX")));
}

/// The line as it is read, or the problem with it.
fn read_as(line: &str, index: &Index) -> String {
    let mut view = View::default();
    match read(line, Some(index)) {
        Ok(asked) => asked.put_into(&mut view),
        Err(problem) => return problem.to_string(),
    }
    view.line()
}

#[test]
fn a_region_that_could_be_several_is_none_until_it_stands_as_it_is() {
    let names = ["AL", "aL(R)", "a'L(R)", "b'L(R)", "EB", "PB"];
    let tree = node("brain", names.map(|name| node(name, vec![])).into());
    let mut hierarchy = hierarchy(tree, &names);
    let full = [("aL(R)", "α lobe"), ("a'L(R)", "α′ lobe"), ("EB", "body"), ("PB", "body")];
    hierarchy.full_names = full.map(|(name, full)| (name.to_owned(), full.to_owned())).into();
    let index = index_over(Regions::new(&hierarchy), &[]);
    let check = |line: &str, expected: &str| assert_eq!(read_as(line, &index), expected, "{line}");
    for line in ["in:AL", "in:aL", "in:a'L"] {
        check(line, line);
    }
    check("in:aL(R)", "in:aL");
    check("in:A'l", "in:a'L");
    check("in:eb", "in:EB");
    check("in:bl", "in:b'L");
    check("in:\"α lobe\"", "in:aL");
    check(
        "in:\"α' lobe\"",
        "More than one region fits “α' lobe”: aL, a'L; write one of them as it stands.",
    );
    check("in:al", "More than one region fits “al”: AL, aL; write one of them as it stands.");
    check(
        "out:a-l",
        "More than one region fits “a-l”: AL, aL, a'L; write one of them as it stands.",
    );
    check("in:body", "More than one region fits “body”: EB, PB; write one of them as it stands.");
    let problem = read("in:EB,al(R)", Some(&index)).unwrap_err();
    assert_eq!((problem.range, problem.instead), (6..11, None));
}

#[test]
fn a_value_that_could_be_several_is_none_until_it_stands_as_it_is() {
    let classes = ["CX", "cx", "optic lobe", "Optic-Lobe", "Kenyon cell"];
    let types = classes.map(|class| summary(class, 1, "gaba", class, 0));
    let index = index_over(Regions::default(), &types);
    let check = |line: &str, expected: &str| assert_eq!(read_as(line, &index), expected, "{line}");
    for line in ["class:CX", "class:cx", "class:\"optic lobe\"", "class:Optic-Lobe"] {
        check(line, line);
    }
    check("class:\"Optic Lobe\"", "class:\"optic lobe\"");
    check("class:kenyon_cell", "class:\"Kenyon cell\"");
    check("class:Cx", "More than one class fits “Cx”: CX, cx; write one of them as it stands.");
    check(
        "class:optic_lobe",
        "More than one class fits “optic_lobe”: \"optic lobe\", Optic-Lobe; write one of them as it \
         stands.",
    );
}

#[test]
fn what_cannot_be_read_is_left_out_of_what_is_shown_meanwhile() {
    let index = an_index();
    let check = |line: &str, expected: &str| {
        let problem = read(line, Some(&index)).unwrap_err();
        let rest = shared::line::rest(line, &problem);
        assert_eq!(rest.split_whitespace().collect::<Vec<_>>().join(" "), expected);
    };
    check("in:EB nt:gabba", "in:EB");
    check("in:EB not -nt:xx er", "in:EB er");
    check("nt:gaba or or nt:glu", "nt:gaba or nt:glu");
    check("colour:red nt:gaba", "nt:gaba");
    check("neurons>=", "");
}

#[test]
fn while_the_index_fills_values_stay_as_they_are_written() {
    let mut view = View::default();
    read("nt:ACh hemilineage:EBa1 side:L in:XY", None).unwrap().put_into(&mut view);
    assert!(view.facets[&Facet::Transmitter].any.contains("acetylcholine"));
    assert!(view.facets[&Facet::Side].any.contains("some left"));
    assert_eq!(view.line(), "in:XY nt:acetylcholine hemilineage:EBa1 side:L");
}

#[test]
fn a_line_is_written_in_the_shortest_way() {
    for line in [
        "",
        "kca'b'",
        "er in:EB,LAL>=10% -in:AL>=10% out:EB nt:GABA -class:CX side:L neurons:4..100",
        "type:LC*",
        "-type:ER3* (type:LC* or neurons>=100)",
        "\"nt:gaba\"",
        "\"and\" nt:GABA",
        "PEN_b(PEN2) nt:GABA",
        "class:\"optic lobe intrinsic\"",
        "class:\"a,\\\"b\\\"\"",
    ] {
        assert_eq!(view_of(line).line(), line);
    }
    assert_eq!(View::from_query("q=nt:gaba").line(), "\"nt:gaba\"");
}

#[test]
fn completion_offers_keys_values_regions_by_their_long_names_and_types() {
    let index = an_index();
    let offers = |text: &str| {
        let completion = complete(text, text.len(), &index, &View::default());
        let offers = completion.offers.iter();
        let words = |offer: &shared::line::Offer| {
            let types = offer.types.map(|types| format!(" {types}")).unwrap_or_default();
            format!("{} ({}){types}", offer.insert, offer.about)
        };
        offers.map(words).collect::<Vec<_>>()
    };
    assert_eq!(
        offers("ellipsoid bo"),
        ["in:EB (input in ellipsoid body) 4", "out:EB (output in ellipsoid body) 6"]
    );
    assert_eq!(offers("Elipsoid bdy"), offers("ellipsoid bo"), "two typos in several words");
    assert_eq!(offers("kc elipsoid"), [""; 0]);
    assert_eq!(offers("kc -ellips")[0], "in:EB (input in ellipsoid body) 0", "beside kc");
    assert_eq!(offers("eb")[..1], ["in:EB (input in ellipsoid body) 4"]);
    assert_eq!(offers("cla"), ["class: (class)"]);
    assert_eq!(offers("gab"), ["nt:GABA (transmitter) 2", "consensusNt:GABA (consensus NT) 2"]);
    assert_eq!(offers("nt:g"), ["GABA () 2", "glutamate () 1"]);
    assert_eq!(offers("nt:ach"), ["acetylcholine () 2"]);
    assert_eq!(offers("er nt:gaba,gl"), ["glutamate () 0"]);
    assert_eq!(offers("nt:GABA"), [""; 0], "a finished condition needs no offer");
    assert_eq!(offers("in:lal>=10% nt:gaba"), [""; 0]);
    assert_eq!(offers("class:CX nt:a")[0], "acetylcholine () 2");
    assert_eq!(offers("type:ER* in:l")[0], "LAL () 2", "of those that the rest leaves");
    assert_eq!(offers("nt:")[0], "acetylcholine () 2");
    assert_eq!(offers("class:optic"), ["\"optic lobe intrinsic\" (optic lobe intrinsic) 2"]);
    assert_eq!(offers("class:\"optic lo")[0], "\"optic lobe intrinsic\" (optic lobe intrinsic) 2");
    assert_eq!(offers("in:l"), ["LAL () 6", "EB (ellipsoid body) 4", "AL () 0"]);
    assert_eq!(offers("side:l")[0], "L (some left) 6");
    assert_eq!(offers("has:fly"), ["flywireType (FlyWire type) 6"]);
    assert_eq!(offers("type:er"), ["ER4d ()", "ER3p_a ()"]);
    assert_eq!(offers("type:pb4")[0], "EPG (FlyWire type PB4)");
    for nothing in ["", " ", "kc ", "zz", "neurons>=1", "\"cla\"", "LC10", "hemi"] {
        assert_eq!(offers(nothing), Vec::<String>::new(), "{nothing}");
    }
}

#[test]
fn words_that_are_no_name_could_stand_for_a_region_or_a_value() {
    let index = an_index();
    let lines = |line: &str| {
        let of_line = instead(&index, &view_of(line), 9).into_iter();
        of_line.map(|it| format!("{}: {}", it.line.trim(), it.types)).collect::<Vec<_>>()
    };
    assert_eq!(lines("ellipsoid body"), ["in:EB: 4", "out:EB: 6"]);
    assert_eq!(lines("elipsoid body"), ["in:EB: 4", "out:EB: 6"]);
    assert_eq!(instead(&index, &view_of("ellipsoid body"), 1).len(), 1);
    assert_eq!(lines("zz"), Vec::<String>::new());
    assert_eq!(lines(""), Vec::<String>::new());
    for line in
        ["optic lobe", "gaba", "ellipsoid body nt:gaba", "er ellipsoid body (type:ER* or nt:gaba)"]
    {
        for it in instead(&index, &view_of(line), 9) {
            let view = view_of(&it.line);
            assert_eq!(answer(&index, &view).types.len(), it.types, "{line}: {}", it.line);
            assert!(it.types > 0 && it.line.contains(&it.condition), "{line}: {}", it.line);
        }
    }
}

#[test]
fn a_misspelt_transmitter_may_be_meant_by_a_word() {
    let meant = |text: &str| {
        let view = View { text: text.to_owned(), ..View::default() };
        let found = instead(&an_index(), &view, 4);
        found.into_iter().map(|it| (it.condition, it.types)).collect::<Vec<_>>()
    };
    assert_eq!(meant("gabba"), [("nt:GABA".to_owned(), 2)]);
    assert_eq!(meant("xyzzy"), []);
}

#[test]
fn of_all_transmitters_the_one_that_is_known_best_is_offered_first() {
    let types = ["A", "B", "C"].map(|name| {
        let nt = if name == "A" { "gaba" } else { "glutamate" };
        let mut summary = summary(name, 1, nt, "CX", 0);
        let tally = Tally { neurons: 1, confidence: None };
        summary.attributes.insert(Attribute::PredictedNt, [("gaba".to_owned(), tally)].into());
        summary
    });
    let index = index_over(Regions::default(), &types);
    let offers = complete("gaba", 4, &index, &View::default()).offers;
    let found: Vec<_> = offers.iter().map(|it| (it.insert.as_str(), it.types)).collect();
    let expected =
        [("nt:GABA", Some(1)), ("predictedNt:GABA", Some(3)), ("consensusNt:GABA", Some(1))];
    assert_eq!(found, expected);
}

#[test]
fn an_accepted_offer_replaces_the_word_at_the_caret() {
    let index = an_index();
    let check = |text: &str, expected: &str| {
        let caret = text.find('|').unwrap();
        let text = text.replace('|', "");
        let completion = complete(&text, caret, &index, &View::default());
        let (mut line, caret) = completion.accept(&text, &completion.offers[0]);
        line.insert(caret, '|');
        assert_eq!(line, expected);
    };
    check("cla|", "class:|");
    check("class:opt|", "class:\"optic lobe intrinsic\" |");
    check("kc ellipsoid bo| nt:gaba", "kc in:EB| nt:gaba");
    check("nt:ga|x,glu", "nt:GABA|,glu");
}

#[test]
fn examples_are_of_this_dataset_and_each_can_be_read() {
    let index = an_index();
    let all = examples(&index);
    for example in &all {
        assert!(read(&example.line, Some(&index)).is_ok(), "{}", example.line);
    }
    let has = |line: &str| all.iter().any(|example| example.line == line);
    assert!(has("type:ER*") && has("class:CX") && has("nt:acetylcholine,GABA"), "{all:?}");
    assert!(has("types:LC10a,EPG"), "the best known first: {all:?}");
    assert!(absent(&index).contains(&"hemilineage") && !absent(&index).contains(&"class"));
}

/// Values of which none is a pattern: a dataset has none with a star.
fn values() -> impl Strategy<Value = BTreeSet<String>> {
    let value = a_value().prop_map(|value| value.replace('*', "+"));
    btree_set(value, 0..3)
}

fn a_mode() -> impl Strategy<Value = Mode> {
    select(vec![Mode::Any, Mode::All])
}

fn a_choice() -> impl Strategy<Value = Choice> {
    let choice = (values(), values(), a_mode());
    choice.prop_map(|(any, none, mode)| Choice { any, none, mode })
}

fn a_filter() -> impl Strategy<Value = RegionFilter> {
    let parts = (values(), values(), a_threshold(), a_mode());
    parts.prop_map(|(any, none, threshold, mode)| RegionFilter { any, none, threshold, mode })
}

fn a_view() -> impl Strategy<Value = View> {
    let facets = btree_map(select(Facet::ALL.as_slice()), a_choice(), 0..3);
    let measures = btree_map(select(Measure::ALL.as_slice()), some_bounds(), 0..3);
    let also = vec(an_expression(), 0..2);
    (a_value(), a_filter(), a_filter(), facets, measures, also).prop_map(
        |(text, input, output, mut facets, measures, also)| {
            facets.retain(|_, choice| !choice.is_open());
            View { text, input, output, facets, measures, also, ..View::default() }
        },
    )
}

/// The same view as far as it narrows: how single values would join, and spaces, make no
/// difference.
fn narrowing(mut view: View) -> View {
    for way in Way::ALL {
        let filter = way.of_mut(&mut view);
        if filter.any.len() < 2 {
            filter.mode = Mode::Any;
        }
        if filter.is_open() {
            filter.threshold = Threshold::default();
        }
    }
    for choice in view.facets.values_mut().filter(|choice| choice.any.len() < 2) {
        choice.mode = Mode::Any;
    }
    view.text = match view.parts()[..] {
        // A text that looks like a condition is put into quotes, which are no letters.
        [Part::Text] => fold(&view.text).key,
        _ => view.text.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    view
}

fn reread(view: &View) -> View {
    let mut read_again = View::default();
    let line = write(view);
    match read(&line, None) {
        Ok(asked) => asked.put_into(&mut read_again),
        Err(problem) => panic!("{line}: {problem}"),
    }
    read_again
}

proptest! {
    #[test]
    fn an_expression_survives_its_line(asked in an_expression()) {
        let line = written(&asked);
        prop_assert_eq!(expression(&line), Some(asked), "{}", line);
    }

    #[test]
    fn a_view_of_filters_survives_its_line(view in a_view()) {
        let view = View { also: Vec::new(), ..view };
        let narrows = !narrowing(view.clone()).parts().is_empty();
        let expected = narrowing(view.clone());
        let read = narrowing(reread(&view));
        if narrows {
            prop_assert_eq!(read, expected, "{}", write(&view));
        }
    }

    #[test]
    fn a_line_written_again_is_the_same(view in a_view()) {
        let once = reread(&view);
        prop_assert_eq!(narrowing(reread(&once)), narrowing(once.clone()), "{}", write(&once));
    }

    #[test]
    fn any_text_can_be_read_and_completed(text in "[a-z:><=()\", *%.-]{0,30}|\\PC{0,20}") {
        let index = an_index();
        if let Err(problem) = read(&text, Some(&index)) {
            prop_assert!(text.get(problem.range).is_some());
        }
        for (caret, _) in text.char_indices() {
            let completion = complete(&text, caret, &index, &View::default());
            for offer in &completion.offers {
                completion.accept(&text, offer);
            }
        }
    }
}
