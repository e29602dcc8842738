//! The neurons of a type, by body id.

use std::sync::Arc;

use crate::markup::view;
use leptos::prelude::*;
use shared::neuron_table::{self, Column, arrange};
use shared::wire::NeuronList;

use super::NeuronsOf;
use super::habits::{Habits, use_habits};
use super::{neuron, saving};
use crate::format::{count, number};
use crate::resources::ask_neurons;
use crate::state::use_state;
use crate::views::asking;
use crate::views::copy::copy;
use crate::views::live::{flag, live, text, when};
use crate::views::scroller::{Rows, scroller};

/// Types with more neurons than this show them only when asked to: thousands weigh a megabyte.
const AT_ONCE: u64 = 200;

/// Rows shown before "show all".
const FEW: usize = 12;

/// Tables with more rows than this have a box to filter them.
const MANY: usize = 8;

/// Height of a row in pixels, with a mouse and on a phone; the style sheet has the same numbers.
const ROW: f64 = 28.0;
const ROW_PHONE: f64 = 44.0;

/// The table, or a button that fetches it.
pub fn neurons(name: String, total: u64, neurons_of: NeuronsOf) -> AnyView {
    let state = use_state();
    let NeuronsOf { asked, are_wanted } = neurons_of;
    let ask = move || ask_neurons(state, name.clone(), asked);
    let want = {
        let ask = ask.clone();
        move || {
            are_wanted.set(true);
            ask();
        }
    };
    // Every list is one more query at the source, so it is not fetched for a glance.
    if state.wants_neurons.get_untracked() && total <= AT_ONCE {
        want();
    }
    let press = move |_| {
        state.wants_neurons.set(true);
        want();
    };
    view! {
        <div class="part">
            <h3>"Neurons"<small>{number(total)}</small></h3>
            <button class="button" class:none=flag(move || are_wanted.get()) on:click=press>
                {format!("Show {}", count(total, "neuron"))}
            </button>
            {when(move || are_wanted.get(), move || {
                asking::answer(asked, "neurons", ask.clone(), |list| table(&list)).into_any()
            })}
        </div>
    }
    .into_any()
}

fn table(list: &Arc<NeuronList>) -> AnyView {
    let state = use_state();
    let habits = use_habits();
    let filter = RwSignal::new(String::new());
    let columns: Arc<[Column]> = neuron_table::columns(&list.neurons).into();
    let longest = list.neurons.iter().map(|neuron| neuron.body_id.len()).max();
    let grid = tracks(&columns, longest.unwrap_or_default());
    let shown = {
        let list = list.clone();
        Memo::new(move |_| arrange(&list.neurons, &filter.get(), habits.neurons.get()))
    };
    // The neuron that is looked at: its position in the list.
    let chosen = RwSignal::new(None::<usize>);
    let heads: Vec<_> = columns.iter().map(|column| head(*column, habits)).collect();
    let height = Signal::derive(move || if state.is_phone.get() { ROW_PHONE } else { ROW });
    let rows = Rows { shown, height, few: FEW, role: "rowgroup", label: "Neurons" };
    let row = {
        let (list, grid) = (list.clone(), grid.clone());
        move |at: usize, place: usize| {
            neuron::row(&list.neurons[at], &columns, (at, place), chosen, grid.clone())
        }
    };
    let panel = {
        let list = list.clone();
        live(move || match chosen.get() {
            Some(at) => neuron::panel(&list.neurons[at], chosen),
            None => ().into_any(),
        })
    };
    let scroller = scroller(rows, row);
    let all = list.neurons.len();
    view! {
        {(all > MANY).then(|| filter_box(filter))}
        <div
            class="neurons"
            role="table"
            aria-label="Neurons"
            aria-rowcount=text(move || (shown.with(Vec::len) + 1).to_string())
        >
            <div class="neuron head" role="row" aria-rowindex="1" style:grid-template-columns=grid>
                <span role="columnheader"><span class="only-read">{"details"}</span></span>
                {heads}
            </div>
            {scroller.rows}
        </div>
        {scroller.more}
        <p class="quiet" class:none=flag(move || shown.with(|rows| !rows.is_empty()))>
            "No neuron of this type holds that text."
        </p>
        {panel}
        {copy_all(list.clone(), shown)}
    }
    .into_any()
}

fn filter_box(filter: RwSignal<String>) -> AnyView {
    view! {
        <input
            class="find"
            type="search"
            placeholder="Filter by id, instance, side or status"
            aria-label="Filter the neurons"
            prop:value=text(move || filter.get())
            on:input:target=move |event| filter.set(event.target().value())
        />
    }
    .into_any()
}

/// The ids that are shown, one per line; and all that is known of those neurons as a file.
fn copy_all(list: Arc<NeuronList>, shown: Memo<Vec<usize>>) -> AnyView {
    let words = text(move || count(shown.with(Vec::len) as u64, "body id"));
    let saved = list.clone();
    let ids = move || {
        let rows = shown.get_untracked();
        let ids: Vec<&str> = rows.iter().map(|at| list.neurons[*at].body_id.as_str()).collect();
        ids.join("\n")
    };
    view! {
        <div class="table-acts">
            {copy("link", "copy all ids shown", ids)}<small>{words}</small>
            {saving::neurons(saved, shown)}
        </div>
    }
    .into_any()
}

/// A head that orders the table.
fn head(column: Column, habits: Habits) -> AnyView {
    let by = move || Some(habits.neurons.get()).filter(|order| order.by == column);
    let aria = text(move || {
        let direction = |order: neuron_table::Order| match order.descending {
            true => "descending",
            false => "ascending",
        };
        by().map_or("none", direction).to_owned()
    });
    let arrow = text(move || match by() {
        Some(order) if order.descending => " ↓".to_owned(),
        Some(_) => " ↑".to_owned(),
        None => String::new(),
    });
    let class = if column.is_number() { "number" } else { "" };
    view! {
        <span role="columnheader" class=class aria-sort=aria>
            <button on:click=move |_| habits.neurons.update(|order| *order = order.clicked(column))>
                {words(column)}<span aria-hidden="true">{arrow}</span>
            </button>
        </span>
    }
    .into_any()
}

fn words(column: Column) -> &'static str {
    match column {
        Column::BodyId => "body id",
        Column::Instance => "instance",
        Column::Side => "side",
        Column::Status => "status",
        Column::Inputs => "in",
        Column::Outputs => "out",
        Column::Tbars => "T-bars",
    }
}

/// The widths of the columns, behind that of the button of each row; digits of ids are as wide as
/// `1ch`.
fn tracks(columns: &[Column], longest_id: usize) -> String {
    let mut tracks = format!("24px max({longest_id}ch, 56px)");
    for column in columns {
        tracks.push_str(match column {
            Column::BodyId => "",
            Column::Instance => " minmax(56px, 1fr)",
            Column::Side => " 28px",
            Column::Status => " minmax(48px, .6fr)",
            Column::Inputs | Column::Outputs | Column::Tbars => " 46px",
        });
    }
    tracks
}
