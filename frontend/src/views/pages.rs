//! Links to the generated pages of a type: that of all its neurons, and those of one side each.
//! Plain links, which the browser follows as it does any other.

use leptos::prelude::*;
use shared::side::Side;
use shared::site::{PagesOfType, SIDES_WITH_PAGES};
use shared::wire::SideCounts;

use super::live::live;
use super::row_acts::PAGE;
use crate::markup::{Html, html, view};
use crate::state::State;

/// In a row: as few letters as they need. Nothing where there is no page.
pub fn of_row(state: State, name: &str, neurons: &SideCounts) -> Html {
    let pages = state.pages.with_untracked(|pages| pages.of(name, neurons));
    let link = |(side, href): (Side, String)| {
        let words = match side {
            Side::Unknown => "page",
            side => side.letter(),
        };
        html! {
            <a class=PAGE tabindex="-1" href=href aria-label=in_words(name, side)>{words}</a>
        }
    };
    those(pages).map(link).collect()
}

/// In the detail, in words; they come when it is known which there are.
pub fn of_detail(state: State, name: String, neurons: SideCounts) -> impl IntoView {
    live(move || {
        let pages = state.pages.with(|pages| pages.of(&name, &neurons));
        let link = |(side, href): (Side, String)| {
            let words = match side {
                Side::Unknown => "page",
                side => of_side(side),
            };
            view! { <a class="pill" href=href aria-label=in_words(&name, side)>{words}</a> }
                .into_any()
        };
        let links: Vec<AnyView> = those(pages).map(link).collect();
        if links.is_empty() {
            return ().into_any();
        }
        view! { <nav class="outward" aria-label="Pages of this type">{links}</nav> }.into_any()
    })
}

/// Those that there are; [`Side::Unknown`] stands for all neurons.
fn those(mut pages: PagesOfType) -> impl Iterator<Item = (Side, String)> {
    let sides = [Side::Unknown].into_iter().chain(SIDES_WITH_PAGES);
    sides.filter_map(move |side| pages.of_mut(side).take().map(|href| (side, href)))
}

fn of_side(side: Side) -> &'static str {
    match side {
        Side::Left => "left side",
        Side::Right => "right side",
        _ => "midline",
    }
}

fn in_words(name: &str, side: Side) -> String {
    match side {
        Side::Unknown => format!("Page of {name}"),
        side => format!("Page of {name}, {}", of_side(side)),
    }
}
