//! What is asked of the proxy when a person asks: the neurons and partners of the type that is
//! open, and the neuron of a body id that was typed.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::{Body, NeuronList, Partners};

use crate::api::{self, Error};
use crate::pause;
use crate::state::State;

/// How long digits rest before they are looked up, in milliseconds.
const REST: u32 = 250;

/// Fewest digits that are taken for a body id: shorter numbers are parts of names.
const BODY_ID_DIGITS: usize = 5;

/// An answer of the proxy, `None` while it is under way.
pub type Asked<T> = LocalResource<Result<Arc<T>, Error>>;

/// The neurons of a type.
pub fn neurons(state: State, name: String) -> Asked<NeuronList> {
    let opened = opened(state);
    LocalResource::new(move || {
        let (dataset, name) = (opened.get().unwrap_or_default(), name.clone());
        async move { api::neurons(&dataset, &name).await.map(Arc::new) }
    })
}

/// The partners of a type.
pub fn partners(state: State, name: String) -> Asked<Partners> {
    let opened = opened(state);
    LocalResource::new(move || {
        let (dataset, name) = (opened.get().unwrap_or_default(), name.clone());
        async move { api::partners(&dataset, &name).await.map(Arc::new) }
    })
}

/// The body id that is typed into the search box, if it is one.
pub fn typed_body_id(state: State) -> Memo<Option<String>> {
    Memo::new(move |_| {
        state.view.with(|view| {
            let text = view.text.trim();
            let is_id = text.len() >= BODY_ID_DIGITS && text.bytes().all(|it| it.is_ascii_digit());
            is_id.then(|| text.to_owned())
        })
    })
}

/// A body id, and what the proxy says of it.
type BodyAnswer = (String, Result<Arc<Body>, Error>);

/// The neuron of a body id; the answer says which id it is for, since typing goes on.
pub fn body(state: State, id: Memo<Option<String>>) -> LocalResource<Option<BodyAnswer>> {
    let opened = opened(state);
    LocalResource::new(move || {
        let asked = opened.get().zip(id.get());
        async move {
            let (dataset, id) = asked?;
            pause::milliseconds(REST).await;
            let body = api::body(&dataset, &id).await.map(Arc::new);
            Some((id, body))
        }
    })
}

/// The name of the open dataset: what else is learnt of it is no reason to ask again.
fn opened(state: State) -> Memo<Option<String>> {
    Memo::new(move |_| state.dataset.with(|dataset| dataset.as_ref().map(|it| it.name.clone())))
}
