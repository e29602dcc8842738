//! The types that a type receives from and sends to.

use leptos::prelude::*;
use shared::wire::Partner;

use crate::format::{count, hundredths, number, percent_fine, tenths, transmitter_class};
use crate::markup::view;
use crate::resources::{Asked, ask_partners};
use crate::state::use_state;
use crate::views::asking;
use crate::views::bars::sides_in_words;
use crate::views::live::live;
use crate::views::more::more;
use shared::view::Way;

/// Partners shown before "show all".
const FEW: usize = 10;

/// Both lists.
#[component]
pub fn PartnersView(name: String) -> impl IntoView {
    let state = use_state();
    let asked = Asked::new(None);
    let ask = move || ask_partners(state, name.clone(), asked);
    ask();
    asking::answer(asked, "partners", ask, |partners| {
        view! {
            <div class="partners">
                <PartnerList way=Way::Input partners=partners.inputs.clone()/>
                <PartnerList way=Way::Output partners=partners.outputs.clone()/>
            </div>
        }
        .into_any()
    })
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
    let shows_all = RwSignal::new(all <= FEW);
    let rows = live(move || {
        let few = if shows_all.get() { partners.len() } else { FEW };
        partners
            .iter()
            .take(few)
            .cloned()
            .map(|partner| view! { <PartnerRow way partner most/> })
            .collect_view()
            .into_any()
    });
    view! {
        <div class="part">
            <h3>{title}<small>{number(all as u64)}</small></h3>
            <p class="quiet" class:none={all > 0}>"none"</p>
            <table class="numbers" class:none={all == 0}>
                <thead><tr>
                    <th scope="col">{"type"}</th>
                    <td></td>
                    <th scope="col">{share}</th>
                    <th scope="col">{"connections"}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
            {more(format!("show all {}", number(all as u64)), shows_all)}
        </div>
    }
}

#[component]
fn PartnerRow(way: Way, partner: Partner, most: f64) -> impl IntoView {
    let state = use_state();
    let title = format!(
        "{} ({}), {} per neuron, CV {}{}",
        count(partner.neurons.total, "neuron"),
        sides_in_words(&partner.neurons),
        tenths(partner.per_neuron),
        hundredths(partner.cv),
        partner.nt.as_ref().map(|nt| format!(", {nt}")).unwrap_or_default(),
    );
    let width =
        format!("{}%", tenths(100.0 * (partner.share / most.max(f64::MIN_POSITIVE)).min(1.0)));
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
