//! What is found: how many types, in which order, and the list of them.

use leptos::prelude::*;
use shared::comparison::MOST;
use shared::facets::Part;
use shared::index::Index;
use shared::view::{Layout, View};

use super::live::{flag, live, text, when};
use super::{body::BodyHit, chips::Chips, columns, export, filters::OpenFilters, list::List};
use super::{compare::Compare, heatmap::Heatmap, layouts::Layouts, menu::Menu};
use super::{notices::Notices, order::Order, progress::ReadingBar, repairs};
use crate::exporting::Which;
use crate::format::{count, number};
use crate::markup::view;
use crate::resources::typed_body_id;
use crate::state::{State, use_state};
use crate::status::{Phase, Reading};

/// The middle column.
#[component]
pub fn Results() -> impl IntoView {
    let state = use_state();
    let is_empty = move || state.answer.with(|answer| answer.0.types.is_empty());
    // Then the line about its neuron says all that there is to say.
    let body_id = typed_body_id(state);
    let is_body_id =
        move || body_id.with(Option::is_some) && state.asked.with(View::parts) == [Part::Text];
    let has_types = move || {
        state.edition.track();
        state.with_index(|index| !index.is_empty())
    };
    // Rows and cards are one list: going from one to the other keeps its place.
    let layout = Memo::new(move |_| match state.view.with(|view| view.layout) {
        Layout::Cards => Layout::List,
        other => other,
    });
    view! {
        <Notices/>
        <div class="summary">
            <h1>{text(move || headline(state))}</h1>
            <span class="of">{text(move || rest_of_headline(state))}</span>
            <div class="tools">
                <Layouts/>
                <span class:none=flag(move || layout.get() == Layout::Compare)><Order/></span>
                {when(move || layout.get() == Layout::List, || view! {
                    <Menu id="columns" label=fixed("Columns") panel=columns::choice/>
                }.into_any())}
                <Menu id="export" label=fixed("Export") panel=export::of_what_is_shown/>
            </div>
        </div>
        <Chips/>
        <BodyHit/>
        <repairs::Guesses/>
        <p class="only-read" aria-live="polite">{text(move || spoken(state))}</p>
        {when(move || is_empty() && has_types() && !is_body_id(), || view! { <repairs::Repairs/> }.into_any())}
        {live(move || match layout.get() {
            Layout::List | Layout::Cards => view! { <List/> }.into_any(),
            Layout::Heatmap => view! { <Heatmap/> }.into_any(),
            Layout::Compare => view! { <Compare/> }.into_any(),
        })}
        <ReadingBar/>
        <OpenFilters/>
    }
}

fn fixed(words: &'static str) -> Signal<String> {
    text(move || words.to_owned())
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
    let is_filling = is_filling(state);
    state.edition.track();
    if is_filling && state.with_index(Index::is_empty) {
        return "Opening".to_owned();
    }
    if is_comparing(state) {
        return format!("{} compared", count(compared(state), "type"));
    }
    let types = count(state.answer.with(|answer| answer.0.types.len() as u64), "type");
    if is_filling { format!("{types} so far") } else { types }
}

fn is_comparing(state: State) -> bool {
    state.view.with(|view| view.layout == Layout::Compare)
}

/// How many types stand side by side.
fn compared(state: State) -> u64 {
    Which::Basket.len(state).min(MOST) as u64
}

fn rest_of_headline(state: State) -> String {
    state.edition.track();
    if is_comparing(state) {
        let picked = Which::Basket.len(state);
        return match picked > MOST {
            true => format!("of {} in the basket", number(picked as u64)),
            false => String::new(),
        };
    }
    let of = state.with_index(|index| index.len() as u64);
    // The bar tells how far reading has come; both together would take a second line.
    if of == 0 || is_filling(state) {
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
