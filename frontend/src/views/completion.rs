//! What could stand at the caret of the query line: a listbox below it.

use leptos::prelude::*;
use shared::line::Offer;

use super::live::{flag, live, text};
use super::search_box::accept;
use crate::draft::{Draft, use_draft};
use crate::format::{count, number};
use crate::markup::view;

/// Id of the listbox.
pub const OFFERS: &str = "offers";

/// Id of an offer, by its place.
pub fn offer_id(at: usize) -> String {
    format!("offer-{at}")
}

/// The listbox.
#[component]
pub fn Offers() -> impl IntoView {
    let draft = use_draft();
    let is_empty = move || draft.completion.with(|it| it.offers.is_empty());
    let offers = live(move || {
        let offers = draft.completion.get().offers.into_iter().enumerate();
        offers.map(|(at, offer)| option(draft, at, offer)).collect_view().into_any()
    });
    view! {
        // The box keeps the focus.
        <ul
            id=OFFERS
            class="offers"
            class:none=flag(is_empty)
            role="listbox"
            aria-label="Ways to go on"
            on:mousedown=move |event| event.prevent_default()
        >{offers}</ul>
    }
}

fn option(draft: Draft, at: usize, offer: Offer) -> AnyView {
    let Offer { insert, about, types } = offer;
    let is_active = move || draft.active.get() == Some(at);
    let words = types.map(|types| count(u64::from(types), "type"));
    view! {
        <li
            id=offer_id(at)
            role="option"
            class:active=flag(is_active)
            class:zero=types == Some(0)
            aria-selected=text(move || is_active().to_string())
            on:click=move |_| accept(draft, at)
        >
            <bdi>{insert}</bdi>
            <span class="about">{about}</span>
            <span class="count" title=words>{types.map(|types| number(u64::from(types)))}</span>
        </li>
    }
    .into_any()
}
