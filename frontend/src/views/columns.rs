//! The columns of the list: which are shown, their heads, and the choice of them.

use leptos::prelude::*;
use shared::index::Index;
use shared::view::{Column, SortBy};

use super::live::{flag, live, text};
use super::order::order_by;
use crate::habits;
use crate::markup::view;
use crate::state::{State, use_state};

/// The columns that are shown: those of the address, else those that the person is used to, else
/// the page's own. A phone has room for the page's own only.
pub fn shown(state: State) -> Memo<Vec<Column>> {
    Memo::new(move |_| {
        state.edition.track();
        let chosen = || state.view.with(|view| view.columns.clone()).or_else(|| state.habit.get());
        let chosen = if state.is_phone.get() { None } else { chosen() };
        let mut columns = chosen.unwrap_or_else(|| Column::DEFAULT.to_vec());
        state.regions.track();
        state.with_index(|index| columns.retain(|column| column.is_in(index)));
        columns
    })
}

/// The box of a row, its type, and what is around all columns, in pixels.
const BESIDE: f64 = 24.0 + GAP + 96.0 + 26.0;

/// Between two columns; the style sheet has the same number.
const GAP: f64 = 12.0;

/// The narrowest that a column may be, in pixels, and the widest.
fn track(column: Column) -> (f64, &'static str) {
    match column {
        Column::Neurons => (96.0, "112px"),
        Column::Balance => (56.0, "84px"),
        Column::Attributes => (80.0, ".8fr"),
        Column::Value(_) => (64.0, ".7fr"),
        Column::Names => (72.0, "1fr"),
        Column::Regions => (140.0, "1.4fr"),
        Column::Connections | Column::PerNeuron => (80.0, "96px"),
        Column::Inputs | Column::Outputs => (64.0, "84px"),
    }
}

/// Those columns for which a list of this width has room, the first ones before the others.
pub fn fitting(mut columns: Vec<Column>, width: f64) -> Vec<Column> {
    let mut room = width - BESIDE;
    columns.retain(|column| {
        let needed = track(*column).0 + GAP;
        let fits = needed <= room;
        room -= if fits { needed } else { 0.0 };
        fits
    });
    columns
}

/// How wide each column is, for `grid-template-columns`.
pub fn tracks(columns: &[Column]) -> String {
    let mut tracks = "24px minmax(96px, 1.2fr)".to_owned();
    for (least, most) in columns.iter().copied().map(track) {
        tracks.push_str(&format!(" minmax({least}px, {most})"));
    }
    tracks
}

/// The heads; those that can order the list are buttons.
#[component]
pub fn Head(columns: Memo<Vec<Column>>) -> impl IntoView {
    let heads = live(move || {
        let columns = columns.get().into_iter();
        columns
            .map(|column| head(column.label(), column.orders(), is_right(column)))
            .collect_view()
            .into_any()
    });
    view! {
        <div role="rowgroup" class="head-group">
            <div class="row head" role="row" aria-rowindex="1">
                <span role="columnheader"><span class="only-read">{"In the basket"}</span></span>
                {head("Type", &[SortBy::Name], false)}
                {heads}
            </div>
        </div>
    }
}

/// Whether its numbers stand at the right.
fn is_right(column: Column) -> bool {
    matches!(column, Column::Connections | Column::Inputs | Column::Outputs | Column::PerNeuron)
}

fn head(words: &'static str, orders: &'static [SortBy], is_right: bool) -> AnyView {
    let state = use_state();
    let Some(first) = orders.first().copied() else {
        return view! { <span role="columnheader">{words}</span> }.into_any();
    };
    let sort = move || state.view.with(|view| view.sort.filter(|sort| orders.contains(&sort.by)));
    let aria = move || match sort() {
        Some(sort) if sort.descending => "descending".to_owned(),
        Some(_) => "ascending".to_owned(),
        None => "none".to_owned(),
    };
    let arrow = move || {
        let Some(sort) = sort() else { return String::new() };
        let arrow = if sort.descending { "↓" } else { "↑" };
        // Inputs and outputs may stand in one column.
        let of_which = match sort.by {
            _ if orders.len() < 2 => "",
            SortBy::Inputs | SortBy::InputsPerNeuron => " in",
            _ => " out",
        };
        format!(" {arrow}{of_which}")
    };
    view! {
        <span role="columnheader" class:right=is_right aria-sort=text(aria) class:sorted=flag(move || sort().is_some())>
            <button on:click=move |_| order_by(state, orders, first)>{words}{text(arrow)}</button>
        </span>
    }
    .into_any()
}

/// The choice of columns.
pub fn choice() -> AnyView {
    let state = use_state();
    let shown = shown(state);
    let all = state.with_index(Column::of);
    let one = move |column: Column| {
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=flag(move || shown.with(|shown| shown.contains(&column)))
                    on:change=move |_| toggle(state, column)
                />
                {column.label()}
            </label>
        }
    };
    let is_default =
        move || state.habit.with(Option::is_none) && state.view.with(|view| view.columns.is_none());
    view! {
        <fieldset>
            <legend>{"Columns beside the type"}</legend>
            {all.into_iter().map(one).collect_view()}
        </fieldset>
        <button class="link" class:none=flag(is_default) on:click=move |_| choose(state, None)>
            {"as the page opens"}
        </button>
    }
    .into_any()
}

fn toggle(state: State, column: Column) {
    let mut columns = untrack(|| shown(state).get_untracked());
    match columns.iter().position(|other| *other == column) {
        Some(at) => drop(columns.splice(at..=at, [])),
        None => columns.push(column),
    }
    let all = state.with_index(|index: &Index| Column::of(index));
    // In the order in which they stand.
    let columns: Vec<Column> = all.into_iter().filter(|it| columns.contains(it)).collect();
    choose(state, Some(columns));
}

/// In the address where they are not the page's own, and remembered.
fn choose(state: State, columns: Option<Vec<Column>>) {
    let own: Vec<Column> = state
        .with_index(|index| Column::DEFAULT.into_iter().filter(|it| it.is_in(index)).collect());
    let columns = columns.filter(|columns| *columns != own);
    habits::remember_columns(columns.as_deref());
    state.habit.set(columns.clone());
    state.choose(|view| view.columns = columns);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_list_shows_the_columns_that_it_has_room_for() {
        let fitting = |width| fitting(Column::DEFAULT.to_vec(), width);
        assert_eq!(fitting(680.0), Column::DEFAULT);
        assert_eq!(fitting(560.0), Column::DEFAULT[..3]);
        let [neurons, attributes, _, connections] = Column::DEFAULT;
        assert_eq!(fitting(480.0), [neurons, attributes, connections]);
        assert_eq!(fitting(100.0), []);
    }
}
