//! What comes back to whoever asked: a message for each batch, the same one to all who wait for it.
//!
//! So an asker who does not read holds some messages, whose lines all others have, too, and a byte
//! for each type; and what is made of the lines of a batch, is made once for all.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{Batcher, Outcome, TypeIx};
use crate::http::Piece;
use crate::upstream::Urgency;

/// What became of some types, for all who waited for them.
#[derive(Debug)]
pub struct Answer {
    /// By type.
    pub outcomes: Vec<(TypeIx, Outcome)>,
    /// The lines of all of them, unless one has none.
    pub lines: Option<Arc<Piece>>,
}

impl Answer {
    /// The same for all of these types.
    pub fn same(types: impl IntoIterator<Item = TypeIx>, outcome: &Outcome) -> Answer {
        let outcomes = types.into_iter().map(|ix| (ix, outcome.clone())).collect();
        Answer { outcomes, lines: None }
    }
}

/// Somebody who waits for types.
#[derive(Debug)]
pub struct Asker {
    /// How urgent it is.
    pub urgency: Urgency,
    answers: UnboundedSender<Arc<Answer>>,
}

impl Asker {
    /// Somebody, and where the answers arrive.
    pub fn new(urgency: Urgency) -> (Arc<Asker>, UnboundedReceiver<Arc<Answer>>) {
        let (answers, arriving) = unbounded_channel();
        (Arc::new(Asker { urgency, answers }), arriving)
    }

    /// Whether nobody reads the answers any more.
    pub fn has_gone(&self) -> bool {
        self.answers.is_closed()
    }

    /// Gives an answer. Who has gone needs none.
    pub fn tell(&self, answer: Arc<Answer>) {
        let _ = self.answers.send(answer);
    }
}

/// The answers to one asker, in any order: one for each type asked for.
pub struct Answers {
    batcher: Arc<Batcher>,
    wanted: Vec<Want>,
    /// Before this position there is nothing known that has not been handed out.
    at: usize,
    arriving: UnboundedReceiver<Arc<Answer>>,
}

/// What an asker has to do with a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Nothing, or nothing any more.
    Nothing,
    /// It was known when it was asked for.
    Known,
    /// It is waited for.
    Awaited,
}

/// Some of the answers.
#[derive(Debug)]
pub enum Part {
    /// All types of a batch.
    Batch(Arc<Answer>),
    /// Some of a batch, or what was known before.
    Some(Vec<(TypeIx, Outcome)>),
}

impl Part {
    /// What became of each type.
    pub fn outcomes(&self) -> &[(TypeIx, Outcome)] {
        match self {
            Part::Batch(answer) => &answer.outcomes,
            Part::Some(outcomes) => outcomes,
        }
    }
}

impl Answers {
    /// What was known is handed out in parts of so many types.
    const TOGETHER: usize = 64;

    pub(super) fn new(
        batcher: Arc<Batcher>,
        wanted: Vec<Want>,
        arriving: UnboundedReceiver<Arc<Answer>>,
    ) -> Answers {
        Answers { batcher, wanted, at: 0, arriving }
    }

    /// What comes next; nothing when each type has been answered.
    pub async fn next(&mut self) -> Option<Part> {
        let known = self.known();
        if !known.is_empty() {
            return Some(Part::Some(known));
        }
        loop {
            let answer = self.arriving.recv().await?;
            let own = answer.outcomes.iter().filter(|(ix, _)| {
                std::mem::replace(&mut self.wanted[*ix], Want::Nothing) == Want::Awaited
            });
            let own: Vec<_> = own.cloned().collect();
            if own.len() == answer.outcomes.len() {
                return Some(Part::Batch(answer));
            }
            if !own.is_empty() {
                return Some(Part::Some(own));
            }
        }
    }

    /// What became of the only type that was asked for.
    pub async fn only(mut self) -> Option<Outcome> {
        let part = self.next().await?;
        part.outcomes().first().map(|(_, outcome)| outcome.clone())
    }

    fn known(&mut self) -> Vec<(TypeIx, Outcome)> {
        let from = self.at;
        let known = (from..self.wanted.len()).filter(|ix| self.wanted[*ix] == Want::Known);
        let known: Vec<TypeIx> = known.take(Self::TOGETHER).collect();
        self.at = known.last().map_or(self.wanted.len(), |last| last + 1);
        self.batcher.outcomes_of(known)
    }
}
