//! Help: what the query line can say, with examples of this dataset, and the keys.

use leptos::prelude::*;
use shared::line::{absent, examples};
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::keys;
use super::live::when;
use crate::draft::use_draft;
use crate::markup::{Html, html, view};
use crate::state::{State, use_state};

const HELP: &str = "help";

/// What each key does, and where.
const KEYS: [(&[&str], &str); 9] = [
    (&["/"], "goes to the query line"),
    (&["?"], "opens this help"),
    (&["↓", "↑"], "move through what the line offers, the list, and trees"),
    (&["Enter"], "takes the offer, or opens the type; in the line, the first type found"),
    (&["Tab"], "takes the offer that the arrows have reached"),
    (&["Esc"], "closes what lies on top; in the line, closes the offers, then empties it"),
    (&["PgUp", "PgDn", "Home", "End"], "move through the list in larger steps"),
    (&["Space"], "chooses the filter value that has the focus"),
    (&["x"], "excludes the filter value that has the focus"),
];

/// The button that opens it.
#[component]
pub fn HelpButton() -> impl IntoView {
    let state = use_state();
    view! {
        <button
            class="act help-button"
            aria-label="Help: the query line and the keys"
            title="Help (?)"
            aria-haspopup="dialog"
            on:click=move |_| state.help_open.set(true)
        ><span aria-hidden="true">"?"</span></button>
    }
}

/// The dialog. The browser keeps the focus within it, closes it by Escape and gives the focus
/// back.
#[component]
pub fn Help() -> impl IntoView {
    let state = use_state();
    Effect::new(move |_| {
        let is_open = state.help_open.get();
        let dialog = document().get_element_by_id(HELP);
        let Some(dialog) = dialog.and_then(|it| it.dyn_into::<HtmlDialogElement>().ok()) else {
            return;
        };
        if is_open && !dialog.open() {
            // It is in the document, and not open: nothing to refuse.
            drop(dialog.show_modal());
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
    let is_open = move || state.help_open.get();
    view! {
        <dialog
            id=HELP
            class="help"
            aria-labelledby="help-title"
            on:close=move |_| state.help_open.set(false)
        >{when(is_open, move || content(state))}</dialog>
    }
}

fn content(state: State) -> AnyView {
    view! {
        <div class="help-head">
            <h2 id="help-title">"The query line"</h2>
            <button class="icon" aria-label="Close the help" on:click=move |_| state.help_open.set(false)>
                "✕"
            </button>
        </div>
        <p>{introduction()}</p>
        <h3>"Examples from this dataset"</h3>
        <ul class="examples">{example_rows(state)}</ul>
        {lacking(state)}
        <h3>"More"</h3>
        <p>{more()}</p>
        <h3>"Keys"</h3>
        <dl class="help-keys">{KEYS.map(|(names, what)| key_row(names, what)).into_iter().collect::<Html>()}</dl>
    }
    .into_any()
}

fn introduction() -> Html {
    html! {
        "Words search every name. Conditions say more: they, the filters and the chips show \
         the same state, so that any of them changes the others. "
        <b>"and"</b>", "<b>"or"</b>", "<b>"not"</b>" and brackets join conditions, "<b>"-"</b>
        " excludes, "<b>"*"</b>" stands for any letters, and values with spaces go into quotes."
    }
}

fn more() -> Html {
    html! {
        "Without a percentage, "<b>"in:"</b>" and "<b>"out:"</b>" count the types with 5 % of \
         their synapses in the region; "<b>">=50"</b>" without % counts synapses. Left and \
         right parts of a region are taken together, and full names work too. A pasted list \
         of names or body ids becomes a list of types, with a word on what was not found."
    }
}

fn example_rows(state: State) -> AnyView {
    let draft = use_draft();
    let row = move |line: String, about: String| {
        let shown = line.clone();
        let try_it = move |_| {
            state.help_open.set(false);
            let caret = line.len();
            draft.write(line.clone(), caret);
            draft.stop_offering();
            keys::focus_soon(keys::SEARCH);
        };
        view! {
            <li>
                <button class="link" on:click=try_it><code><bdi>{shown}</bdi></code></button>
                <span>{about}</span>
            </li>
        }
        .into_any()
    };
    let rows = state.with_index(examples).into_iter();
    rows.map(|example| row(example.line, example.about)).collect_view().into_any()
}

fn lacking(state: State) -> AnyView {
    let keys = state.with_index(absent);
    if keys.is_empty() {
        return ().into_any();
    }
    let words = format!("Not in this dataset: {}.", keys.join(", "));
    view! { <p class="quiet">{words}</p> }.into_any()
}

fn key_row(names: &[&str], what: &str) -> Html {
    let names: Html = names.iter().map(|name| html! { <kbd>{*name}</kbd>" " }).collect();
    html! { <div><dt>{names}</dt><dd>{what}</dd></div> }
}
