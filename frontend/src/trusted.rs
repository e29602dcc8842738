//! Trusted Types, for pages served with `require-trusted-types-for 'script'`.
//!
//! Leptos makes the parts of a view that never change from template text that it sets through
//! `innerHTML` of an element outside the document. That text is a constant of this program:
//! nothing here puts data there (`inner_html` is not used). So markup is allowed, and scripts
//! and script addresses stay refused by having no function here.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;

/// Lets constant template text pass, in browsers that would refuse it.
pub fn allow_templates() {
    // A browser without Trusted Types needs nothing; one that refuses says so on its console.
    drop(create_policy());
}

fn create_policy() -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let factory = Reflect::get(&window, &"trustedTypes".into())?;
    if factory.is_undefined() {
        return Ok(());
    }
    let pass = Closure::<dyn Fn(JsValue) -> JsValue>::new(|text| text);
    let rules = Object::new();
    Reflect::set(&rules, &"createHTML".into(), pass.as_ref())?;
    // The page needs the policy for as long as it lives.
    pass.forget();
    let create: Function = Reflect::get(&factory, &"createPolicy".into())?.dyn_into()?;
    create.call2(&factory, &"default".into(), &rules)?;
    Ok(())
}
