//! Waiting: for the event loop, so that the page never freezes, and for the clock.

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Longest stretch of work between two turns of the event loop, in milliseconds.
const SLICE: f64 = 8.0;

/// Milliseconds since 1970.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// The date and time as `2026-11-26T22:00:00.000Z`.
pub fn date() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// The day and time of some milliseconds since 1970, as the person writes them.
pub fn date_of(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&milliseconds.into());
    date.to_locale_string("default", &js_sys::Object::new()).into()
}

/// Lets time pass.
pub async fn seconds(seconds: u32) {
    milliseconds(seconds.saturating_mul(1000)).await;
}

/// Lets a little time pass.
pub async fn milliseconds(milliseconds: u32) {
    TimeoutFuture::new(milliseconds).await;
}

/// What a future gives, or `None` where it takes longer than that.
pub async fn within<T>(milliseconds: u32, future: impl Future<Output = T>) -> Option<T> {
    let future = std::pin::pin!(future);
    match select(future, TimeoutFuture::new(milliseconds)).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}

/// Cuts long work into slices.
pub struct Slices {
    started: f64,
}

impl Slices {
    /// The first slice begins now.
    pub fn new() -> Slices {
        Slices { started: now() }
    }

    /// Between two steps of the work: hands over to the browser when the slice is used up.
    pub async fn breathe(&mut self) {
        if now() - self.started >= SLICE {
            turn().await;
            self.started = now();
        }
    }
}

/// Lets the browser show what has changed; nobody waits for a page that is not seen.
pub async fn shown() {
    if !leptos::prelude::document().hidden() {
        let frame = Promise::new(&mut |resolve: Function, _reject: Function| {
            // Without frames there is nothing to wait for.
            if leptos::prelude::window().request_animation_frame(&resolve).is_err() {
                drop(resolve.call0(&JsValue::NULL));
            }
        });
        drop(JsFuture::from(frame).await);
    }
    turn().await;
}

/// One turn of the event loop. A message takes a fraction of the 4 ms that browsers add to each
/// nested timer.
pub async fn turn() {
    let Ok(channel) = MessageChannel::new() else {
        return TimeoutFuture::new(0).await;
    };
    let promise = Promise::new(&mut |resolve: Function, _reject: Function| {
        channel.port1().set_onmessage(Some(&resolve));
    });
    if channel.port2().post_message(&JsValue::NULL).is_err()
        || JsFuture::from(promise).await.is_err()
    {
        TimeoutFuture::new(0).await;
    }
    channel.port1().close();
}
