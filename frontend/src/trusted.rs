//! Trusted Types, for pages served with `require-trusted-types-for 'script'`.
//!
//! Leptos makes the parts of a view that never change from template text that it sets through
//! `innerHTML` of an element outside the document. That text is a constant of this program:
//! nothing here puts data there (`inner_html` is not used). So markup is allowed, and scripts
//! and script addresses stay refused by having no function here, but for the one address of the
//! service worker, which has a policy of its own.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;

/// The service worker, beside the page.
const WORKER: &str = "sw.js";

/// The rule of a policy for addresses of scripts.
const CREATE_ADDRESS: &str = "createScriptURL";

/// Lets constant template text pass, in browsers that would refuse it.
pub fn allow_templates() {
    // A browser without Trusted Types needs nothing; one that refuses says so on its console.
    drop(create_policy("default", "createHTML", |text| text));
}

/// The address of the service worker, as a browser takes it that asks for a trusted one.
pub fn worker_address() -> Result<JsValue, JsValue> {
    let address = JsValue::from_str(WORKER);
    match create_policy("quickpage-worker", CREATE_ADDRESS, |_| WORKER.into())? {
        Some(policy) => {
            let create: Function = Reflect::get(&policy, &CREATE_ADDRESS.into())?.dyn_into()?;
            create.call1(&policy, &address)
        }
        None => Ok(address),
    }
}

/// A policy with one rule; `None` in browsers that know no policies.
fn create_policy(
    name: &str,
    rule: &str,
    pass: fn(JsValue) -> JsValue,
) -> Result<Option<JsValue>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let factory = Reflect::get(&window, &"trustedTypes".into())?;
    if factory.is_undefined() {
        return Ok(None);
    }
    let pass = Closure::<dyn Fn(JsValue) -> JsValue>::new(pass);
    let rules = Object::new();
    Reflect::set(&rules, &rule.into(), pass.as_ref())?;
    // The page needs the policy for as long as it lives.
    pass.forget();
    let create: Function = Reflect::get(&factory, &"createPolicy".into())?.dyn_into()?;
    create.call2(&factory, &name.into(), &rules).map(Some)
}
