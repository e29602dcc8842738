//! The types that receive and send in the same regions.

use crate::markup::{html, view};
use leptos::prelude::*;
use shared::similar;

use crate::format::hundredths;
use crate::state::use_state;
use crate::status::Phase;
use crate::views::bars::wide;
use crate::views::live::live;

/// How many are shown.
const FEW: usize = 8;

/// Rounded down: what is not quite the same must not read as the same.
fn below_one(likeness: f32) -> f64 {
    (f64::from(likeness) * 100.0 + 1e-4).floor() / 100.0
}

/// The list, once all types are there to be compared.
pub fn similar(name: String) -> AnyView {
    let state = use_state();
    let is_ready = Memo::new(move |_| state.phase.with(|phase| matches!(phase, Phase::Ready)));
    let list = live(move || {
        if !is_ready.get() {
            return view! { <p class="quiet">{"When all types have been read."}</p> }.into_any();
        }
        state.edition.track();
        let found: Vec<(String, f32)> = state.with_index(|index| {
            let found = index.find(&name).map(|id| similar::similar(index, id, FEW));
            let named = |(id, likeness)| (index.entries[id as usize].name.to_string(), likeness);
            found.unwrap_or_default().into_iter().map(named).collect()
        });
        if found.is_empty() {
            return view! { <p class="quiet">{"No other type shares a region with it."}</p> }
                .into_any();
        }
        let row = |(name, likeness): (String, f32)| {
            let open = name.clone();
            let bar = format!("plain {}", wide(likeness.into()));
            let like = html! {
                <td class="bar-cell" aria-hidden="true"><i class=bar></i></td>
                <td>{hundredths(below_one(likeness))}</td>
            };
            view! {
                <tr>
                    <th scope="row"><button class="link" on:click=move |_| state.open_type(&open)>
                        <bdi>{name}</bdi>
                    </button></th>
                    {like}
                </tr>
            }
        };
        let rows = found.into_iter().map(row).collect_view();
        view! { <table class="numbers similar"><tbody>{rows}</tbody></table> }.into_any()
    });
    view! {
        <div class="part">
            <h3>{"Similar by region"}<small>{"1 is the same, 0 no region in common"}</small></h3>
            {list}
            <p class="quiet">{"Cosine of the shares of input and output by primary region, left and right \
                together. It says nothing of shape or partners."}</p>
        </div>
    }
    .into_any()
}
