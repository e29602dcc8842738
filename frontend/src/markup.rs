//! What `view!` writes: an element that is not yet in the page, of one type whatever it is.
//!
//! Leptos' own `view!` makes a type of each element, of its attributes and of what is within it,
//! and compiles what draws them for each anew. Here a tag, an attribute, an event or a child is
//! one call, and what draws it is compiled once: [`built`]. The syntax is Leptos' own
//! (`frontend/markup`), as are components, signals and everything else that a view is made of.

mod built;
mod html;
mod value;

use std::borrow::Cow;

use leptos::ev::{EventDescriptor, Targeted};
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::renderer::types::{Element, Event};
use leptos::tachys::view::iterators::StaticVec;
use send_wrapper::SendWrapper;

pub use html::Html;
pub use quickpage_markup::{html, view};
pub use value::{Part, Value};

/// Text that is mostly known when the app is compiled.
type Words = Cow<'static, str>;
type Handler = Box<dyn FnMut(Event)>;
type Told = Box<dyn FnOnce(&Element)>;

/// An element that is not yet in the page. A pointer, so that a call costs few bytes.
pub struct Markup(Box<Parts>);

struct Parts {
    tag: &'static str,
    is_svg: bool,
    values: Vec<(Part, &'static str, Value)>,
    children: Vec<Child>,
    browser: SendWrapper<Browser>,
}

/// What stays in the thread that the page is in.
#[derive(Default)]
struct Browser {
    handlers: Vec<(Words, Handler)>,
    told: Option<Told>,
}

/// What stands within an element.
pub enum Child {
    /// Text.
    Text(Words),
    /// Another element.
    Element(Markup),
    /// Elements as text.
    Html(Html),
    /// Any view of Leptos.
    View(AnyView),
}

impl<V: IntoAny> From<V> for Child {
    fn from(view: V) -> Self {
        Child::View(view.into_any())
    }
}

impl From<Html> for Child {
    fn from(html: Html) -> Self {
        Child::Html(html)
    }
}

/// Begins an element of HTML.
#[inline(never)]
pub fn element(tag: &'static str) -> Markup {
    Markup(Box::new(Parts {
        tag,
        is_svg: false,
        values: Vec::new(),
        children: Vec::new(),
        browser: SendWrapper::new(Browser::default()),
    }))
}

/// Begins an element of SVG.
#[allow(dead_code, reason = "written by `view!` wherever there is a picture")]
#[inline(never)]
pub fn svg(tag: &'static str) -> Markup {
    let mut markup = element(tag);
    markup.0.is_svg = true;
    markup
}

/// Views side by side.
#[inline(never)]
pub fn several(views: Vec<AnyView>) -> AnyView {
    StaticVec::from(views).into_any()
}

impl Markup {
    /// An attribute whose text is known when the app is compiled.
    #[inline(never)]
    pub fn word(self, name: &'static str, words: &'static str) -> Self {
        self.push(Part::Attribute, name, Value::Text(Cow::Borrowed(words)))
    }

    /// Puts a value, or what it follows, into a part of the element.
    #[inline(never)]
    pub fn set<V: Into<Value>>(self, part: Part, name: &'static str, value: V) -> Self {
        self.push(part, name, value.into())
    }

    #[inline(never)]
    fn push(mut self, part: Part, name: &'static str, value: Value) -> Self {
        self.0.values.push((part, name, value));
        self
    }

    /// Hears an event.
    pub fn on<E: EventDescriptor>(
        self,
        event: E,
        mut handler: impl FnMut(E::EventType) + 'static,
    ) -> Self
    where
        E::EventType: From<Event>,
    {
        self.hear(event.name(), Box::new(move |event| handler(event.into())))
    }

    /// Hears an event, and knows the element that it happens to.
    pub fn on_target<T, E: EventDescriptor>(
        self,
        event: E,
        mut handler: impl FnMut(Targeted<E::EventType, T>) + 'static,
    ) -> Self
    where
        E::EventType: From<Event>,
    {
        self.hear(event.name(), Box::new(move |event| handler(E::EventType::from(event).into())))
    }

    /// What the handler does belongs to the view that it was written in.
    #[inline(never)]
    fn hear(mut self, name: Words, mut handler: Handler) -> Self {
        let owner = Owner::current().unwrap_or_default();
        let owned = move |event| {
            #[cfg(debug_assertions)]
            let _quiet = leptos::reactive::diagnostics::SpecialNonReactiveZone::enter();
            owner.with(|| handler(event));
        };
        self.0.browser.handlers.push((name, Box::new(owned)));
        self
    }

    /// Tells a reference which element it is.
    pub fn node_ref<E: ElementType>(mut self, reference: impl NodeRefContainer<E>) -> Self {
        self.0.browser.told = Some(Box::new(move |element| reference.load(element)));
        self
    }

    /// Text within it.
    #[inline(never)]
    pub fn text(mut self, words: &'static str) -> Self {
        self.0.children.push(Child::Text(Cow::Borrowed(words)));
        self
    }

    /// An element within it.
    #[inline(never)]
    pub fn within(mut self, element: Markup) -> Self {
        self.0.children.push(Child::Element(element));
        self
    }

    /// Anything else within it.
    #[inline(never)]
    pub fn child<C: Into<Child>>(self, child: C) -> Self {
        self.push_child(child.into())
    }

    #[inline(never)]
    fn push_child(mut self, child: Child) -> Self {
        self.0.children.push(child);
        self
    }
}
