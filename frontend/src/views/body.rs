//! When the text is a body id: which type that neuron belongs to.

use leptos::prelude::*;

use crate::api::Error;
use crate::resources::{body, typed_body_id};
use crate::state::use_state;

/// One line above the list.
#[component]
pub fn BodyHit() -> impl IntoView {
    let state = use_state();
    let id = typed_body_id(state);
    let answer = body(state, id);
    let line = move || {
        let id = id.get()?;
        let body = match answer.get().flatten() {
            Some((asked, body)) if asked == id => body,
            _ => return Some(view! { <>{format!("body {id}: asking")}</> }.into_any()),
        };
        Some(match body {
            Ok(body) => match body.type_name.clone() {
                Some(name) => {
                    let open = name.clone();
                    view! {
                        {format!("body {id}: ")}
                        <button class="link strong" on:click=move |_| state.open_type(&open)>
                            <bdi>{name}</bdi>
                        </button>
                    }
                    .into_any()
                }
                None => view! { <>{format!("body {id} has no type")}</> }.into_any(),
            },
            Err(Error::NotFound(_)) => {
                view! { <>{format!("body {id} is not in this dataset")}</> }.into_any()
            }
            Err(error) => view! { <>{format!("body {id}: {error}")}</> }.into_any(),
        })
    };
    view! {
        <Show when=move || id.get().is_some()>
            <p class="body-hit" role="status">{line}</p>
        </Show>
    }
}
