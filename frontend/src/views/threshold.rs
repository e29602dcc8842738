//! What counts as being in a region: a share of a type's synapses, or a number of them.

use crate::markup::view;
use leptos::prelude::*;
use shared::index::{Entry, Index};
use shared::view::{Threshold, Way};

use super::histogram::unit_in_words;
use super::live::text;
use crate::format::{number, threshold};
use crate::state::{State, use_state};

/// Notches of the slider for shares, in percent: finer where shares are small.
const SHARES: [f64; 14] =
    [0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 50.0, 75.0];

/// Notches of the slider for connections.
const CONNECTIONS: [u64; 13] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/// What a change of the unit begins with.
const FIRST: [Threshold; 2] = [Threshold::Share(5.0), Threshold::Connections(50)];

/// The number in a box, its unit, and a slider.
pub fn threshold_view(way: Way) -> AnyView {
    let state = use_state();
    let least = Memo::new(move |_| state.view.with(|view| way.of(view).threshold));
    let set = move |threshold| state.refine(|view| way.of_mut(view).threshold = threshold);
    let is_share = move || matches!(least.get(), Threshold::Share(_));
    let unit = move || unit(state, way);
    let spoken = text(move || match least.get() {
        Threshold::Share(percent) => format!("{} % of its {}s", threshold(percent), way.word()),
        Threshold::Connections(least) => format!("{} {}", number(least), unit()),
    });
    view! {
        <div class="threshold" role="group" aria-label=format!("What counts as {} in a region", way.word())>
            <label>
                "at least"
                <input
                    type="number"
                    min="0"
                    step="any"
                    inputmode="decimal"
                    aria-label=format!("Least {}", way.word())
                    prop:value=text(move || written(least.get()))
                    on:change:target=move |event| {
                        let read = read(&event.target().value(), least.get_untracked());
                        event.target().set_value(&written(read));
                        set(read);
                    }
                />
            </label>
            <select
                aria-label=format!("What the least {} is counted in", way.word())
                prop:value=text(move || if is_share() { "share" } else { "connections" }.to_owned())
                on:change:target=move |event| {
                    state.choose(|view| {
                        let of = usize::from(event.target().value() == "connections");
                        way.of_mut(view).threshold = FIRST[of];
                    });
                }
            >
                <option value="share">{format!("% of {}s", way.word())}</option>
                <option value="connections">{text(unit)}</option>
            </select>
            <input
                type="range"
                min="0"
                max=text(move || (notches(least.get()) - 1).to_string())
                step="1"
                aria-label=format!("Least {} in a region", way.word())
                aria-valuetext=spoken
                prop:value=text(move || nearest(least.get()).to_string())
                on:input:target=move |event| {
                    let at = event.target().value().parse().unwrap_or(0);
                    set(notch(least.get_untracked(), at));
                }
            />
        </div>
    }
    .into_any()
}

/// What a number of synapses is counted in.
fn unit(state: State, way: Way) -> String {
    state.edition.track();
    state.with_index(|index| unit_of(index, way)).to_owned()
}

/// By the profiles, since a threshold is one of what lies in a region: those count T-bars where a
/// type has connections as a whole, but not by ROI.
fn unit_of(index: &Index, way: Way) -> &'static str {
    let outputs = |entry: &Entry| (entry.profile.output_total, entry.profile.unit);
    match way {
        Way::Input => "connections",
        Way::Output => unit_in_words(index.entries.iter().map(outputs)),
    }
}

fn written(least: Threshold) -> String {
    match least {
        Threshold::Share(percent) => threshold(percent),
        Threshold::Connections(least) => least.to_string(),
    }
}

/// What a person has written, in the unit that there was; that stays where it is no number.
fn read(text: &str, before: Threshold) -> Threshold {
    let read = text.trim().replace(',', ".");
    match before {
        Threshold::Share(_) => {
            let percent = read.parse().ok().filter(|percent: &f64| *percent > 0.0);
            percent.map_or(before, |percent| Threshold::Share(percent.min(100.0)))
        }
        Threshold::Connections(_) => {
            read.parse().ok().filter(|n| *n > 0).map_or(before, Threshold::Connections)
        }
    }
}

/// How many notches the slider has in the unit of a threshold.
fn notches(of: Threshold) -> usize {
    match of {
        Threshold::Share(_) => SHARES.len(),
        Threshold::Connections(_) => CONNECTIONS.len(),
    }
}

fn notch(of: Threshold, at: usize) -> Threshold {
    match of {
        Threshold::Share(_) => Threshold::Share(SHARES[at.min(SHARES.len() - 1)]),
        Threshold::Connections(_) => {
            Threshold::Connections(CONNECTIONS[at.min(CONNECTIONS.len() - 1)])
        }
    }
}

/// The notch next to a threshold by their ratio: an address may name any.
fn nearest(least: Threshold) -> usize {
    let number = |threshold| match threshold {
        Threshold::Share(percent) => percent,
        Threshold::Connections(least) => least as f64,
    };
    let wanted = number(least).max(0.01);
    let ratio = |at: &usize| {
        let notch = number(notch(least, *at));
        if notch > wanted { notch / wanted } else { wanted / notch }
    };
    (0..notches(least)).min_by(|a, b| ratio(a).total_cmp(&ratio(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use shared::wire::{Summary, Synapses};

    use super::*;

    #[test]
    fn a_number_of_outputs_is_of_what_lies_in_regions() {
        let summary = |name: &str, in_eb: Option<u64>, downstream: Option<u64>| {
            let synapses = Synapses { pre: 9, downstream: in_eb, ..Synapses::default() };
            let rois = [("EB".to_owned(), synapses)].into();
            Summary { name: name.to_owned(), pre: 9, downstream, rois, ..Summary::default() }
        };
        let all = summary("all", Some(70), Some(70));
        let whole = summary("whole", None, Some(70));
        let none = summary("none", None, None);
        let check = |types: &[&Summary], way, expected| {
            let mut index = Index::default();
            types.iter().for_each(|summary| index.push(summary));
            assert_eq!(unit_of(&index, way), expected);
        };
        check(&[&all], Way::Output, "connections");
        check(&[&whole, &none], Way::Output, "T-bars");
        check(&[&none, &all], Way::Output, "connections or T-bars");
        check(&[&none, &whole], Way::Input, "connections");
    }

    #[test]
    fn any_threshold_of_an_address_has_a_notch() {
        for (percent, expected) in
            [(0.001, 0.1), (5.0, 5.0), (6.0, 5.0), (62.0, 75.0), (100.0, 75.0)]
        {
            let least = Threshold::Share(percent);
            assert_eq!(notch(least, nearest(least)), Threshold::Share(expected), "{percent}");
        }
        for (n, expected) in [(1, 1), (30, 20), (40, 50), (1_000_000, 10_000)] {
            let least = Threshold::Connections(n);
            assert_eq!(notch(least, nearest(least)), Threshold::Connections(expected), "{n}");
        }
    }

    #[test]
    fn what_is_no_number_changes_no_threshold() {
        let (share, connections) = (Threshold::Share(5.0), Threshold::Connections(50));
        let check = |text, before, expected| assert_eq!(read(text, before), expected, "{text}");
        check("7.5", share, Threshold::Share(7.5));
        check("7,5", share, Threshold::Share(7.5));
        check("250", share, Threshold::Share(100.0));
        check("0", share, share);
        check("", share, share);
        check("120", connections, Threshold::Connections(120));
        check("0", connections, connections);
        check("1.5", connections, connections);
    }
}
