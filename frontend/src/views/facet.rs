//! One filter by values: how many types each value would leave, any of them to be chosen or
//! excluded.

use leptos::prelude::*;
use shared::facets::order_values;
use shared::index::{Facet, SIDES, ValueId};
use shared::ordering;
use shared::view::{Choice, View};

use super::find::find_box;
use super::live::{flag, text};
use super::options::options;
use super::picks::Picks;
use super::section::{Frame, part, section};
use crate::choice::{Filter, Stand, stands};
use crate::format::number;
use crate::markup::view;
use crate::state::{State, use_state};

/// Values shown before "show all".
const FEW: usize = 8;

/// Values of which all are shown at once: two more take no more room than a button does.
const ALL_AT_ONCE: usize = 10;

/// Values above which there is a search within them.
const MANY: usize = 20;

/// Most values that are drawn: a person searches rather than scrolls through more.
const MOST: usize = 500;

/// The filter, in a frame of its own. What follows its values is told whether it is open.
pub fn facet_filter(
    facet: Facet,
    is_in_use: impl Fn() -> bool + Send + Sync + 'static,
    after: impl Fn(Signal<bool>) -> AnyView + Send + 'static,
) -> AnyView {
    let state = use_state();
    let picks = Picks::new(Filter::Values(facet));
    let is_chosen = picks.is_in_use();
    let frame = Frame {
        key: facet.key(),
        title: facet.label().into_any(),
        aside: mode(facet, picks),
        is_there: has_values(state, facet),
        is_in_use: flag(move || is_chosen.get() || is_in_use()),
    };
    let body = move |is_open: Signal<bool>| {
        let values = values(facet, picks, is_open);
        view! { {values}{after(is_open)} }.into_any()
    };
    section(frame, body)
}

/// The filter as a part of another one, drawn while that is open or this one is in use.
pub fn facet_part(facet: Facet, is_open: Signal<bool>) -> AnyView {
    let state = use_state();
    let picks = Picks::new(Filter::Values(facet));
    let (is_there, is_in_use) = (has_values(state, facet), picks.is_in_use());
    let is_drawn = flag(move || is_there.get() && (is_open.get() || is_in_use.get()));
    let body = move || values(facet, picks, is_open);
    part(facet.key(), facet.label(), mode(facet, picks), is_drawn, body)
}

/// Whether any type has a value.
pub fn has_values(state: State, facet: Facet) -> Signal<bool> {
    let has_values = Memo::new(move |_| {
        state.edition.track();
        state.with_index(|index| !index.values(facet).is_empty())
    });
    flag(move || has_values.get())
}

fn mode(facet: Facet, picks: Picks) -> AnyView {
    match facet.has_several() {
        true => picks.mode(format!("the chosen values of {}", facet.label())),
        false => view! { <small>"any of"</small> }.into_any(),
    }
}

/// The values: while folded only those that are chosen or excluded.
fn values(facet: Facet, picks: Picks, is_open: Signal<bool>) -> AnyView {
    let state = use_state();
    let order = Memo::new(move |before: Option<&Order>| Order::next(state, facet, picks, before));
    let total = move || order.with(|order| order.values.len());
    let shows_all = RwSignal::new(false);
    let wanted = RwSignal::new(String::new());
    let seen = Memo::new(move |_| {
        let first = match (is_open.get(), shows_all.get()) {
            (false, _) => 0,
            (true, false) if total() <= ALL_AT_ONCE => ALL_AT_ONCE,
            (true, false) => FEW,
            (true, true) => MOST,
        };
        let choice = picks.choice.get();
        wanted.with(|wanted| order.with(|order| seen(state, facet, order, &choice, first, wanted)))
    });
    let words = text(move || match shows_all.get() {
        true => "show fewer".to_owned(),
        false if total() > MOST => format!("show {MOST} of {}", number(total() as u64)),
        false => format!("show all {}", number(total() as u64)),
    });
    let is_searching = move || !wanted.with(String::is_empty);
    let is_short = move || !is_open.get() || total() <= ALL_AT_ONCE || is_searching();
    let finds_nothing = move || is_searching() && seen.with(Vec::is_empty);
    let is_long = flag(move || is_open.get() && total() > MANY);
    let find = format!("Find a {}", facet.label().to_lowercase());
    view! {
        {find_box(find.clone(), find, wanted, is_long, || ())}
        {options(facet, picks, seen)}
        <p class="quiet" class:none=flag(move || !finds_nothing())>"No value has this in its name."</p>
        <button
            class="link"
            class:none=flag(is_short)
            aria-expanded=text(move || shows_all.get().to_string())
            on:click=move |_| shows_all.update(|all| *all = !*all)
        >{words}</button>
    }
    .into_any()
}

/// The order of the values, by how many types each would leave. It is made when the person
/// changes what is asked; what arrives meanwhile goes to the end, so that nothing moves away
/// from under a finger.
#[derive(Clone, PartialEq)]
struct Order {
    made_for: (View, u32, bool),
    values: Vec<ValueId>,
}

impl Order {
    fn next(state: State, facet: Facet, picks: Picks, before: Option<&Order>) -> Order {
        let made_for = state.counted.with(|it| (it.asked.clone(), it.build, it.is_filling));
        let known = state.with_index(|index| index.values(facet).len());
        let mut values = match before {
            Some(before) if before.made_for == made_for => before.values.clone(),
            _ => Vec::new(),
        };
        let first_new = values.len();
        values.extend((first_new..known).map(|value| value as ValueId));
        if facet == Facet::Side {
            // A fixed order, as the sides of a body have.
            state.with_index(|index| {
                let place = |value: &ValueId| side_place(&index.values(facet)[usize::from(*value)]);
                ordering::sort_by_key(&mut values, place);
            });
        } else {
            picks.counts.with(|counts| {
                let new = &mut values[first_new..];
                state.with_index(|index| order_values(index, facet, counts, new));
            });
        }
        Order { made_for, values }
    }
}

fn side_place(value: &str) -> usize {
    SIDES.iter().position(|side| *side == value).unwrap_or(SIDES.len())
}

/// The first values in this order, and whatever is chosen or excluded; of a text that is wanted
/// all that have it in their names.
fn seen(
    state: State,
    facet: Facet,
    order: &Order,
    choice: &Choice,
    first: usize,
    wanted: &str,
) -> Vec<ValueId> {
    let wanted = wanted.trim().to_lowercase();
    state.with_index(|index| {
        let names = index.values(facet);
        let is_seen = |(at, value): &(usize, &ValueId)| {
            let Some(name) = names.get(usize::from(**value)) else { return false };
            let is_first = match wanted.is_empty() || first == 0 {
                true => *at < first,
                false => facet.value_label(name).to_lowercase().contains(&wanted),
            };
            is_first || stands(choice, name) != Stand::Open
        };
        order.values.iter().enumerate().filter(is_seen).map(|(_, value)| *value).collect()
    })
}
