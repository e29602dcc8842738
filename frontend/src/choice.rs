//! How a click on a value changes what is asked. A value is chosen, or excluded, or neither;
//! doing the same again takes it back.

use std::collections::BTreeSet;

use shared::index::{Facet, Measure};
use shared::view::{Bounds, SortBy, View, Way};

/// What is done with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Any of the chosen values will do.
    Choose,
    /// None of the excluded values may be there.
    Exclude,
}

/// How a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// It plays no part.
    Open,
    /// Chosen.
    Chosen,
    /// Excluded.
    Excluded,
}

fn act(any: &mut BTreeSet<String>, none: &mut BTreeSet<String>, value: &str, act: Act) {
    let (into, other) = match act {
        Act::Choose => (any, none),
        Act::Exclude => (none, any),
    };
    other.remove(value);
    if !into.remove(value) {
        into.insert(value.to_owned());
    }
}

fn stand(any: &BTreeSet<String>, none: &BTreeSet<String>, value: &str) -> Stand {
    if any.contains(value) {
        Stand::Chosen
    } else if none.contains(value) {
        Stand::Excluded
    } else {
        Stand::Open
    }
}

/// Chooses or excludes a region, or takes that back.
pub fn act_on_region(view: &mut View, way: Way, region: &str, what: Act) {
    let filter = way.of_mut(view);
    act(&mut filter.any, &mut filter.none, region, what);
}

/// How a region stands.
pub fn region_stands(view: &View, way: Way, region: &str) -> Stand {
    let filter = way.of(view);
    stand(&filter.any, &filter.none, region)
}

/// Chooses or excludes a value of a facet, or takes that back.
pub fn act_on_value(view: &mut View, facet: Facet, value: &str, what: Act) {
    let choice = view.facets.entry(facet).or_default();
    act(&mut choice.any, &mut choice.none, value, what);
    if choice.is_open() {
        view.facets.remove(&facet);
    }
}

/// How a value of a facet stands.
pub fn value_stands(view: &View, facet: Facet, value: &str) -> Stand {
    view.facets.get(&facet).map_or(Stand::Open, |choice| stand(&choice.any, &choice.none, value))
}

/// The numbers that a bin of a measure's histogram stands for.
pub fn bin_bounds(measure: Measure, bin: usize) -> Bounds {
    let bins = measure.bins();
    Bounds { least: bins.get(bin).copied(), most: bins.get(bin + 1).map(|next| next - 1) }
}

/// Whether a bin lies within bounds, at least in part.
pub fn bin_is_within(measure: Measure, bin: usize, bounds: Bounds) -> bool {
    let Bounds { least, most } = bin_bounds(measure, bin);
    let starts_early_enough = bounds.most.is_none_or(|limit| least.unwrap_or(0) <= limit);
    let ends_late_enough = bounds.least.is_none_or(|limit| most.is_none_or(|most| most >= limit));
    starts_early_enough && ends_late_enough
}

/// Bounds in words: `4 or more`, `exactly 1`; empty where they are open.
pub fn bounds_in_words(bounds: Bounds) -> String {
    use crate::format::number;
    match (bounds.least, bounds.most) {
        (None, None) => String::new(),
        (Some(least), None) => format!("{} or more", number(least)),
        (None, Some(most)) => format!("{} or fewer", number(most)),
        (Some(least), Some(most)) if least == most => format!("exactly {}", number(least)),
        (Some(least), Some(most)) => format!("{} to {}", number(least), number(most)),
    }
}

/// Whether an order starts with its largest by nature.
pub fn starts_descending(by: SortBy) -> bool {
    by != SortBy::Name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_chosen_or_excluded_never_both_and_twice_takes_it_back() {
        let mut view = View::default();
        let mut check = |what, expected| {
            act_on_value(&mut view, Facet::Hemilineage, "EBa1", what);
            assert_eq!(value_stands(&view, Facet::Hemilineage, "EBa1"), expected);
        };
        check(Act::Choose, Stand::Chosen);
        check(Act::Exclude, Stand::Excluded);
        check(Act::Exclude, Stand::Open);
        assert_eq!(view, View::default(), "an empty choice leaves nothing behind");
    }

    #[test]
    fn input_and_output_are_two_filters() {
        let mut view = View::default();
        act_on_region(&mut view, Way::Input, "EB", Act::Choose);
        assert_eq!(region_stands(&view, Way::Input, "EB"), Stand::Chosen);
        assert_eq!(region_stands(&view, Way::Output, "EB"), Stand::Open);
    }

    #[test]
    fn bins_cover_their_bounds() {
        let neurons = Measure::Neurons;
        assert_eq!(bin_bounds(neurons, 0), Bounds { least: Some(1), most: Some(1) });
        assert_eq!(bin_bounds(neurons, 12), Bounds { least: Some(2_000), most: None });
        let bounds = Bounds { least: Some(4), most: Some(7) };
        let within: Vec<usize> =
            (0..13).filter(|bin| bin_is_within(neurons, *bin, bounds)).collect();
        assert_eq!(within, [3, 4]);
        assert!((0..13).all(|bin| bin_is_within(neurons, bin, Bounds::default())));
    }

    #[test]
    fn bounds_are_said_in_words() {
        let words = |least, most| bounds_in_words(Bounds { least, most });
        assert_eq!(words(Some(4), None), "4 or more");
        assert_eq!(words(None, Some(3)), "3 or fewer");
        assert_eq!(words(Some(1), Some(1)), "exactly 1");
        assert_eq!(words(Some(4), Some(1_000)), "4 to 1,000");
        assert_eq!(words(None, None), "");
    }
}
