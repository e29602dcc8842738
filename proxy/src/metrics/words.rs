//! Enums whose variants are the values of a label, and tables with a place for each of them.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};

/// An enum that is used as a label.
pub trait Word: Copy + 'static {
    /// All variants, each at the position that `as usize` gives.
    const ALL: &'static [Self];

    /// The label's value.
    fn word(self) -> &'static str;

    /// The position in [`Word::ALL`].
    fn position(self) -> usize;
}

/// Declares an enum and its [`Word`]s.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$what])* $variant,)*
        }

        impl $crate::metrics::words::Word for $name {
            const ALL: &'static [$name] = &[$($name::$variant,)*];

            fn word(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                }
            }

            fn position(self) -> usize {
                self as usize
            }
        }
    };
}

pub(crate) use words;

/// Something for each word.
#[derive(Debug)]
pub struct PerWord<W, T> {
    things: Box<[T]>,
    words: PhantomData<W>,
}

impl<W: Word, T> PerWord<W, T> {
    /// What `make` makes, for each word.
    pub fn new(make: impl Fn() -> T) -> PerWord<W, T> {
        PerWord { things: W::ALL.iter().map(|_| make()).collect(), words: PhantomData }
    }

    /// That of a word.
    pub fn of(&self, word: W) -> &T {
        &self.things[word.position()]
    }

    /// All, in the order of the words.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &T)> {
        W::ALL.iter().map(|word| word.word()).zip(&self.things)
    }
}

impl<W: Word, T: Default> Default for PerWord<W, T> {
    fn default() -> PerWord<W, T> {
        PerWord::new(T::default)
    }
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// One more.
    pub fn one(&self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many there have been.
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
