//! The only file that talks to the service worker (`sw.js`), which keeps the app for when there
//! is no network. A browser that has none, or a page that is not served safely, does without.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::state::State;
use crate::status::Phase;
use crate::trusted;

/// Registers the worker once the index is there: it reads the app's files again, and the index
/// comes first.
pub fn prepare(state: State) {
    let is_ready = Memo::new(move |_| state.phase.with(|phase| *phase == Phase::Ready));
    Effect::new(move |before: Option<bool>| {
        let is_ready = is_ready.get();
        if is_ready && before != Some(true) {
            spawn_local(async {
                if let Some(registered) = register() {
                    // Refused, the page works as it does without one.
                    drop(JsFuture::from(registered).await);
                }
            });
        }
        is_ready || before == Some(true)
    });
}

fn register() -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let workers = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    let register: Function = Reflect::get(&workers, &"register".into()).ok()?.dyn_into().ok()?;
    let address: JsValue = trusted::worker_address().ok()?;
    register.call1(&workers, &address).ok()?.dyn_into().ok()
}
