//! What is asked for when a person asks: all of a type that is open, its neurons and partners,
//! the neuron of a body id that was typed, the proxy's live figures, what a site says of itself;
//! and, when nothing else is to do, which pages there are.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::site::Site;
use shared::wire::{Body, NeuronList, Partners, Status, Summary};

use crate::api::{self, Error};
use crate::newer;
use crate::pause;
use crate::state::{Run, State};

/// How long digits rest before they are looked up, in milliseconds.
const REST: u32 = 250;

/// How often the proxy's figures are asked for while they are looked at, in seconds.
const FIGURES_EVERY: u32 = 2;

/// Fewest digits that are taken for a body id: shorter numbers are parts of names.
const BODY_ID_DIGITS: usize = 5;

/// An answer, `None` while it is under way.
pub type Asked<T> = RwSignal<Option<Result<Arc<T>, Error>>>;

/// A body id, and what is said of it.
type BodyAnswer = (String, Result<Arc<Body>, Error>);

/// Asks which pages there are. Without them the index is what it is.
pub fn ask_pages(state: State, run: Run) {
    let dataset = opened(state);
    spawn_local(async move {
        let Ok(pages) = api::pages(&dataset).await else { return };
        let is_other = state.pages.with_untracked(|before| **before != pages);
        if is_other && !run.is_over() {
            state.pages.set(Arc::new(pages));
        }
    });
}

/// Asks, and asks again when a busy proxy says so, until there is an answer for good or nobody
/// listens any more. What is told meanwhile is that it is busy.
async fn patiently<T>(
    ask: impl AsyncFn() -> Result<T, Error>,
    listens: impl Fn() -> bool,
    tell: impl Fn(Result<T, Error>),
) {
    while listens() {
        let answer = ask().await;
        let wait = match &answer {
            Err(Error::Busy(wait)) => Some(*wait),
            _ => None,
        };
        tell(answer);
        let Some(wait) = wait else { return };
        pause::seconds(wait.seconds).await;
    }
}

/// Asks for what a part of the page shows, for as long as that part is there. Where the files of a
/// site do not go with the index, the site is looked at again.
fn fill<T>(state: State, asked: Asked<T>, ask: impl AsyncFn() -> Result<T, Error> + 'static)
where
    T: Send + Sync + 'static,
{
    asked.set(None);
    spawn_local(async move {
        let tell = |answer: Result<T, Error>| {
            if matches!(answer, Err(Error::Overtaken | Error::Missing(_))) {
                spawn_local(newer::look_again(state));
            }
            drop(asked.try_set(Some(answer.map(Arc::new))));
        };
        patiently(ask, || !asked.is_disposed(), tell).await;
    });
}

/// Asks for all of what is known of a type, of which a brief summary is shown.
pub fn ask_summary(state: State, name: String, asked: Asked<Summary>) {
    let (dataset, hash) = (opened(state), hash_of(state, &name));
    fill(state, asked, async move || api::summary(&dataset, &name, &hash).await);
}

/// Asks for the neurons of a type.
pub fn ask_neurons(state: State, name: String, asked: Asked<NeuronList>) {
    let (dataset, hash) = (opened(state), hash_of(state, &name));
    fill(state, asked, async move || api::neurons(&dataset, &name, &hash).await);
}

/// Asks for the body ids of several types, one type after another.
pub fn ask_ids(state: State, names: Vec<String>, asked: Asked<Vec<String>>) {
    asked.set(None);
    let dataset = opened(state);
    spawn_local(async move {
        let mut ids = Vec::new();
        for name in names {
            match api::neurons(&dataset, &name, &hash_of(state, &name)).await {
                Ok(list) => ids.extend(list.neurons.into_iter().map(|neuron| neuron.body_id)),
                Err(error) => {
                    // What is compared may have been closed meanwhile.
                    asked.try_set(Some(Err(error)));
                    return;
                }
            }
        }
        asked.try_set(Some(Ok(Arc::new(ids))));
    });
}

/// Asks for the partners of a type.
pub fn ask_partners(state: State, name: String, asked: Asked<Partners>) {
    let (dataset, hash) = (opened(state), hash_of(state, &name));
    fill(state, asked, async move || api::partners(&dataset, &name, &hash).await);
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
            let is_wanted = || id.try_get_untracked().flatten().as_ref() == Some(&asked);
            let tell = |body: Result<Body, Error>| {
                drop(answer.try_set(Some((asked.clone(), body.map(Arc::new)))));
            };
            patiently(async || api::body(&dataset, &asked).await, is_wanted, tell).await;
        });
    });
    answer
}

/// The proxy's figures while they are looked at.
#[derive(Clone, Copy)]
pub struct Followed {
    /// The last that were told.
    pub status: RwSignal<Option<Arc<Status>>>,
    /// Why there are none now.
    pub error: RwSignal<Option<Error>>,
}

/// Asks for the proxy's figures again and again for as long as the page lives, but not while
/// nobody sees it.
pub fn follow_status() -> Followed {
    let followed = Followed { status: RwSignal::new(None), error: RwSignal::new(None) };
    spawn_local(async move {
        loop {
            if !document().hidden() {
                let answer = api::status().await;
                followed.error.set(answer.as_ref().err().cloned());
                if let Ok(status) = answer {
                    followed.status.set(Some(Arc::new(status)));
                }
            }
            pause::seconds(FIGURES_EVERY).await;
        }
    });
    followed
}

/// Asks what the site says of itself.
pub fn ask_about() -> Asked<Site> {
    let about = RwSignal::new(None);
    spawn_local(async move {
        about.try_set(Some(api::about().await.map(|about| Arc::new(Site::clone(&about)))));
    });
    about
}

fn opened(state: State) -> String {
    state.dataset.with_untracked(|dataset| {
        dataset.as_ref().map(|dataset| dataset.name.clone()).unwrap_or_default()
    })
}

/// The hash of the summary that is shown of a type; empty where there is none.
fn hash_of(state: State, name: &str) -> String {
    untrack(|| state.summary(name)).map(|summary| summary.hash.clone()).unwrap_or_default()
}
