//! Answers agree with trying every filter on every type.
//!
//! The oracle takes each count by its definition: open the filter, choose the value, count.
#![allow(clippy::unwrap_used)]

mod made;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use made::{hierarchy, index_over, node, packed_and_read};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use shared::expression::{Expression, Pattern, Term};
use shared::facets::{answer, repairs};
use shared::index::{Entry, Facet, Index, Measure};
use shared::names::natural_order;
use shared::neuron::{Attribute, NameKind};
use shared::roi::Regions;
use shared::search::search;
use shared::view::{Bounds, Choice, Mode, RegionFilter, Sort, SortBy, Threshold, View, Way};
use shared::wire::{SideCounts, Summary, Synapses, Tally};

fn regions() -> Regions {
    let central = vec![node("EB", vec![]), node("LAL(L)", vec![]), node("LAL(R)", vec![])];
    let tree = node("brain", vec![node("CX", central), node("GNG", vec![])]);
    Regions::new(&hierarchy(tree, &["EB", "LAL(L)", "LAL(R)", "GNG"]))
}

/// Values of a facet that a type has, read off its entry by name.
fn values(index: &Index, entry: &Entry, facet: Facet) -> BTreeSet<String> {
    let ids = entry.values.iter().filter(|(of, _)| *of == facet);
    ids.map(|(_, id)| index.values(facet)[usize::from(*id)].to_string()).collect()
}

fn reaches(index: &Index, entry: &Entry, way: Way, name: &str, threshold: Threshold) -> bool {
    let total = way.total(&entry.profile);
    entry.profile.regions.iter().any(|count| {
        let number = way.count(count);
        let enough = match threshold {
            Threshold::Share(percent) => number as f64 * 100.0 >= percent * total as f64,
            Threshold::Connections(least) => number >= least,
        };
        index.regions.all[usize::from(count.region)].name == *name && number > 0 && enough
    })
}

fn passes_regions(index: &Index, entry: &Entry, filter: &RegionFilter, way: Way) -> bool {
    let enough = |name: &String| reaches(index, entry, way, name, filter.threshold);
    let chosen = match filter.mode {
        Mode::Any => filter.any.is_empty() || filter.any.iter().any(enough),
        Mode::All => filter.any.iter().all(enough),
    };
    chosen && !filter.none.iter().any(enough)
}

fn passes_values(index: &Index, entry: &Entry, facet: Facet, choice: &Choice) -> bool {
    let has = values(index, entry, facet);
    let chosen = match choice.mode {
        Mode::Any => choice.any.is_empty() || !choice.any.is_disjoint(&has),
        Mode::All => choice.any.is_subset(&has),
    };
    chosen && choice.none.is_disjoint(&has)
}

fn is_within(entry: &Entry, measure: Measure, bounds: Bounds) -> bool {
    measure.of(entry).is_some_and(|number| {
        bounds.least.is_none_or(|least| number >= least)
            && bounds.most.is_none_or(|most| number <= most)
    })
}

fn holds(index: &Index, id: u32, expression: &Expression) -> bool {
    let entry = &index.entries[id as usize];
    match expression {
        Expression::All(parts) => parts.iter().all(|part| holds(index, id, part)),
        Expression::Any(parts) => parts.iter().any(|part| holds(index, id, part)),
        Expression::Not(part) => !holds(index, id, part),
        Expression::Is(Term::Name(kind, pattern)) => {
            assert_eq!(*kind, Some(NameKind::Type));
            pattern.fits(&entry.name)
        }
        Expression::Is(Term::Value(facet, pattern)) => {
            values(index, entry, *facet).iter().any(|value| pattern.fits(value))
        }
        Expression::Is(Term::Within(measure, bounds)) => is_within(entry, *measure, *bounds),
        Expression::Is(Term::Region(way, name, threshold)) => {
            reaches(index, entry, *way, name, *threshold)
        }
        Expression::Is(Term::OneOf(names)) => names.contains(&*entry.name),
        Expression::Is(Term::Words(words)) => {
            search(index, words).is_none_or(|found| found.iter().any(|found| found.id == id))
        }
    }
}

fn passes(index: &Index, id: u32, view: &View) -> bool {
    let entry = &index.entries[id as usize];
    view.facets.iter().all(|(facet, choice)| passes_values(index, entry, *facet, choice))
        && passes_regions(index, entry, &view.input, Way::Input)
        && passes_regions(index, entry, &view.output, Way::Output)
        && view
            .measures
            .iter()
            .all(|(measure, bounds)| bounds.is_open() || is_within(entry, *measure, *bounds))
        && view.also.iter().all(|expression| holds(index, id, expression))
        && (!view.only_basket || view.basket.contains(&*entry.name))
}

/// The types that a view shows, in its order.
fn shown(index: &Index, view: &View) -> Vec<u32> {
    let mut ids: Vec<u32> = match search(index, &view.text) {
        Some(found) => found.iter().map(|found| found.id).collect(),
        None => (0..index.len() as u32).collect(),
    };
    let entry = |id: &u32| &index.entries[*id as usize];
    ids.retain(|id| passes(index, *id, view));
    let by_name = |a: &u32, b: &u32| natural_order(&entry(a).name, &entry(b).name);
    match view.sort {
        None if search(index, &view.text).is_some() => {}
        None => ids.sort_by(by_name),
        Some(sort) => {
            ids.sort_by(|a, b| compare(sort, entry(a), entry(b)).then_with(|| by_name(a, b)))
        }
    }
    ids
}

fn compare(sort: Sort, a: &Entry, b: &Entry) -> Ordering {
    let up = match sort.by {
        SortBy::Name => natural_order(&a.name, &b.name),
        SortBy::Neurons => a.neurons.total.cmp(&b.neurons.total),
        SortBy::Inputs => a.post.cmp(&b.post),
        SortBy::Outputs => a.downstream.unwrap_or(a.pre).cmp(&b.downstream.unwrap_or(b.pre)),
        SortBy::Imbalance => {
            let sided = |e: &Entry| e.neurons.left + e.neurons.right;
            if sided(a) == 0 || sided(b) == 0 {
                return (sided(a) == 0).cmp(&(sided(b) == 0));
            }
            let apart = |e: &Entry| e.neurons.left.abs_diff(e.neurons.right);
            (apart(a) * sided(b)).cmp(&(apart(b) * sided(a)))
        }
        SortBy::InputsPerNeuron | SortBy::OutputsPerNeuron => {
            let is_input = sort.by == SortBy::InputsPerNeuron;
            let measure =
                if is_input { Measure::InputsPerNeuron } else { Measure::OutputsPerNeuron };
            let (a, b) = (measure.of(a), measure.of(b));
            if a.is_none() || b.is_none() {
                return a.is_none().cmp(&b.is_none());
            }
            a.cmp(&b)
        }
    };
    if sort.descending { up.reverse() } else { up }
}

fn only(value: &str) -> Choice {
    Choice { any: BTreeSet::from([value.to_owned()]), ..Choice::default() }
}

fn count(index: &Index, view: &View) -> u32 {
    shown(index, view).len() as u32
}

fn check(index: &Index, view: &View) -> Result<(), TestCaseError> {
    let answer = answer(index, view);
    let counts = answer.counts(index);
    let expected = shown(index, view);
    prop_assert_eq!(&answer.types, &expected);
    let neurons: u64 = expected.iter().map(|id| index.entries[*id as usize].neurons.total).sum();
    prop_assert_eq!(answer.neurons, neurons);
    match search(index, &view.text) {
        None => prop_assert!(answer.found.is_empty()),
        Some(found) => {
            for found in found {
                let kept = expected.contains(&found.id).then_some(&found);
                prop_assert_eq!(answer.found.get(found.id), kept);
            }
        }
    }
    for (id, region) in index.regions.all.iter().enumerate() {
        let any = || BTreeSet::from([region.name.clone()]);
        let mut view = view.clone();
        let input = std::mem::take(&mut view.input);
        view.input = RegionFilter { any: any(), none: BTreeSet::new(), ..input.clone() };
        prop_assert_eq!(counts.input[id], count(index, &view), "input {}", region.name);
        view.input = input;
        view.output = RegionFilter { any: any(), none: BTreeSet::new(), ..view.output };
        prop_assert_eq!(counts.output[id], count(index, &view), "output {}", region.name);
    }
    for facet in Facet::ALL {
        let counts = &counts.values[&facet];
        prop_assert_eq!(counts.len(), index.values(facet).len());
        for (value, counted) in index.values(facet).iter().zip(counts) {
            let mut view = view.clone();
            view.facets.insert(facet, only(value));
            prop_assert_eq!(*counted, count(index, &view), "{:?} {}", facet, value);
        }
    }
    for measure in Measure::ALL {
        for (bin, counted) in counts.measures[&measure].iter().enumerate() {
            let bins = measure.bins();
            let most = bins.get(bin + 1).map(|next| next - 1);
            let mut view = view.clone();
            view.set_bounds(measure, Bounds { least: Some(bins[bin]), most });
            prop_assert_eq!(*counted, count(index, &view), "{:?} {}", measure, bin);
        }
    }
    for (part, types) in repairs(index, view) {
        prop_assert_eq!(types, shown(index, &view.without(part)).len(), "{:?}", part);
    }
    Ok(())
}

fn an_attribute() -> impl Strategy<Value = BTreeMap<String, Tally>> {
    let tally = (0..3u64).prop_map(|neurons| Tally { neurons, confidence: None });
    btree_map("[abc]", tally, 0..3)
}

fn a_summary() -> impl Strategy<Value = Summary> {
    let attributes =
        [Attribute::ConsensusNt, Attribute::PredictedNt, Attribute::Class, Attribute::Superclass];
    let attributes = btree_map(select(attributes.to_vec()), an_attribute(), 0..3);
    let synapses =
        (0..20u64, 0..20u64, option::of(0..20u64)).prop_map(|(pre, post, downstream)| Synapses {
            pre,
            post,
            downstream,
            ..Synapses::default()
        });
    let rois = btree_map(select(vec!["EB", "LAL(L)", "LAL(R)", "GNG", "X"]), synapses, 0..4);
    let sides = (0..3u64, 0..3u64, 0..2u64, 0..2u64);
    let totals = (0..60u64, 0..60u64, option::of(0..60u64));
    ("[abAB]{1,3}", sides, totals, rois, attributes).prop_map(
        |(name, (left, right, middle, unknown), (pre, post, downstream), rois, attributes)| {
            Summary {
                name,
                neurons: SideCounts {
                    total: left + right + middle + unknown,
                    left,
                    right,
                    middle,
                    unknown,
                },
                pre,
                post,
                downstream,
                rois: rois.into_iter().map(|(roi, synapses)| (roi.to_owned(), synapses)).collect(),
                attributes,
                ..Summary::default()
            }
        },
    )
}

fn a_mode() -> impl Strategy<Value = Mode> {
    select(vec![Mode::Any, Mode::All])
}

fn a_threshold() -> impl Strategy<Value = Threshold> {
    let shares = select(vec![0.1, 5.0, 12.5, 100.0 / 3.0, 50.0, 100.0]);
    prop_oneof![shares.prop_map(Threshold::Share), (1..20u64).prop_map(Threshold::Connections)]
}

fn a_region_filter() -> impl Strategy<Value = RegionFilter> {
    let names = || btree_set(select(vec!["EB", "LAL", "CX", "GNG", "unknown"]), 0..3);
    let set = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    (names(), names(), a_threshold(), a_mode()).prop_map(move |(any, none, threshold, mode)| {
        RegionFilter { any: set(any), none: set(none), threshold, mode }
    })
}

fn a_choice() -> impl Strategy<Value = Choice> {
    let value =
        || prop_oneof!["[abcd]", Just("only left".to_owned()), Just("some unknown".to_owned())];
    (btree_set(value(), 0..3), btree_set(value(), 0..2), a_mode())
        .prop_map(|(any, none, mode)| Choice { any, none, mode })
}

fn some_bounds() -> impl Strategy<Value = Bounds> {
    (option::of(0..5u64), option::of(1..9u64)).prop_map(|(least, most)| Bounds { least, most })
}

fn a_term() -> impl Strategy<Value = Term> {
    let pattern = || "[ab*]{1,2}".prop_map(Pattern);
    let name = select(vec!["EB", "LAL", "CX", "unknown"]).prop_map(str::to_owned);
    prop_oneof![
        pattern().prop_map(|pattern| Term::Name(Some(NameKind::Type), pattern)),
        (select(Facet::ALL.to_vec()), pattern()).prop_map(|(f, p)| Term::Value(f, p)),
        (select(Measure::ALL.to_vec()), some_bounds()).prop_map(|(m, b)| Term::Within(m, b)),
        (select(Way::ALL.to_vec()), name, a_threshold())
            .prop_map(|(w, n, t)| Term::Region(w, n, t)),
        btree_set("[ab]{1,2}", 0..3).prop_map(Term::OneOf),
        "[ab]{0,2}".prop_map(Term::Words),
    ]
}

fn an_expression() -> impl Strategy<Value = Expression> {
    a_term().prop_map(Expression::Is).prop_recursive(3, 8, 3, |part| {
        prop_oneof![
            vec(part.clone(), 2..4).prop_map(Expression::All),
            vec(part.clone(), 2..4).prop_map(Expression::Any),
            part.prop_map(|part| Expression::Not(Box::new(part))),
        ]
    })
}

fn a_view() -> impl Strategy<Value = View> {
    use SortBy::{Imbalance, Inputs, InputsPerNeuron, Name, Neurons, Outputs, OutputsPerNeuron};
    let by =
        select(vec![Name, Neurons, Inputs, Outputs, Imbalance, InputsPerNeuron, OutputsPerNeuron]);
    let sort = option::of((by, any::<bool>()).prop_map(|(by, descending)| Sort { by, descending }));
    let facets = btree_map(select(Facet::ALL.to_vec()), a_choice(), 0..3);
    let measures = btree_map(select(Measure::ALL.to_vec()), some_bounds(), 0..2);
    let text = prop_oneof![Just(String::new()), "[ab]{1,2}"];
    let basket = (btree_set("[ab]{1,2}", 0..4), any::<bool>());
    let also = vec(an_expression(), 0..3);
    (text, a_region_filter(), a_region_filter(), facets, measures, (basket, also, sort)).prop_map(
        |(text, input, output, facets, measures, ((basket, only_basket), also, sort))| View {
            text,
            input,
            output,
            facets,
            measures,
            basket,
            only_basket,
            also,
            sort,
            ..View::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn every_number_of_an_answer_is_what_its_definition_says(
        summaries in vec(a_summary(), 0..14),
        view in a_view(),
        parts in vec(any::<bool>(), 12),
    ) {
        let index = index_over(regions(), &summaries);
        // Few types pass a view with all its parts: most views have some of them.
        let dropped = view.parts().into_iter().zip(parts).filter(|(_, dropped)| *dropped);
        let view = dropped.fold(view.clone(), |view, (part, _)| view.without(part));
        check(&index, &view)?;
        check(&packed_and_read(&index), &view)?;
    }
}
