//! What to take back when no type is left.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::facets::{Part, repairs};
use shared::view::RegionFilter;

use super::chips::clear_all;
use super::live::{flag, live};
use crate::choice::bounds_in_words;
use crate::format::number;
use crate::markup::view;
use crate::state::{State, use_state};

/// The lines, most promising first.
#[component]
pub fn Repairs() -> impl IntoView {
    let state = use_state();
    let all = move || {
        state.edition.track();
        let repairs = state.asked.with(|view| state.with_index(|index| repairs(index, view)));
        repairs.into_iter().filter(|(_, types)| *types > 0).collect::<Vec<_>>()
    };
    let line = move |(part, types): (Part, usize)| {
        let there_are = if types == 1 { "there is" } else { "there are" };
        view! {
            <li>
                {"Without "}<i>{words(state, part)}</i>{format!(" {there_are} {}. ", number(types as u64))}
                <button class="link" on:click=move |_| {
                    state.choose(|view| *view = view.without(part));
                }>{"take it back"}</button>
            </li>
        }
    };
    let lines = live(move || all().into_iter().map(line).collect_view().into_any());
    view! {
        <div class="empty">
            <p>{"No type fits all of this."}</p>
            <ul>{lines}</ul>
                <p class:none=flag(move || !all().is_empty())>{"Taking back one part alone does not help. "}
                    <button class="link" on:click=move |_| state.choose(clear_all)>{"Clear all"}</button>
                </p>
        </div>
    }
}

/// A part in the words of its chips.
fn words(state: State, part: Part) -> String {
    state.view.with_untracked(|view| match part {
        Part::Text => format!("text {}", view.text),
        Part::Basket => "only the basket".to_owned(),
        Part::Measure(measure) => {
            let bounds = bounds_in_words(view.bounds(measure));
            format!("{} {bounds}", measure.label().to_lowercase())
        }
        Part::Also(_) => "a further condition".to_owned(),
        Part::Input => regions_in_words("input in", &view.input),
        Part::Output => regions_in_words("output in", &view.output),
        Part::Facet(facet) => {
            let label = facet.label().to_lowercase();
            view.facets
                .get(&facet)
                .map_or(label.clone(), |choice| values_in_words(&label, &choice.any, &choice.none))
        }
    })
}

fn regions_in_words(label: &str, filter: &RegionFilter) -> String {
    values_in_words(label, &filter.any, &filter.none)
}

fn values_in_words(label: &str, any: &BTreeSet<String>, none: &BTreeSet<String>) -> String {
    let join = |set: &BTreeSet<String>, by: &str| set.iter().cloned().collect::<Vec<_>>().join(by);
    match (any.is_empty(), none.is_empty()) {
        (false, true) => format!("{label} {}", join(any, " or ")),
        (true, _) => format!("not {label} {}", join(none, ", ")),
        (false, false) => format!("{label} {}, not {}", join(any, " or "), join(none, ", ")),
    }
}
