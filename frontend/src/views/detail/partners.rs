//! The types that a type receives from and sends to.

mod controls;

use std::sync::Arc;

use crate::markup::{Html, html, view};
use leptos::prelude::*;
use shared::partner_table::{Arranged, arrange, synapses, whole_in_words};
use shared::wire::{Partner, Partners, Summary};

use super::habits::use_habits;
use super::saving;
use crate::format::{
    count, hundredths, number, percent_fine, sides_in_words, tenths, transmitter, transmitter_class,
};
use crate::resources::{Asked, ask_partners};
use crate::state::{State, use_state};
use crate::views::asking;
use crate::views::bars::wide;
use crate::views::live::{flag, text};
use crate::views::scroller::{Rows, scroller};
use shared::view::Way;

/// Partners shown before "show all".
const FEW: usize = 8;

/// Height of a row in pixels; the style sheet has the same number.
const ROW: f64 = 46.0;

/// Both lists.
pub fn partners(summary: &Summary) -> AnyView {
    let state = use_state();
    let name = summary.name.clone();
    let [inputs, outputs] = Way::ALL.map(|way| synapses(summary, way));
    let asked = Asked::new(None);
    let ask = move || ask_partners(state, name.clone(), asked);
    ask();
    asking::answer(asked, "partners", ask, move |partners| {
        view! {
            <div class="partners">
                {controls::controls()}
                {list(Way::Input, &partners, inputs)}
                {list(Way::Output, &partners, outputs)}
                <div class="table-acts">{"All partners: "}{saving::partners(partners)}</div>
            </div>
        }
        .into_any()
    })
    .into_any()
}

fn of(way: Way, partners: &Partners) -> &[Partner] {
    match way {
        Way::Input => &partners.inputs,
        Way::Output => &partners.outputs,
    }
}

/// One list. `synapses` are all of the type in that direction, where that is known.
fn list(way: Way, partners: &Arc<Partners>, synapses: Option<u64>) -> AnyView {
    let state = use_state();
    let habits = use_habits();
    let partners = partners.clone();
    let all = of(way, &partners).len();
    let (title, label, connections) = match way {
        Way::Input => ("Inputs from", "Types that it receives from", partners.input_connections),
        Way::Output => ("Outputs to", "Types that it sends to", partners.output_connections),
    };
    if all == 0 {
        return view! { <div class="part"><h3>{title}<small>"none"</small></h3></div> }.into_any();
    }
    let most = of(way, &partners).first().map_or(1.0, |partner| partner.share);
    let arranged = {
        let partners = partners.clone();
        Memo::new(move |_| arrange(of(way, &partners), habits.least(), habits.partners.get()))
    };
    let shown = Memo::new(move |_| arranged.with(|it| it.rows.clone()));
    let summed = text(move || arranged.with(|it| told(it, all)));
    let rows = Rows { shown, height: Signal::derive(|| ROW), few: FEW, role: "rowgroup", label };
    let row = move |at: usize, place: usize| row(state, way, &of(way, &partners)[at], most, place);
    let scroller = scroller(rows, row);
    view! {
        <div class="part">
            <h3>{title}<small>{summed}</small></h3>
            <p class="quiet">{whole_in_words(way, connections, synapses)}</p>
            <p class="quiet" class:none=flag(move || shown.with(|rows| !rows.is_empty()))>
                "No partner has as much; lower the threshold."
            </p>
            <div
                role="table"
                aria-label=label
                aria-rowcount=text(move || (shown.with(Vec::len) + 1).to_string())
            >
                {heads()}
                {scroller.rows}
            </div>
            {scroller.more}
        </div>
    }
    .into_any()
}

/// What stands above the numbers.
fn heads() -> AnyView {
    let head = |words: Html| html! { <span role="columnheader" class="number">{words}</span> };
    let cv = "Coefficient of variation of the connections per neuron: how uneven they are";
    let heads = html! {
        <span role="columnheader">"type"</span>
        {head(html! { <abbr title="connections">"conn."</abbr> })}
        {head(html! { "share" })}
        {head(html! { "per neuron" })}
        {head(html! { <abbr title=cv>"CV"</abbr> })}
    };
    view! { <div class="partner head" role="row" aria-rowindex="1">{heads}</div> }.into_any()
}

/// `12 of 340 types, 86 % of connections`, so that nothing is left out unsaid.
fn told(arranged: &Arranged, all: usize) -> String {
    let shown = arranged.rows.len();
    if shown == all {
        return count(all as u64, "type");
    }
    let share = percent_fine(arranged.share);
    format!("{} of {}, {share} % of connections", number(shown as u64), count(all as u64, "type"))
}

fn row(state: State, way: Way, partner: &Partner, most: f64, place: usize) -> AnyView {
    let share = (partner.share / most.max(f64::MIN_POSITIVE)).min(1.0);
    let bar = format!("{} {}", way.word(), wide(share));
    let dot = partner.nt.as_ref().map(|nt| {
        html! { <span class=transmitter_class(nt) aria-hidden="true"></span> }
    });
    let dot = dot.unwrap_or_default();
    let name = match partner.name.clone() {
        Some(name) => {
            let open = name.clone();
            view! {
                <button class="link" on:click=move |_| state.open_type(&open)><bdi>{name}</bdi></button>
            }
            .into_any()
        }
        None => view! { <i>"without a type"</i> }.into_any(),
    };
    let number_cell = |words: Html| html! { <span role="cell" class="number">{words}</span> };
    let cells = html! {
        {number_cell(html! { {number(partner.connections)} })}
        {number_cell(html! { <b>{percent_fine(partner.share)}</b>" %" })}
        {number_cell(html! { {tenths(partner.per_neuron)} })}
        {number_cell(html! { {hundredths(partner.cv)} })}
        <span class="bar-cell" aria-hidden="true"><i class=bar></i></span>
    };
    view! {
        <div
            class="partner"
            role="row"
            aria-rowindex=(place + 2).to_string()
        >
            <span class="of-type" role="rowheader">
                <span class="name">{dot}{name}</span>
                <small>{facts(partner)}</small>
            </span>
            {cells}
        </div>
    }
    .into_any()
}

/// What is known of a partner besides its numbers.
fn facts(partner: &Partner) -> String {
    let nt = partner.nt.as_ref().map(|nt| format!(" · {}", transmitter(nt))).unwrap_or_default();
    let sides = sides_in_words(&partner.neurons).replace("  ", " ");
    format!("{} ({sides}){nt}", number(partner.neurons.total))
}
