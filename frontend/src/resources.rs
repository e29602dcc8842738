//! What is asked of the proxy when a person asks: the neurons and partners of the type that is
//! open, and the neuron of a body id that was typed.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Body, NeuronList, Partners};

use crate::api::{self, Error};
use crate::pause;
use crate::state::State;

/// How long digits rest before they are looked up, in milliseconds.
const REST: u32 = 250;

/// Fewest digits that are taken for a body id: shorter numbers are parts of names.
const BODY_ID_DIGITS: usize = 5;

/// An answer of the proxy, `None` while it is under way.
pub type Asked<T> = RwSignal<Option<Result<Arc<T>, Error>>>;

/// A body id, and what the proxy says of it.
type BodyAnswer = (String, Result<Arc<Body>, Error>);

/// Asks for the neurons of a type.
pub fn ask_neurons(state: State, name: String, asked: Asked<NeuronList>) {
    asked.set(None);
    let dataset = opened(state);
    spawn_local(async move {
        let neurons = api::neurons(&dataset, &name).await.map(Arc::new);
        // The detail may have been closed meanwhile; so too below.
        asked.try_set(Some(neurons));
    });
}

/// Asks for the partners of a type.
pub fn ask_partners(state: State, name: String, asked: Asked<Partners>) {
    asked.set(None);
    let dataset = opened(state);
    spawn_local(async move {
        let partners = api::partners(&dataset, &name).await.map(Arc::new);
        asked.try_set(Some(partners));
    });
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

/// Looks up each body id, once typing rests. The answer says which id it is for, since typing
/// goes on.
pub fn look_up(state: State, id: Memo<Option<String>>) -> RwSignal<Option<BodyAnswer>> {
    let answer = RwSignal::new(None);
    let dataset = Memo::new(move |_| {
        state.dataset.with(|dataset| dataset.as_ref().map(|it| it.name.clone()))
    });
    Effect::new(move |_| {
        let Some((dataset, asked)) = dataset.get().zip(id.get()) else { return };
        spawn_local(async move {
            pause::milliseconds(REST).await;
            if id.try_get_untracked().flatten().as_ref() == Some(&asked) {
                let body = api::body(&dataset, &asked).await.map(Arc::new);
                answer.try_set(Some((asked, body)));
            }
        });
    });
    answer
}

fn opened(state: State) -> String {
    state.dataset.with_untracked(|dataset| {
        dataset.as_ref().map(|dataset| dataset.name.clone()).unwrap_or_default()
    })
}
