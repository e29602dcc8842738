//! What stands in place of an answer of the proxy until it is there, or when it fails.

use std::sync::Arc;

use leptos::prelude::*;

use super::live::{Live, live};
use crate::api::Error;
use crate::markup::view;
use crate::resources::Asked;

/// The answer, once it is there; `what` it is about, in words.
pub fn answer<T: Send + Sync + 'static>(
    asked: Asked<T>,
    what: &'static str,
    again: impl Fn() + Clone + Send + 'static,
    show: impl Fn(Arc<T>) -> AnyView + Send + 'static,
) -> Live {
    live(move || match asked.get() {
        None => view! { <p class="part quiet">{format!("Asking for its {what}")}</p> }.into_any(),
        Some(Err(error)) => failed(&error, what, Box::new(again.clone())),
        Some(Ok(answer)) => show(answer),
    })
}

fn failed(error: &Error, what: &str, again: Box<dyn Fn()>) -> AnyView {
    view! {
        <p class="part quiet">
            {format!("Its {what} could not be read: {error}. ")}
            <button class="link" on:click=move |_| again()>"try again"</button>
        </p>
    }
    .into_any()
}
