//! Answers that are one text: asked for once, however many wait for them, and read when they are
//! there. Futures and texts are of one type each, whatever is in them, so that what waits for
//! them is compiled once.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::Shared;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::Error;

/// An answer to come.
pub type Asking = Pin<Box<dyn Future<Output = Result<Answer, Error>>>>;

/// An answer to come, for all that wait for it. Nothing is sent before somebody does.
pub type Once = Shared<Asking>;

/// Makes one of an answer to come.
#[inline(never)]
pub fn once(asking: Asking) -> Once {
    asking.shared()
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What it says.
    pub text: Rc<str>,
    /// The file that it is from; a proxy's is from none.
    pub file: Option<Rc<str>>,
    /// Whether it is of an earlier time, since the network is gone.
    pub is_of_before: bool,
}

impl Answer {
    /// What the text says.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.text).map_err(|error| self.unreadable(&error))
    }

    /// What the text, a map, says under this key. The rest of it is read past: a shard of body ids
    /// has some thousand.
    pub fn read_one<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        let mut text = serde_json::Deserializer::from_str(&self.text);
        text.deserialize_map(One { key, value: PhantomData })
            .map_err(|error| self.unreadable(&error))
    }

    #[inline(never)]
    fn unreadable(&self, error: &serde_json::Error) -> Error {
        match &self.file {
            Some(file) => Error::Missing(file.to_string()),
            None => Error::Unreadable(error.to_string()),
        }
    }
}

/// The value of one key of a map.
struct One<'a, T> {
    key: &'a str,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for One<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            match key == self.key {
                true => found = Some(map.next_value()?),
                false => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}

/// The last few answers, by their address. One that failed is asked for anew.
#[derive(Default)]
pub struct Recent(VecDeque<(String, Once)>);

/// How many are kept.
const MOST_KEPT: usize = 6;

impl Recent {
    /// The answer from this address.
    pub fn of(&mut self, address: String, ask: fn(String) -> Asking) -> Once {
        self.0.retain(|(_, answer)| !matches!(answer.peek(), Some(Err(_))));
        if let Some((_, answer)) = self.0.iter().find(|(of, _)| *of == address) {
            return answer.clone();
        }
        let answer = once(ask(address.clone()));
        self.0.push_front((address, answer.clone()));
        self.0.truncate(MOST_KEPT);
        answer
    }
}

/// What the last answer says, read once.
pub struct Parsed<T>(Option<(Answer, Rc<T>)>);

impl<T> Default for Parsed<T> {
    fn default() -> Self {
        Parsed(None)
    }
}

impl<T: DeserializeOwned> Parsed<T> {
    /// What this answer says.
    pub fn of(&mut self, answer: &Answer) -> Result<Rc<T>, Error> {
        match &self.0 {
            Some((of, read)) if Rc::ptr_eq(&of.text, &answer.text) => Ok(read.clone()),
            _ => {
                let read = Rc::new(answer.read()?);
                self.0 = Some((answer.clone(), Rc::clone(&read)));
                Ok(read)
            }
        }
    }
}
