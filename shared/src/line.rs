//! The query line: the whole of what narrows the list, as one text.
//!
//! [`read`] takes a line apart into the state that the filters show, [`write()`] puts that state
//! into a line again; the chips say the same in words. There is one state ([`View`]), and these
//! are views of it, so that they cannot disagree: what a filter can show goes into that filter,
//! all else into [`View::also`].
//!
//! ```text
//! line       := words | or                 words, where no condition is in it
//! or         := and { "or" and }
//! and        := not { ["and"] not }
//! not        := { "not" | "-" } ( "(" or ")" | condition | words )
//! condition  := key ":" value { "," value }      nt:GABA,ACh   class:"optic lobe"   type:LC*
//!             | ("in" | "out") ":" name { "," name } [ ">=" number [ "%" ] ]
//!             | measure (">=" | "<=" | ">" | "<" | "=") number | measure ":" number ".." number
//! ```
//!
//! What must stay true: a text without a condition is words whatever is in it (`PEN_b(PEN2)`,
//! `kca'b'`, `this and that`); [`read`] of what [`write()`] wrote narrows as before; an expression
//! alone survives [`written`] and [`expression`] as it is, with no index at hand, since that is
//! how addresses carry it.

mod key;
mod near;
mod problem;
mod token;
mod value;
mod read;
mod asked;
mod write;
mod complete;
mod instead;
mod examples;

pub use asked::Asked;
pub use complete::{Completion, Offer, complete};
pub use examples::{Example, absent, examples};
pub use instead::{Instead, instead};
pub use key::facet_in_words;
pub use problem::Problem;
pub use read::{expression, read, rest};
pub use write::{write, written};

use crate::view::View;

/// Whether a text holds a condition: all others are searched for as they are.
pub fn has_condition(text: &str) -> bool {
    token::has_condition(text)
}

impl View {
    /// What narrows the list, as a line.
    pub fn line(&self) -> String {
        write(self)
    }
}
