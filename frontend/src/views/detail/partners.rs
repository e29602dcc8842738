//! The types that a type receives from and sends to.

mod controls;

use std::sync::Arc;

use crate::markup::{html, view};
use leptos::prelude::*;
use shared::partner_table::{Arranged, arrange};
use shared::wire::{Partner, Partners};

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
pub fn partners(name: String) -> AnyView {
    let state = use_state();
    let asked = Asked::new(None);
    let ask = move || ask_partners(state, name.clone(), asked);
    ask();
    asking::answer(asked, "partners", ask, |partners| {
        view! {
            <div class="partners">
                {controls::controls()}
                {list(Way::Input, &partners)}
                {list(Way::Output, &partners)}
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

fn list(way: Way, partners: &Arc<Partners>) -> AnyView {
    let state = use_state();
    let habits = use_habits();
    let partners = partners.clone();
    let all = of(way, &partners).len();
    let (title, label) = match way {
        Way::Input => ("Inputs from", "Types that it receives from"),
        Way::Output => ("Outputs to", "Types that it sends to"),
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
    let summed = text(move || arranged.with(|it| told(it, all, way)));
    let rows = Rows { shown, height: Signal::derive(|| ROW), few: FEW, role: "list", label };
    let row =
        move |at: usize, place: usize| row(state, way, &of(way, &partners)[at], most, (place, all));
    let scroller = scroller(rows, row);
    view! {
        <div class="part">
            <h3>{title}<small>{summed}</small></h3>
            <p class="quiet" class:none=flag(move || shown.with(|rows| !rows.is_empty()))>
                "No partner has as much; lower the threshold."
            </p>
            {scroller.rows}
            {scroller.more}
        </div>
    }
    .into_any()
}

/// `12 of 340 types, 86 % of inputs`, so that nothing is left out unsaid.
fn told(arranged: &Arranged, all: usize, way: Way) -> String {
    let shown = arranged.rows.len();
    if shown == all {
        return count(all as u64, "type");
    }
    let share = percent_fine(arranged.share);
    format!(
        "{} of {}, {share} % of {}s",
        number(shown as u64),
        count(all as u64, "type"),
        way.word()
    )
}

fn row(state: State, way: Way, partner: &Partner, most: f64, at: (usize, usize)) -> AnyView {
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
    let facts = html! {
        <span class="bar-cell" aria-hidden="true"><i class=bar></i></span>
        <span class="share-of"><b>{percent_fine(partner.share)}</b>" %"</span>
        <small>{facts(partner)}</small>
    };
    let (place, all) = at;
    view! {
        <div
            class="partner"
            role="listitem"
            aria-posinset=(place + 1).to_string()
            aria-setsize=all.to_string()
        >
            <span class="name">{dot}{name}</span>
            {facts}
        </div>
    }
    .into_any()
}

/// All that is known of a partner besides its share.
fn facts(partner: &Partner) -> String {
    let nt = partner.nt.as_ref().map(|nt| format!(" · {}", transmitter(nt))).unwrap_or_default();
    format!(
        "{} ({}){nt} · {} conn., {}/neuron, CV {}",
        number(partner.neurons.total),
        sides_in_words(&partner.neurons).replace("  ", " "),
        number(partner.connections),
        tenths(partner.per_neuron),
        hundredths(partner.cv),
    )
}
