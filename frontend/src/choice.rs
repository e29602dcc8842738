//! How a click on a value changes what is asked. A value is chosen, or excluded, or neither;
//! doing the same again takes it back.

use std::collections::BTreeSet;

use shared::facets::Counts;
use shared::index::{Facet, Measure};
use shared::view::{Bounds, Choice, Mode, SortBy, View, Way};

/// What is done with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Any of the chosen values will do.
    Choose,
    /// None of the excluded values may be there.
    Exclude,
}

/// How a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stand {
    /// It plays no part.
    #[default]
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

/// Chooses or excludes a value of a facet, or takes that back.
pub fn act_on_value(view: &mut View, facet: Facet, value: &str, what: Act) {
    let choice = view.facets.entry(facet).or_default();
    act(&mut choice.any, &mut choice.none, value, what);
    if choice.is_open() {
        view.facets.remove(&facet);
    }
}

/// A filter by names: the values of a facet, or the regions of one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// The values of a facet.
    Values(Facet),
    /// The regions where types receive, or send.
    Regions(Way),
}

impl Filter {
    /// What is chosen and excluded.
    pub fn choice(self, view: &View) -> Choice {
        match self {
            Filter::Values(facet) => view.facets.get(&facet).cloned().unwrap_or_default(),
            Filter::Regions(way) => {
                let filter = way.of(view);
                Choice { any: filter.any.clone(), none: filter.none.clone(), mode: filter.mode }
            }
        }
    }

    /// Chooses or excludes a name, or takes that back.
    pub fn act(self, view: &mut View, name: &str, what: Act) {
        match self {
            Filter::Values(facet) => act_on_value(view, facet, name, what),
            Filter::Regions(way) => act_on_region(view, way, name, what),
        }
    }

    /// Lets one of those chosen do, or asks for all of them.
    pub fn turn_mode(self, view: &mut View) {
        let mode = match self {
            Filter::Values(facet) => &mut view.facets.entry(facet).or_default().mode,
            Filter::Regions(way) => &mut way.of_mut(view).mode,
        };
        *mode = match mode {
            Mode::Any => Mode::All,
            Mode::All => Mode::Any,
        };
        view.facets.retain(|_, choice| *choice != Choice::default());
    }

    /// How many types each of its names would leave, by the number of the name.
    pub fn counts(self, counts: &Counts) -> &[u32] {
        match self {
            Filter::Values(facet) => counts.values.get(&facet).map_or(&[], Vec::as_slice),
            Filter::Regions(way) => counts.regions(way),
        }
    }
}

/// How a name stands in a choice.
pub fn stands(choice: &Choice, name: &str) -> Stand {
    stand(&choice.any, &choice.none, name)
}

/// The numbers from the lower one of two bins to the upper one.
pub fn bins_bounds(measure: Measure, one: usize, other: usize) -> Bounds {
    let (first, last) = (one.min(other), one.max(other));
    Bounds { least: bin_bounds(measure, first).least, most: bin_bounds(measure, last).most }
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
            let choice = Filter::Values(Facet::Hemilineage).choice(&view);
            assert_eq!(stands(&choice, "EBa1"), expected);
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
        let stands = |way| stands(&Filter::Regions(way).choice(&view), "EB");
        assert_eq!((stands(Way::Input), stands(Way::Output)), (Stand::Chosen, Stand::Open));
    }

    #[test]
    fn a_filter_asks_for_any_or_for_all_of_what_is_chosen() {
        let mut view = View::default();
        for filter in [Filter::Values(Facet::Hemilineage), Filter::Regions(Way::Output)] {
            filter.turn_mode(&mut view);
            assert_eq!(filter.choice(&view).mode, Mode::All);
            filter.act(&mut view, "EBa1", Act::Choose);
            assert_eq!(stands(&filter.choice(&view), "EBa1"), Stand::Chosen);
            filter.turn_mode(&mut view);
            filter.act(&mut view, "EBa1", Act::Choose);
        }
        assert_eq!(view, View::default());
    }

    #[test]
    fn a_range_of_bins_reaches_from_the_lower_to_the_upper() {
        let range = bins_bounds(Measure::Neurons, 5, 1);
        assert_eq!(range, Bounds { least: Some(2), most: Some(19) });
        assert_eq!(bins_bounds(Measure::Neurons, 3, 12), Bounds { least: Some(4), most: None });
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
