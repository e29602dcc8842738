//! When the text is a body id: which type that neuron belongs to.

use leptos::prelude::*;

use super::live::{flag, live};
use crate::api::Error;
use crate::markup::view;
use crate::resources::{look_up, typed_body_id};
use crate::state::use_state;

/// One line above the list.
#[component]
pub fn BodyHit() -> impl IntoView {
    let state = use_state();
    let id = typed_body_id(state);
    let answer = look_up(state, id);
    let line = live(move || {
        let Some(id) = id.get() else { return ().into_any() };
        let body = match answer.get() {
            Some((asked, body)) if asked == id => body,
            _ => return format!("body {id}: asking").into_any(),
        };
        match body {
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
                None => format!("body {id} has no type").into_any(),
            },
            Err(Error::NotFound(_)) => format!("body {id} is not in this dataset").into_any(),
            Err(Error::Busy(wait)) => format!("body {id}: {}", wait.in_words()).into_any(),
            Err(error) => format!("body {id}: {error}").into_any(),
        }
    });
    view! {
        <p class="body-hit" class:none=flag(move || id.get().is_none()) role="status">{line}</p>
    }
}
