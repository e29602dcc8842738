//! What an attribute, a class, a style or a property may be set to.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;

use super::Words;

/// What a value is put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// An attribute.
    Attribute,
    /// One class of several.
    Class,
    /// A property of the element's style.
    Style,
    /// A property of the element itself.
    Property,
}

/// A value, or the signals that it follows.
pub enum Value {
    /// There or not.
    Flag(bool),
    /// Text.
    Text(Words),
    /// There or not, as signals say.
    LiveFlag(Signal<bool>),
    /// Text that follows signals.
    LiveText(Signal<String>),
    /// Text that follows signals, and may be absent.
    LivePerhaps(Signal<Option<String>>),
}

impl From<bool> for Value {
    fn from(holds: bool) -> Self {
        Value::Flag(holds)
    }
}

impl From<&'static str> for Value {
    fn from(words: &'static str) -> Self {
        Value::Text(Cow::Borrowed(words))
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Value::Text(Cow::Owned(words))
    }
}

impl From<Words> for Value {
    fn from(words: Words) -> Self {
        Value::Text(words)
    }
}

impl From<Arc<str>> for Value {
    fn from(words: Arc<str>) -> Self {
        words.to_string().into()
    }
}

/// An absent value is as one that is not there.
impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Value::Flag(false), V::into)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        number.to_string().into()
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        number.to_string().into()
    }
}

impl From<Signal<bool>> for Value {
    fn from(holds: Signal<bool>) -> Self {
        Value::LiveFlag(holds)
    }
}

impl From<Memo<bool>> for Value {
    fn from(holds: Memo<bool>) -> Self {
        Value::LiveFlag(holds.into())
    }
}

impl From<RwSignal<bool>> for Value {
    fn from(holds: RwSignal<bool>) -> Self {
        Value::LiveFlag(holds.into())
    }
}

impl From<Signal<String>> for Value {
    fn from(words: Signal<String>) -> Self {
        Value::LiveText(words)
    }
}

impl From<Memo<String>> for Value {
    fn from(words: Memo<String>) -> Self {
        Value::LiveText(words.into())
    }
}

impl From<RwSignal<String>> for Value {
    fn from(words: RwSignal<String>) -> Self {
        Value::LiveText(words.into())
    }
}

impl From<Signal<Option<String>>> for Value {
    fn from(words: Signal<Option<String>>) -> Self {
        Value::LivePerhaps(words)
    }
}
