//! An element in the page: how it gets there, and how another markup in its place changes it.
//!
//! Markup of the same shape (tag, names of values and events, kinds of children) is written
//! over the element that is there, which so keeps its focus; any other shape takes its place.

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node, Text};
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use wasm_bindgen::JsValue;

use super::{Child, Handler, Html, Markup, Part, Value, Words};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element in the page.
pub struct Built {
    element: Element,
    tag: &'static str,
    values: Vec<(Part, &'static str, Kept)>,
    handlers: Vec<(Words, RemoveEventHandler<Element>)>,
    children: Vec<BuiltChild>,
}

/// What a value was when it was last set.
enum Kept {
    Flag(bool),
    Text(Words),
    /// Follows signals until it is dropped.
    Live {
        _effect: RenderEffect<Option<String>>,
    },
}

enum BuiltChild {
    Text(Text, Words),
    Element(Box<Built>),
    Html(Html),
    View(AnyViewState),
}

impl Render for Markup {
    type State = Built;

    #[inline(never)]
    fn build(self) -> Built {
        let parts = *self.0;
        let element = Rndr::create_element(parts.tag, parts.is_svg.then_some(SVG));
        let children = parts.children.into_iter().map(|child| built_within(&element, child));
        let children = children.collect();
        let values = parts.values.into_iter();
        let values =
            values.map(|(part, name, value)| (part, name, put(&element, part, name, value)));
        let values = values.collect();
        let browser = parts.browser.take();
        let handlers = browser.handlers.into_iter();
        let handlers = handlers.map(|(name, handler)| heard(&element, name, handler)).collect();
        if let Some(tell) = browser.told {
            tell(&element);
        }
        Built { element, tag: parts.tag, values, handlers, children }
    }

    #[inline(never)]
    fn rebuild(self, built: &mut Built) {
        if !built.has_shape_of(&self) {
            let mut new = self.build();
            built.insert_before_this(&mut new);
            built.unmount();
            *built = new;
            return;
        }
        let parts = *self.0;
        let element = &built.element;
        for ((part, name, value), (.., kept)) in parts.values.into_iter().zip(&mut built.values) {
            if !is_the_same(part, &value, kept) {
                // What is followed no longer must not write once more.
                *kept = Kept::Flag(false);
                *kept = put(element, part, name, value);
            }
        }
        let browser = parts.browser.take();
        built.handlers.clear();
        built.handlers.extend(
            browser.handlers.into_iter().map(|(name, handler)| heard(element, name, handler)),
        );
        if let Some(tell) = browser.told {
            tell(element);
        }
        for (child, built) in parts.children.into_iter().zip(&mut built.children) {
            child.rebuild(built);
        }
    }
}

fn built_within(element: &Element, child: Child) -> BuiltChild {
    let mut built = match child {
        Child::Text(words) => BuiltChild::Text(Rndr::create_text_node(&words), words),
        Child::Element(markup) => BuiltChild::Element(Box::new(markup.build())),
        Child::Html(html) => {
            // A parent that is an element takes any text.
            let _ = element.insert_adjacent_html("beforeend", html.as_str());
            return BuiltChild::Html(html);
        }
        Child::View(view) => BuiltChild::View(view.build()),
    };
    let mountable: &mut dyn Mountable = match &mut built {
        BuiltChild::Text(node, _) => node,
        BuiltChild::Element(built) => &mut **built,
        BuiltChild::Html(_) => return built,
        BuiltChild::View(view) => view,
    };
    mountable.mount(element, None);
    built
}

fn heard(element: &Element, name: Words, handler: Handler) -> (Words, RemoveEventHandler<Element>) {
    let listener = Rndr::add_event_listener(element, &name, handler);
    (name, listener)
}

impl Child {
    /// The kinds are known to be the same.
    fn rebuild(self, built: &mut BuiltChild) {
        match (self, built) {
            (Child::Text(words), BuiltChild::Text(node, before)) if words != *before => {
                Rndr::set_text(node, &words);
                *before = words;
            }
            (Child::Element(markup), BuiltChild::Element(built)) => markup.rebuild(built),
            (Child::View(view), BuiltChild::View(built)) => view.rebuild(built),
            _ => {}
        }
    }
}

impl Built {
    fn has_shape_of(&self, markup: &Markup) -> bool {
        let parts = &markup.0;
        let handlers = &parts.browser.handlers;
        self.tag == parts.tag
            && self.values.len() == parts.values.len()
            && self.handlers.len() == handlers.len()
            && self.children.len() == parts.children.len()
            && self.values.iter().zip(&parts.values).all(|(a, b)| (a.0, a.1) == (b.0, b.1))
            && self.handlers.iter().zip(handlers).all(|(a, b)| a.0 == b.0)
            && self.children.iter().zip(&parts.children).all(|pair| match pair {
                (BuiltChild::Html(before), Child::Html(html)) => before == html,
                (BuiltChild::Text(..), Child::Text(_))
                | (BuiltChild::Element(_), Child::Element(_))
                | (BuiltChild::View(_), Child::View(_)) => true,
                _ => false,
            })
    }
}

/// A property may have been changed by the person, and a class be lost with the attribute
/// `class`: these are set again.
fn is_lost_unseen(part: Part) -> bool {
    matches!(part, Part::Property | Part::Class)
}

fn is_the_same(part: Part, value: &Value, kept: &Kept) -> bool {
    match (part, value, kept) {
        _ if is_lost_unseen(part) => false,
        (_, Value::Flag(new), Kept::Flag(old)) => new == old,
        (_, Value::Text(new), Kept::Text(old)) => new == old,
        _ => false,
    }
}

#[inline(never)]
fn put(element: &Element, part: Part, name: &'static str, value: Value) -> Kept {
    match value {
        Value::Flag(holds) => {
            put_flag(element, part, name, holds);
            Kept::Flag(holds)
        }
        Value::Text(words) => {
            put_text(element, part, name, Some(&words));
            Kept::Text(words)
        }
        live => {
            let element = element.clone();
            let follow = move |before: Option<Option<String>>| {
                let words = match &live {
                    Value::LiveFlag(holds) if part == Part::Property => {
                        put_flag(&element, part, name, holds.get());
                        return None;
                    }
                    Value::LiveFlag(holds) => holds.get().then(String::new),
                    Value::LiveText(words) => Some(words.get()),
                    Value::LivePerhaps(words) => words.get(),
                    Value::Flag(_) | Value::Text(_) => None,
                };
                if before.as_ref() != Some(&words) || is_lost_unseen(part) {
                    put_text(&element, part, name, words.as_deref());
                }
                words
            };
            Kept::Live { _effect: RenderEffect::new(follow) }
        }
    }
}

fn put_flag(element: &Element, part: Part, name: &str, holds: bool) {
    match part {
        Part::Property => put_property(element, name, &JsValue::from_bool(holds)),
        _ => put_text(element, part, name, holds.then_some("")),
    }
}

fn put_text(element: &Element, part: Part, name: &str, words: Option<&str>) {
    match (part, words) {
        (Part::Attribute, Some(words)) => Rndr::set_attribute(element, name, words),
        (Part::Attribute, None) => Rndr::remove_attribute(element, name),
        (Part::Class, Some(_)) => Rndr::add_class(&Rndr::class_list(element), name),
        (Part::Class, None) => Rndr::remove_class(&Rndr::class_list(element), name),
        (Part::Style, Some(words)) => Rndr::set_css_property(&Rndr::style(element), name, words),
        (Part::Style, None) => Rndr::remove_css_property(&Rndr::style(element), name),
        (Part::Property, words) => {
            put_property(element, name, &words.map_or(JsValue::NULL, JsValue::from_str));
        }
    }
}

fn put_property(element: &Element, name: &str, value: &JsValue) {
    Rndr::set_property_or_value(element, name, value);
}

impl Mountable for Built {
    fn unmount(&mut self) {
        self.element.unmount();
    }

    fn mount(&mut self, parent: &Element, before: Option<&Node>) {
        self.element.mount(parent, before);
    }

    fn insert_before_this(&self, other: &mut dyn Mountable) -> bool {
        self.element.insert_before_this(other)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}

no_attrs!(Markup);

/// Nothing is rendered on a server; Leptos asks for this of all views.
impl RenderHtml for Markup {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Built {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
