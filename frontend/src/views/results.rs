//! What is found: how many types, in which order, and the list of them.

use leptos::prelude::*;
use shared::facets::{Part, repairs};
use shared::index::Index;
use shared::view::{Sort, SortBy};

use super::{body::BodyHit, chips::Chips, filters::OpenFilters, list::List};
use super::{notices::Notices, progress::ReadingBar};
use crate::choice::starts_descending;
use crate::format::{count, number};
use crate::state::{Phase, Reading, State, use_state};

/// The orders to choose from, besides the one that fits by itself.
const ORDERS: [(&str, SortBy, &str); 5] = [
    ("name", SortBy::Name, "name"),
    ("neurons", SortBy::Neurons, "neurons"),
    ("inputs", SortBy::Inputs, "inputs"),
    ("outputs", SortBy::Outputs, "outputs"),
    ("imbalance", SortBy::Imbalance, "left–right imbalance"),
];

/// The middle column.
#[component]
pub fn Results() -> impl IntoView {
    let state = use_state();
    let is_empty = move || state.answer.with(|answer| answer.0.types.is_empty());
    let has_types = move || {
        state.edition.track();
        state.with_index(|index| !index.is_empty())
    };
    view! {
        <Notices/>
        <div class="summary">
            <h1>{move || headline(state)}</h1>
            <span class="of">{move || rest_of_headline(state)}</span>
            <Order/>
        </div>
        <Chips/>
        <BodyHit/>
        <p class="only-read" aria-live="polite">{move || spoken(state)}</p>
        <Show when=move || is_empty() && has_types()>
            <Repairs/>
        </Show>
        <List/>
        <ReadingBar/>
        <OpenFilters/>
    }
}

/// Whether more may still come that was never there before.
fn is_filling(state: State) -> bool {
    state.phase.with(|phase| match phase {
        Phase::Starting => true,
        Phase::Filling(progress) => progress.reading != Reading::Changes,
        Phase::Ready | Phase::Failed(_) => false,
    })
}

fn headline(state: State) -> String {
    let is_starting = state.phase.with(|phase| *phase == Phase::Starting);
    if is_starting && state.with_index(Index::is_empty) {
        return "Opening".to_owned();
    }
    let types = count(state.answer.with(|answer| answer.0.types.len() as u64), "type");
    if is_filling(state) { format!("{types} so far") } else { types }
}

fn rest_of_headline(state: State) -> String {
    state.edition.track();
    let of = state.with_index(|index| index.len() as u64);
    if of == 0 {
        return String::new();
    }
    let neurons = count(state.answer.with(|answer| answer.0.neurons), "neuron");
    if state.asked.with(|asked| asked.is_open()) {
        neurons
    } else {
        format!("of {} · {neurons}", number(of))
    }
}

/// For ears only, and not five times a second.
fn spoken(state: State) -> String {
    if is_filling(state) { String::new() } else { headline(state) }
}

#[component]
fn Order() -> impl IntoView {
    let state = use_state();
    let sort = move || state.view.with(|view| view.sort);
    let is_searching = move || state.view.with(|view| !view.text.trim().is_empty());
    let key = move || {
        let by = sort().map(|sort| sort.by);
        ORDERS.iter().find(|order| Some(order.1) == by).map_or("", |order| order.0)
    };
    let natural = move || if is_searching() { "best match" } else { "name" };
    let options = ORDERS.map(|(key, _, words)| view! { <option value=key>{words}</option> });
    let arrow = move || sort().map(|sort| if sort.descending { "↓" } else { "↑" });
    view! {
        <span class="order">
            <label class="pill">
                {"Sort"}
                <select prop:value=key on:change:target=move |event| {
                    let key = event.target().value();
                    let order = ORDERS.iter().find(|order| order.0 == key);
                    state.choose(|view| view.sort = order.map(|order| begin(order.1)));
                }>
                    <option value="">{natural}</option>
                    {options.collect_view()}
                </select>
            </label>
            <Show when=move || sort().is_some()>
                <button class="pill" aria-label="Turn the order round" on:click=move |_| turn(state)>
                    {arrow}
                </button>
            </Show>
        </span>
    }
}

/// An order as it begins.
pub fn begin(by: SortBy) -> Sort {
    Sort { by, descending: starts_descending(by) }
}

fn turn(state: State) {
    state.choose(|view| {
        if let Some(sort) = &mut view.sort {
            sort.descending = !sort.descending;
        }
    });
}

/// Orders by a column; again turns it round.
pub fn order_by(state: State, by: SortBy) {
    match state.view.with_untracked(|view| view.sort) {
        Some(sort) if sort.by == by => turn(state),
        _ => state.choose(|view| view.sort = Some(begin(by))),
    }
}

/// What to take back when nothing is left.
#[component]
fn Repairs() -> impl IntoView {
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
    let lines = move || all().into_iter().map(line).collect_view();
    view! {
        <div class="empty">
            <p>{"No type fits all of this."}</p>
            <ul>{lines}</ul>
            <Show when=move || all().is_empty()>
                <p>{"Taking back one part alone does not help. "}
                    <button class="link" on:click=move |_| state.choose(|view| {
                        *view = view.parts().into_iter().fold(view.clone(), |view, part| view.without(part));
                    })>{"Clear all"}</button>
                </p>
            </Show>
        </div>
    }
}

/// A part in the words of its chips.
fn words(state: State, part: Part) -> String {
    state.view.with_untracked(|view| match part {
        Part::Text => format!("text {}", view.text),
        Part::Neurons => {
            format!("neurons {}", crate::choice::bounds_in_words(view.neurons))
        }
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

fn regions_in_words(label: &str, filter: &shared::view::RegionFilter) -> String {
    values_in_words(label, &filter.any, &filter.none)
}

fn values_in_words(
    label: &str,
    any: &std::collections::BTreeSet<String>,
    none: &std::collections::BTreeSet<String>,
) -> String {
    let join = |set: &std::collections::BTreeSet<String>, by: &str| {
        set.iter().cloned().collect::<Vec<_>>().join(by)
    };
    match (any.is_empty(), none.is_empty()) {
        (false, true) => format!("{label} {}", join(any, " or ")),
        (true, _) => format!("not {label} {}", join(none, ", ")),
        (false, false) => format!("{label} {}, not {}", join(any, " or "), join(none, ", ")),
    }
}
