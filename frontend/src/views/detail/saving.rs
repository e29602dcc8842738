//! What is behind a type as files.

use std::sync::Arc;

use crate::markup::view;
use leptos::prelude::*;
use shared::export::{Format, detail};
use shared::wire::{NeuronList, Partners};

use crate::exporting::save_detail;
use crate::format::{count, number};
use crate::state::use_state;

/// Saves the neurons that are shown, in their order.
pub fn neurons(list: Arc<NeuronList>, shown: Memo<Vec<usize>>) -> AnyView {
    let state = use_state();
    choice(Arc::new(move |format| {
        let rows = shown.get_untracked();
        let neurons: Vec<_> = rows.iter().map(|at| &list.neurons[*at]).collect();
        let all = count(list.neurons.len() as u64, "neuron");
        let content = format!("{} of {all} of {}", number(neurons.len() as u64), list.name);
        let of = format!("{}-neurons", list.name);
        save_detail(state, &of, &content, format, |format, head| {
            detail::neurons(format, head, &neurons)
        });
    }))
}

/// Saves all partners, whatever the threshold.
pub fn partners(partners: Arc<Partners>) -> AnyView {
    let state = use_state();
    choice(Arc::new(move |format| {
        let [inputs, outputs] = [&partners.inputs, &partners.outputs].map(|it| it.len() as u64);
        let (from, to) = (count(inputs, "type"), count(outputs, "type"));
        let content = format!("partners of {}: inputs from {from}, outputs to {to}", partners.name);
        let of = format!("{}-partners", partners.name);
        save_detail(state, &of, &content, format, |format, head| {
            detail::partners(format, head, &partners)
        });
    }))
}

/// A link for each format.
fn choice(save: Arc<dyn Fn(Format) + Send + Sync>) -> AnyView {
    let one = |format: Format| {
        let save = save.clone();
        let label = format!("save as {}", format.label());
        view! {
            <button class="link" aria-label=label on:click=move |_| save(format)>
                {format.label()}
            </button>
        }
    };
    let all = Format::ALL.map(one).collect_view();
    view! { <span class="save-as">{"save as "}{all}</span> }.into_any()
}
