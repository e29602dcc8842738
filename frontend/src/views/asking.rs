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
    let answer = move || asked.get().map(|answer| answer.map(&show));
    shown(Box::new(answer), what, Box::new(move || Box::new(again.clone())))
}

/// What can be asked for, again and again.
type Again = Box<dyn Fn() -> Box<dyn Fn()> + Send>;

/// Compiled once, whatever is asked for.
fn shown(
    answer: Box<dyn Fn() -> Option<Result<AnyView, Error>> + Send>,
    what: &'static str,
    again: Again,
) -> Live {
    live(move || match answer() {
        None => view! { <p class="part quiet">{format!("Asking for its {what}")}</p> }.into_any(),
        Some(Err(error)) => failed(&error, what, again()),
        Some(Ok(view)) => view,
    })
}

/// A busy proxy is asked again without being told to.
fn failed(error: &Error, what: &str, again: Box<dyn Fn()>) -> AnyView {
    if let Error::Busy(wait) = error {
        let words = format!("Its {what} are to come: {}.", wait.in_words());
        return view! { <p class="part quiet">{words}</p> }.into_any();
    }
    view! {
        <p class="part quiet">
            {format!("Its {what} could not be read: {error}. ")}
            <button class="link" on:click=move |_| again()>"try again"</button>
        </p>
    }
    .into_any()
}
