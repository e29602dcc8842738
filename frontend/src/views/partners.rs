//! The types that a type receives from and sends to.

use leptos::prelude::*;
use shared::wire::Partner;

use super::bars::sides_in_words;
use crate::choice::Way;
use crate::format::{count, number, percent_fine, transmitter_class};
use crate::resources::partners;
use crate::state::use_state;

/// Partners shown before "show all".
const FEW: usize = 10;

/// Both lists.
#[component]
pub fn PartnersView(name: String) -> impl IntoView {
    let state = use_state();
    let asked = partners(state, name);
    move || match asked.get() {
        None => view! { <p class="part quiet">{"Asking for its partners"}</p> }.into_any(),
        Some(Err(error)) => view! {
            <p class="part quiet">{format!("Its partners could not be read: {error}. ")}
                <button class="link" on:click=move |_| asked.refetch()>{"try again"}</button>
            </p>
        }
        .into_any(),
        Some(Ok(partners)) => view! {
            <div class="partners">
                <PartnerList way=Way::Input partners=partners.inputs.clone()/>
                <PartnerList way=Way::Output partners=partners.outputs.clone()/>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn PartnerList(way: Way, partners: Vec<Partner>) -> impl IntoView {
    let title = match way {
        Way::Input => "Inputs from",
        Way::Output => "Outputs to",
    };
    let share = format!("% of {}s", way.word());
    let most = partners.first().map_or(1.0, |partner| partner.share);
    let all = partners.len();
    let shows_all = RwSignal::new(false);
    let rows = move || {
        let few = if shows_all.get() { partners.len() } else { FEW };
        partners
            .iter()
            .take(few)
            .cloned()
            .map(|partner| view! { <PartnerRow way partner most/> })
            .collect_view()
    };
    view! {
        <div class="part">
            <h3>{title}<small>{number(all as u64)}</small></h3>
            <Show when=move || { all == 0 }><p class="quiet">{"none"}</p></Show>
            <table class="numbers" class:none={all == 0}>
                <thead><tr>
                    <th scope="col">{"type"}</th>
                    <th></th>
                    <th scope="col">{share}</th>
                    <th scope="col">{"connections"}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <Show when=move || { all > FEW && !shows_all.get() }>
                <button class="link" on:click=move |_| shows_all.set(true)>
                    {format!("show all {}", number(all as u64))}
                </button>
            </Show>
        </div>
    }
}

#[component]
fn PartnerRow(way: Way, partner: Partner, most: f64) -> impl IntoView {
    let state = use_state();
    let title = format!(
        "{} ({}), {} per neuron, CV {:.2}{}",
        count(partner.neurons.total, "neuron"),
        sides_in_words(&partner.neurons),
        format_args!("{:.1}", partner.per_neuron),
        partner.cv,
        partner.nt.as_ref().map(|nt| format!(", {nt}")).unwrap_or_default(),
    );
    let width = format!("{:.1}%", 100.0 * (partner.share / most.max(f64::MIN_POSITIVE)).min(1.0));
    let dot = partner.nt.as_ref().map(|nt| {
        view! { <span class=transmitter_class(nt) aria-hidden="true"></span> }
    });
    let name = match partner.name.clone() {
        Some(name) => {
            let open = name.clone();
            view! {
                <button class="link" on:click=move |_| state.open_type(&open)><bdi>{name}</bdi></button>
            }
            .into_any()
        }
        None => view! { <i>{"without a type"}</i> }.into_any(),
    };
    view! {
        <tr title=title>
            <th scope="row">{dot}{name}</th>
            <td class="bar-cell" aria-hidden="true"><i class=way.word() style:width=width></i></td>
            <td>{percent_fine(partner.share)}</td>
            <td>{number(partner.connections)}</td>
        </tr>
    }
}
