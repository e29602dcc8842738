//! The neurons of a type, by body id.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{NeuronList, NeuronRow};
use wasm_bindgen_futures::JsFuture;

use crate::format::{count, number};
use crate::markup::view;
use crate::resources::{Asked, ask_neurons};
use crate::state::use_state;
use crate::views::asking;
use crate::views::live::{flag, live, text, when};
use crate::views::more::more;

/// Types with more neurons than this show them only when asked to: thousands weigh a megabyte.
const AT_ONCE: u64 = 200;

/// Rows shown before "show all".
const FEW: usize = 20;

/// The table, or a button that fetches it.
#[component]
pub fn Neurons(name: String, total: u64) -> impl IntoView {
    let state = use_state();
    // Every list is one more query at the source, so it is not fetched for a glance.
    let is_wanted = RwSignal::new(state.wants_neurons.get_untracked() && total <= AT_ONCE);
    let ask = move |_| {
        is_wanted.set(true);
        state.wants_neurons.set(true);
    };
    view! {
        <div class="part">
            <h3>"Neurons"<small>{number(total)}</small></h3>
            <button class="button" class:none=flag(move || is_wanted.get()) on:click=ask>
                {format!("Show {}", count(total, "neuron"))}
            </button>
            {when(move || is_wanted.get(), move || view! { <Table name=name.clone()/> }.into_any())}
        </div>
    }
}

#[component]
fn Table(name: String) -> impl IntoView {
    let state = use_state();
    let asked = Asked::new(None);
    let ask = move || ask_neurons(state, name.clone(), asked);
    ask();
    asking::answer(asked, "neurons", ask, |list| view! { <Rows list/> }.into_any())
}

#[component]
fn Rows(list: Arc<NeuronList>) -> impl IntoView {
    let all = list.neurons.len();
    let shows_all = RwSignal::new(all <= FEW);
    let has_connections = list.neurons.iter().any(|neuron| neuron.downstream.is_some());
    let ids =
        list.neurons.iter().map(|neuron| neuron.body_id.as_str()).collect::<Vec<_>>().join("\n");
    let rows = live(move || {
        let few = if shows_all.get() { all } else { FEW };
        list.neurons
            .iter()
            .take(few)
            .map(|neuron| row(neuron, has_connections))
            .collect_view()
            .into_any()
    });
    view! {
        <table class="numbers neurons">
            <thead><tr>
                <th scope="col">{"body id"}</th><th scope="col">{"instance"}</th>
                <th scope="col">{"side"}</th><th scope="col">{"in"}</th>
                <th scope="col">{if has_connections { "out" } else { "T-bars" }}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <div class="table-acts">
            {more(format!("show all {}", number(all as u64)), shows_all)}
            <Copy ids/>
        </div>
    }
}

fn row(neuron: &NeuronRow, has_connections: bool) -> impl IntoView + use<> {
    let out = if has_connections { neuron.downstream } else { neuron.pre };
    let instance = neuron.instance.clone().unwrap_or_default();
    view! {
        <tr>
            <th scope="row">{neuron.body_id.clone()}</th>
            <td class="instance" title=instance.clone()><bdi>{instance.clone()}</bdi></td>
            <td>{neuron.side.letter()}</td>
            <td>{neuron.post.map(number)}</td>
            <td>{out.map(number)}</td>
        </tr>
    }
}

#[component]
fn Copy(ids: String) -> impl IntoView {
    let done = RwSignal::new("copy body ids");
    view! {
        <button class="link" aria-live="polite" on:click=move |_| {
            let ids = ids.clone();
            spawn_local(async move {
                let copying = window().navigator().clipboard().write_text(&ids);
                done.set(match JsFuture::from(copying).await {
                    Ok(_) => "copied",
                    Err(_) => "this browser does not allow copying",
                });
            });
        }>{text(move || done.get().to_owned())}</button>
    }
}
