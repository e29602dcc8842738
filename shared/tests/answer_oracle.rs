//! Answers agree with trying every filter on every type.
//!
//! The oracle takes each count by its definition: open the filter, choose the value, count.
#![allow(clippy::unwrap_used)]

mod made;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use made::{hierarchy, index_over, node};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use shared::facets::{NEURON_BINS, answer, repairs};
use shared::index::{Entry, Facet, Index};
use shared::names::natural_order;
use shared::neuron::Attribute;
use shared::roi::Regions;
use shared::search::search;
use shared::view::{Bounds, Choice, RegionFilter, Sort, SortBy, View};
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

fn passes_regions(index: &Index, entry: &Entry, filter: &RegionFilter, input: bool) -> bool {
    let profile = &entry.profile;
    let total = if input { profile.input_total } else { profile.output_total };
    let enough = |name: &String| {
        profile.regions.iter().any(|count| {
            let number = if input { count.input } else { count.output };
            index.regions.all[usize::from(count.region)].name == *name
                && number > 0
                && number as f64 * 100.0 >= filter.threshold * total as f64
        })
    };
    (filter.any.is_empty() || filter.any.iter().any(enough)) && !filter.none.iter().any(enough)
}

fn passes(index: &Index, entry: &Entry, view: &View) -> bool {
    let facets = view.facets.iter().all(|(facet, choice)| {
        let has = values(index, entry, *facet);
        (choice.any.is_empty() || !choice.any.is_disjoint(&has)) && choice.none.is_disjoint(&has)
    });
    let total = entry.neurons.total;
    facets
        && passes_regions(index, entry, &view.input, true)
        && passes_regions(index, entry, &view.output, false)
        && view.neurons.least.is_none_or(|least| total >= least)
        && view.neurons.most.is_none_or(|most| total <= most)
}

/// The types that a view shows, in its order.
fn shown(index: &Index, view: &View) -> Vec<u32> {
    let mut ids: Vec<u32> = match search(index, &view.text) {
        Some(found) => found.iter().map(|found| found.id).collect(),
        None => (0..index.len() as u32).collect(),
    };
    let entry = |id: &u32| &index.entries[*id as usize];
    ids.retain(|id| passes(index, entry(id), view));
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
    };
    if sort.descending { up.reverse() } else { up }
}

fn only(value: &str) -> Choice {
    Choice { any: BTreeSet::from([value.to_owned()]), none: BTreeSet::new() }
}

fn count(index: &Index, view: &View) -> u32 {
    shown(index, view).len() as u32
}

fn check(index: &Index, view: &View) -> Result<(), TestCaseError> {
    let answer = answer(index, view);
    let expected = shown(index, view);
    prop_assert_eq!(&answer.types, &expected);
    let neurons: u64 = expected.iter().map(|id| index.entries[*id as usize].neurons.total).sum();
    prop_assert_eq!(answer.neurons, neurons);
    match search(index, &view.text) {
        None => prop_assert!(answer.found.is_empty()),
        Some(found) => {
            let kept = found.into_iter().filter(|found| expected.contains(&found.id));
            prop_assert_eq!(answer.found, kept.map(|found| (found.id, found)).collect());
        }
    }
    for (id, region) in index.regions.all.iter().enumerate() {
        let any = || BTreeSet::from([region.name.clone()]);
        let mut view = view.clone();
        let input = std::mem::take(&mut view.input);
        view.input = RegionFilter { any: any(), none: BTreeSet::new(), ..input.clone() };
        prop_assert_eq!(answer.counts.input[id], count(index, &view), "input {}", region.name);
        view.input = input;
        view.output = RegionFilter { any: any(), none: BTreeSet::new(), ..view.output };
        prop_assert_eq!(answer.counts.output[id], count(index, &view), "output {}", region.name);
    }
    for facet in Facet::ALL {
        let counts = &answer.counts.values[&facet];
        prop_assert_eq!(counts.len(), index.values(facet).len());
        for (value, counted) in index.values(facet).iter().zip(counts) {
            let mut view = view.clone();
            view.facets.insert(facet, only(value));
            prop_assert_eq!(*counted, count(index, &view), "{:?} {}", facet, value);
        }
    }
    for (bin, counted) in answer.counts.neurons.iter().enumerate() {
        let most = NEURON_BINS.get(bin + 1).map(|next| next - 1);
        let neurons = Bounds { least: Some(NEURON_BINS[bin]), most };
        prop_assert_eq!(*counted, count(index, &View { neurons, ..view.clone() }), "{:?}", neurons);
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

fn a_region_filter() -> impl Strategy<Value = RegionFilter> {
    let names = || btree_set(select(vec!["EB", "LAL", "CX", "GNG", "unknown"]), 0..2);
    let set = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    (names(), names(), select(vec![0.1, 5.0, 12.5, 100.0 / 3.0, 50.0, 100.0])).prop_map(
        move |(any, none, threshold)| RegionFilter { any: set(any), none: set(none), threshold },
    )
}

fn a_choice() -> impl Strategy<Value = Choice> {
    let value =
        || prop_oneof!["[abcd]", Just("only left".to_owned()), Just("some unknown".to_owned())];
    (btree_set(value(), 0..3), btree_set(value(), 0..2))
        .prop_map(|(any, none)| Choice { any, none })
}

fn a_view() -> impl Strategy<Value = View> {
    use SortBy::{Imbalance, Inputs, Name, Neurons, Outputs};
    let by = select(vec![Name, Neurons, Inputs, Outputs, Imbalance]);
    let sort = option::of((by, any::<bool>()).prop_map(|(by, descending)| Sort { by, descending }));
    let facets = btree_map(select(Facet::ALL.to_vec()), a_choice(), 0..3);
    let text = prop_oneof![Just(String::new()), "[ab]{1,2}"];
    let bounds = (option::of(0..5u64), option::of(1..9u64));
    (text, a_region_filter(), a_region_filter(), facets, bounds, sort).prop_map(
        |(text, input, output, facets, (least, most), sort)| View {
            text,
            input,
            output,
            facets,
            neurons: Bounds { least, most },
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
        parts in vec(any::<bool>(), 8),
    ) {
        let index = index_over(regions(), &summaries);
        // Few types pass a view with all its parts: most views have some of them.
        let dropped = view.parts().into_iter().zip(parts).filter(|(_, dropped)| *dropped);
        let view = dropped.fold(view.clone(), |view, (part, _)| view.without(part));
        check(&index, &view)?;
    }
}
