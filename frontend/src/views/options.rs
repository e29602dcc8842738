//! The values of a filter that are in the page, each with how it stands and how many types it
//! would leave.
//!
//! They are written as one text, as the rows of the list are: a letter of a search puts most
//! filters into another order, and elements that each hear and follow for themselves would all be
//! made anew. Events are heard once, around them.

use leptos::html::Div;
use leptos::prelude::*;
use shared::index::{Facet, ValueId};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::keys::target;
use super::picks::{Pick, Picks};
use crate::choice::{Act, Stand};
use crate::format::{number, transmitter_class};
use crate::markup::{Html, html, view};
use crate::state::{State, use_state};

/// The number of a value, on the element of its option.
const VALUE: &str = "data-value";

/// What excludes a value, within its option.
const NOT: &str = ".not";

/// The options of these values.
pub fn options(facet: Facet, picks: Picks, values: Memo<Vec<ValueId>>) -> AnyView {
    let state = use_state();
    let around = NodeRef::<Div>::new();
    let drawn = StoredValue::new(Drawn::default());
    Effect::new(move |_| {
        let next = Drawn::now(state, facet, picks, &values.get());
        let Some(page) = around.get() else { return };
        drawn.update_value(|drawn| drawn.become_next(next, &page, |it| option(state, facet, it)));
    });
    let act = move |target: &Element, what| {
        let value = value_of(target).and_then(|value| name(state, facet, value));
        value.into_iter().for_each(|name| picks.act(&name, what));
    };
    view! {
        <div
            node_ref=around
            on:change=move |event| target(&event).iter().for_each(|it| act(it, Act::Choose))
            on:click=move |event| {
                let not = target(&event).and_then(|it| it.closest(NOT).ok()?);
                not.iter().for_each(|it| act(it, Act::Exclude));
            }
            on:keydown=move |event| {
                let checkbox = target(&event).filter(|it| event.key() == "x" && it.tag_name() == "INPUT");
                checkbox.iter().for_each(|it| act(it, Act::Exclude));
            }
        ></div>
    }
    .into_any()
}

/// What is in the page.
#[derive(Debug, Default)]
struct Drawn {
    /// Values have their numbers of one build of the index.
    build: u32,
    lines: Vec<(ValueId, Pick)>,
}

impl Drawn {
    fn now(state: State, facet: Facet, picks: Picks, values: &[ValueId]) -> Drawn {
        let build = state.edition.with(|edition| edition.build);
        let lines = state.with_index(|index| {
            let names = index.values(facet);
            let line = |value: &ValueId| {
                let name = names.get(usize::from(*value))?;
                Some((*value, picks.pick(usize::from(*value), name)))
            };
            values.iter().filter_map(line).collect()
        });
        Drawn { build, lines }
    }

    fn has_options_of(&self, next: &Drawn) -> bool {
        fn values(drawn: &Drawn) -> impl Iterator<Item = ValueId> {
            drawn.lines.iter().map(|(value, _)| *value)
        }
        self.build == next.build && values(self).eq(values(next))
    }

    /// Turns what is in the page into what is to be there.
    fn become_next(
        &mut self,
        next: Drawn,
        page: &Element,
        option: impl Fn((ValueId, Pick)) -> Html,
    ) {
        if self.has_options_of(&next) {
            let both = self.lines.iter().zip(&next.lines).enumerate();
            for (at, (_, (_, pick))) in both.filter(|(_, (before, after))| before != after) {
                page.children().item(at as u32).iter().for_each(|it| pick.show(it));
            }
        } else {
            let focused = Focused::within(page);
            let all: Html = next.lines.iter().copied().map(option).collect();
            page.set_inner_html(all.as_str());
            focused.into_iter().for_each(|it| it.return_to(page));
        }
        *self = next;
    }
}

impl Pick {
    fn is_chosen(self) -> bool {
        self.stand == Stand::Chosen
    }

    fn is_excluded(self) -> bool {
        self.stand == Stand::Excluded
    }

    fn types_in_words(self) -> String {
        number(u64::from(self.types))
    }

    /// Shows it on an option that is in the page.
    fn show(self, option: &Element) {
        option.set_class_name(&self.class("option"));
        let part = |selectors| option.query_selector(selectors).ok().flatten();
        if let Some(checkbox) = part("input") {
            checkbox.unchecked_into::<HtmlInputElement>().set_checked(self.is_chosen());
        }
        if let Some(not) = part(NOT) {
            // An attribute of this name can be set on any element.
            let _ = not.set_attribute("aria-pressed", &self.is_excluded().to_string());
        }
        if let Some(count) = part(".count") {
            count.set_text_content(Some(&self.types_in_words()));
        }
    }
}

fn option(state: State, facet: Facet, (value, pick): (ValueId, Pick)) -> Html {
    let name = name(state, facet, value).unwrap_or_default();
    let label = facet.value_label(&name);
    let dot = facet
        .is_transmitter()
        .then(|| html! { <span class=transmitter_class(&name) aria-hidden="true"></span> });
    html! {
        <div class=pick.class("option") data-value=value.to_string()>
            <label>
                <input type="checkbox" checked=pick.is_chosen()/>
                {dot}
                <span class="value" dir="auto">{label}</span>
            </label>
            <button
                class="not"
                aria-pressed=pick.is_excluded().to_string()
                aria-label=format!("not {label}")
            >"not"</button>
            <span class="count">{pick.types_in_words()}</span>
        </div>
    }
}

fn name(state: State, facet: Facet, value: ValueId) -> Option<String> {
    let name = |index: &shared::index::Index| {
        index.values(facet).get(usize::from(value)).map(|name| name.to_string())
    };
    state.with_index(name)
}

/// The value whose option an element is in.
fn value_of(element: &Element) -> Option<ValueId> {
    let option = element.closest("[data-value]").ok()??;
    option.get_attribute(VALUE)?.parse().ok()
}

/// The control that has the focus: that of a value, wherever its option goes.
struct Focused {
    value: ValueId,
    is_not: bool,
}

impl Focused {
    fn within(page: &Element) -> Option<Focused> {
        let active = document().active_element().filter(|it| page.contains(Some(it)))?;
        Some(Focused { value: value_of(&active)?, is_not: active.matches(NOT).unwrap_or(false) })
    }

    fn return_to(self, page: &Element) {
        let control = if self.is_not { NOT } else { "input" };
        let found = page.query_selector(&format!("[{VALUE}=\"{}\"] {control}", self.value));
        if let Some(control) = found.ok().flatten() {
            // An element that cannot take it leaves the focus where it is.
            drop(control.unchecked_into::<HtmlElement>().focus());
        }
    }
}
