//! Why a type is in the result, or why it is not: each part of the view, whether the type passes
//! it, and the fact that decides that.
//!
//! Whether a part is passed is asked of the same code that answers the view, so that a reason
//! never contradicts the list.

use std::collections::BTreeSet;

use crate::facets::{Part, passes};
use crate::index::{Entry, Facet, Index, TypeId};
use crate::search::{matched, search};
use crate::view::{Bounds, Choice, Mode, Threshold, View, Way};

/// What one part of the view says to a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The part.
    pub part: Part,
    /// Whether the type passes it.
    pub holds: bool,
    /// The fact, in words: `input in LAL 12.4 % ≥ 10 %`.
    pub words: String,
}

/// A reason for each part of the view that narrows it.
pub fn why(index: &Index, view: &View, id: TypeId) -> Vec<Reason> {
    let Some(entry) = index.entries.get(id as usize) else { return Vec::new() };
    let reason = |part| {
        let holds = passes(index, &only(view, part), id);
        let words = words(index, view, entry, id, part, holds);
        Reason { part, holds, words }
    };
    view.parts().into_iter().map(reason).collect()
}

/// The view with this part alone. Thresholds stay: the index keeps lists for them.
fn only(view: &View, part: Part) -> View {
    // From behind, so that the numbers of further conditions stay right.
    let others = view.parts().into_iter().rev().filter(|other| *other != part);
    others.fold(view.clone(), |view, other| view.without(other))
}

fn words(index: &Index, view: &View, entry: &Entry, id: TypeId, part: Part, holds: bool) -> String {
    match part {
        Part::Text => text_words(index, view, id),
        Part::Basket => if holds { "in the basket" } else { "not in the basket" }.to_owned(),
        Part::Input => region_words(index, view, entry, Way::Input, holds),
        Part::Output => region_words(index, view, entry, Way::Output, holds),
        Part::Facet(facet) => match view.facets.get(&facet) {
            Some(choice) => facet_words(index, entry, facet, choice, holds),
            None => String::new(),
        },
        Part::Measure(measure) => {
            let bounds = view.bounds(measure);
            measure_words(measure.label(), measure.of(entry), bounds)
        }
        Part::Also(_) if holds => "meets the further condition".to_owned(),
        Part::Also(_) => "does not meet the further condition".to_owned(),
    }
}

fn text_words(index: &Index, view: &View, id: TypeId) -> String {
    let found = search(index, &view.text).unwrap_or_default();
    match found.iter().find(|found| found.id == id) {
        Some(found) => {
            let matched = matched(index, found, &view.text);
            format!("its {} {} fits “{}”", matched.kind.label(), matched.name, view.text.trim())
        }
        None => format!("none of its names fits “{}”", view.text.trim()),
    }
}

/// The regions that decide: where it passes those it passes by, else those it fails by.
fn region_words(index: &Index, view: &View, entry: &Entry, way: Way, holds: bool) -> String {
    let filter = way.of(view);
    let total = way.total(&entry.profile);
    let least = filter.threshold.least(total);
    let count = |name: &String| {
        let region = index.regions.find(name)?;
        let regions = &entry.profile.regions;
        let at = regions.binary_search_by_key(&region, |count| count.region).ok()?;
        Some(way.count(&regions[at]))
    };
    let fact = |name: &String| {
        let count = count(name).unwrap_or(0);
        let sign = if count >= least { "≥" } else { "<" };
        let (is, asked) = match filter.threshold {
            Threshold::Share(percent) => (share(count, total), format!("{} %", decimal(percent))),
            Threshold::Connections(least) => (count.to_string(), least.to_string()),
        };
        format!("{} in {name} {is} {sign} {asked}", way.word())
    };
    let reaches = |name: &&String| count(name).unwrap_or(0) >= least;
    let excluded: Vec<&String> = filter.none.iter().filter(reaches).collect();
    if !holds && !excluded.is_empty() {
        let facts: Vec<String> = excluded.into_iter().map(fact).collect();
        return format!("{}, which is excluded", facts.join(" and "));
    }
    let decides = |name: &&String| reaches(name) == holds;
    let mut names: Vec<&String> = filter.any.iter().filter(decides).collect();
    if names.is_empty() {
        names = filter.none.iter().collect();
    }
    names.into_iter().map(fact).collect::<Vec<_>>().join(" and ")
}

/// A share in percent, cut off rather than rounded, so that what is below a threshold never
/// reads as being at it.
fn share(part: u64, whole: u64) -> String {
    let hundredths = u128::from(part) * 10_000 / u128::from(whole.max(1));
    let tenths = hundredths as u64 / 10;
    match hundredths {
        0..100 if part > 0 => format!("{} %", decimal(hundredths as f64 / 100.0)),
        _ => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// A number without needless decimals: `5`, `0.5`, `12.25`.
fn decimal(number: f64) -> String {
    let hundredths = (number * 100.0).round() as u64;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn facet_words(index: &Index, entry: &Entry, facet: Facet, choice: &Choice, holds: bool) -> String {
    let values = index.values(facet);
    let own = entry.values.iter().filter(|(of, _)| *of == facet);
    let own: Vec<&str> = own.filter_map(|(_, id)| Some(&**values.get(usize::from(*id))?)).collect();
    let label = facet.label().to_lowercase();
    let listed = |names: &[&str], by: &str| {
        let names: Vec<&str> = names.iter().map(|name| facet.value_label(name)).collect();
        names.join(by)
    };
    let own_in = |set: &BTreeSet<String>| -> Vec<&str> {
        own.iter().copied().filter(|value| set.contains(*value)).collect()
    };
    let all = |set: &'_ BTreeSet<String>, by: &str| {
        listed(&set.iter().map(String::as_str).collect::<Vec<_>>(), by)
    };
    let excluded = own_in(&choice.none);
    if holds {
        return match choice.any.is_empty() {
            false => format!("{label} {}", listed(&own_in(&choice.any), " and ")),
            true => format!("{label} not {}", all(&choice.none, " or ")),
        };
    }
    if !excluded.is_empty() {
        return format!("{label} {}, which is excluded", listed(&excluded, " and "));
    }
    let joined = if choice.mode == Mode::All { " and " } else { " or " };
    let wanted = all(&choice.any, joined);
    match own.is_empty() {
        true => format!("no {label} is known of it, {wanted} is asked for"),
        false => format!("{label} {}, not {wanted}", listed(&own, " and ")),
    }
}

fn measure_words(label: &str, number: Option<u64>, bounds: Bounds) -> String {
    let label = label.to_lowercase();
    let Some(number) = number else { return format!("{label} not known") };
    match (bounds.least, bounds.most) {
        (Some(least), _) if number < least => format!("{label} {number} < {least}"),
        (_, Some(most)) if number > most => format!("{label} {number} > {most}"),
        (Some(least), None) => format!("{label} {number} ≥ {least}"),
        (None, Some(most)) => format!("{label} {number} ≤ {most}"),
        (Some(least), Some(most)) if least == most => format!("{label} {number}"),
        (Some(least), Some(most)) => format!("{label} {number}, within {least} to {most}"),
        (None, None) => format!("{label} {number}"),
    }
}
