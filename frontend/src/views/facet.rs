//! One filter by values: how many types each value would leave, any of them to be chosen or
//! excluded.

use leptos::prelude::*;
use shared::index::{Facet, ValueId};
use shared::view::View;

use super::live::{Key, flag, keyed, text};
use crate::choice::{Act, Stand, act_on_value, value_stands};
use crate::format::{number, transmitter_class};
use crate::markup::view;
use crate::ranking::largest_first;
use crate::state::{State, use_state};
use crate::status::Phase;

/// Values shown before "show all".
const FEW: usize = 8;

/// Values above which there is a search within them.
const MANY: usize = 20;

/// The filter.
#[component]
pub fn FacetFilter(facet: Facet) -> impl IntoView {
    let state = use_state();
    let order = Memo::new(move |before: Option<&Order>| Order::next(state, facet, before));
    let total = move || order.with(|order| order.values.len());
    let shows_all = RwSignal::new(false);
    let wanted = RwSignal::new(String::new());
    let shown = move || {
        let build = u64::from(state.edition.get().build);
        let values = order.with(|order| shown(state, facet, order, shows_all.get(), &wanted.get()));
        values.into_iter().map(|value| (build, u64::from(value))).collect()
    };
    let option = move |key: Key| view! { <ValueOption facet value={key.1 as ValueId}/> }.into_any();
    let words = text(move || match shows_all.get() {
        true => "show fewer".to_owned(),
        false => format!("show all {}", number(total() as u64)),
    });
    let is_short = move || total() <= FEW || !wanted.with(String::is_empty);
    let find = format!("Find a {}", facet.label().to_lowercase());
    let id = format!("filter-{}", facet.key());
    view! {
        <div
            class="filter"
            class:none=flag(move || total() == 0)
            role="group"
            aria-labelledby=id
        >
            <h3 id=id.clone()>{facet.label()}<small>"any of"</small></h3>
            <input
                type="text"
                class="find"
                class:none=flag(move || total() <= MANY)
                placeholder=find.clone()
                aria-label=find
                prop:value=wanted
                on:input:target=move |event| wanted.set(event.target().value())
            />
            {keyed(shown, option)}
            <button
                class="link"
                class:none=flag(is_short)
                aria-expanded=text(move || shows_all.get().to_string())
                on:click=move |_| shows_all.update(|all| *all = !*all)
            >{words}</button>
        </div>
    }
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
    fn next(state: State, facet: Facet, before: Option<&Order>) -> Order {
        let is_filling = state.phase.with(|phase| matches!(phase, Phase::Filling(_)));
        let made_for = (state.asked.get(), state.edition.get().build, is_filling);
        let known = state.with_index(|index| index.values(facet).len());
        let mut values = match before {
            Some(before) if before.made_for == made_for => before.values.clone(),
            _ => Vec::new(),
        };
        let first_new = values.len();
        values.extend((first_new..known).map(|value| value as ValueId));
        let counts = state.answer.get();
        let count = |value: &ValueId| {
            let counts = counts.0.counts.values.get(&facet);
            counts.and_then(|counts| counts.get(usize::from(*value))).copied().unwrap_or(0)
        };
        if facet != Facet::Side {
            let new = values.split_off(first_new);
            values.extend(largest_first(new, |value| f64::from(count(value))));
        }
        Order { made_for, values }
    }
}

fn shown(state: State, facet: Facet, order: &Order, all: bool, wanted: &str) -> Vec<ValueId> {
    let wanted = wanted.to_lowercase();
    state.with_index(|index| {
        let names = index.values(facet);
        let is_shown = |(at, value): &(usize, &ValueId)| {
            let Some(name) = names.get(usize::from(**value)) else { return false };
            if !wanted.is_empty() {
                return name.to_lowercase().contains(&wanted);
            }
            let stands = state.view.with(|view| value_stands(view, facet, name));
            all || *at < FEW || stands != Stand::Open
        };
        order.values.iter().enumerate().filter(is_shown).map(|(_, value)| *value).collect()
    })
}

#[component]
fn ValueOption(facet: Facet, value: ValueId) -> impl IntoView {
    let state = use_state();
    let name =
        state.with_index(|index| index.values(facet)[usize::from(value)].as_ref().to_owned());
    let is = {
        let name = name.clone();
        move |stand| state.view.with(|view| value_stands(view, facet, &name) == stand)
    };
    let (is_chosen, is_excluded, is_pressed) = (is.clone(), is.clone(), is);
    let types = move || {
        state.answer.with(|answer| {
            let counts = answer.0.counts.values.get(&facet);
            counts.and_then(|counts| counts.get(usize::from(value))).copied().unwrap_or(0)
        })
    };
    let act = {
        let name = name.clone();
        move |what| state.choose(|view| act_on_value(view, facet, &name, what))
    };
    let (choose, exclude, exclude_by_key) = (act.clone(), act.clone(), act);
    let dot = facet
        .is_transmitter()
        .then(|| view! { <span class=transmitter_class(&name) aria-hidden="true"></span> });
    view! {
        <div
            class="option"
            class:excluded=flag(move || is_excluded(Stand::Excluded))
            class:zero=flag(move || types() == 0)
        >
            <label>
                <input
                    type="checkbox"
                    prop:checked=flag(move || is_chosen(Stand::Chosen))
                    on:change=move |_| choose(Act::Choose)
                    on:keydown=move |event| if event.key() == "x" {
                        exclude_by_key(Act::Exclude);
                    }
                />
                {dot}
                <bdi class="value" title=name.clone()>{name.clone()}</bdi>
            </label>
            <button
                class="not"
                aria-pressed=text(move || is_pressed(Stand::Excluded).to_string())
                aria-label=format!("not {name}")
                on:click=move |_| exclude(Act::Exclude)
            >{"not"}</button>
            <span class="count">{text(move || number(u64::from(types())))}</span>
        </div>
    }
}
