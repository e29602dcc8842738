//! What became of a pasted list of names or body ids.

use std::collections::BTreeSet;

use shared::expression::{Expression, Term};
use shared::index::Index;
use shared::line;
use shared::search::{pasted, resolve};
use shared::view::View;
use shared::wire::Body;

use crate::api::Error;
use crate::format::{count, number};

/// Ids that are looked up, one by one, of one list.
const MOST_IDS: usize = 200;

/// Names that a sentence spells out.
const SPELT_OUT: usize = 8;

/// What became of a pasted list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Parts of the list.
    parts: usize,
    /// The types that are meant, by name.
    types: BTreeSet<String>,
    /// Those that the view was last told of.
    put: BTreeSet<String>,
    /// Ids that have not been looked up yet.
    pub ids: Vec<String>,
    /// Ids that are not looked up: too many.
    left_out: usize,
    not_found: Vec<String>,
    /// Names that several types have: all of these are meant.
    ambiguous: Vec<String>,
    untyped: Vec<String>,
    unanswered: Vec<String>,
}

/// The names and ids of a text that is a list; none of any other text.
pub fn parts(text: &str) -> Vec<&str> {
    if line::has_condition(text) { Vec::new() } else { pasted(text) }
}

impl Report {
    /// `None` for a text that is no list, or of which nothing is known.
    pub fn new(index: &Index, text: &str) -> Option<Report> {
        let parts = parts(text);
        let resolved = resolve(index, &parts);
        let name = |id: &u32| index.entries[*id as usize].name.to_string();
        let mut types: BTreeSet<String> = resolved.found.iter().map(name).collect();
        types.extend(resolved.ambiguous.iter().flat_map(|(_, types)| types.iter().map(name)));
        let mut ids = resolved.ids;
        let left_out = ids.len().saturating_sub(MOST_IDS);
        ids.truncate(MOST_IDS);
        let ambiguous = resolved.ambiguous.into_iter().map(|(name, _)| name).collect();
        let is_something = !types.is_empty() || !ids.is_empty();
        is_something.then(|| Report {
            parts: parts.len(),
            types,
            ids,
            left_out,
            not_found: resolved.not_found,
            ambiguous,
            ..Report::default()
        })
    }

    /// Lists these types and no others, in place of a list before.
    pub fn put_into(&mut self, view: &mut View) {
        view.also.retain(|expression| !matches!(expression, Expression::Is(Term::OneOf(_))));
        self.put = self.types.clone();
        if !self.put.is_empty() {
            view.also.push(Expression::Is(Term::OneOf(self.put.clone())));
        }
    }

    /// Whether the view still shows this list.
    pub fn is_shown(&self, view: &View) -> bool {
        self.put.is_empty() || view.also.contains(&Expression::Is(Term::OneOf(self.put.clone())))
    }

    /// What the proxy says of one of the ids.
    pub fn is_of(&mut self, id: &str, answer: Result<Body, Error>) {
        self.ids.retain(|other| other != id);
        let id = id.to_owned();
        match answer.map(|body| body.type_name) {
            Ok(Some(name)) => drop(self.types.insert(name)),
            Ok(None) => self.untyped.push(id),
            Err(Error::NotFound(_)) => self.not_found.push(id),
            Err(_) => self.unanswered.push(id),
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        let parts = number(self.parts as u64);
        let types = count(self.types.len() as u64, "type");
        let mut words = format!("Of {parts} names or ids: {types}.");
        let mut add = |what: &str, names: &[String]| {
            if !names.is_empty() {
                let shown = names.iter().take(SPELT_OUT).cloned().collect::<Vec<_>>().join(", ");
                let more = match names.len().saturating_sub(SPELT_OUT) {
                    0 => String::new(),
                    n => format!(" and {} more", number(n as u64)),
                };
                words += &format!(" {what}: {shown}{more}.");
            }
        };
        add("Not found", &self.not_found);
        add("The name of several types, all of them listed", &self.ambiguous);
        add("Without a type", &self.untyped);
        add("Not answered", &self.unanswered);
        if self.left_out > 0 {
            words += &format!(
                " Only {} ids are looked up at once; left out: {}.",
                number(MOST_IDS as u64),
                number(self.left_out as u64)
            );
        }
        if !self.ids.is_empty() {
            words += &format!(" Asking for {}.", count(self.ids.len() as u64, "id"));
        }
        words
    }
}
