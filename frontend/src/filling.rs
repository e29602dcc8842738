//! From a stream of summaries to the page: reads lines as they arrive, lets the page breathe,
//! and shows what has come so far, at most five times a second.

use std::collections::HashSet;
use std::pin::pin;

use leptos::prelude::Set;
use shared::index::Read;
use shared::wire::Line;

use crate::api::{Error, SummaryStream};
use crate::keeping::Keeping;
use crate::pause::{Slices, now, within};
use crate::state::{Run, State};
use crate::status::{Phase, Progress, Reading};

/// Least time between two showings, in milliseconds: answering the view again costs some of
/// the time that reading wants.
const SHOW_EVERY: f64 = 200.0;

/// Where summaries go.
pub enum Target {
    /// Onto the page at once.
    Page,
    /// Aside, until all are there: what the page shows would change under the reader's eyes.
    Aside(Vec<String>),
}

/// The same while the kept copy is read, which mostly takes less than half of this: each showing
/// would make it take longer.
const SHOW_COPY_EVERY: f64 = 1_000.0;

/// One reading of summaries, over as many streams as it takes.
pub struct Filling {
    state: State,
    run: Run,
    /// Where they go.
    pub target: Target,
    /// Names of the types read.
    pub arrived: HashSet<String>,
    /// Names of the types that the source could not answer for.
    pub failed: Vec<String>,
    /// Whether the dataset changed while it was read.
    pub overtaken: bool,
    /// After how many seconds to ask for what did not come since the operator has paused queries.
    pub paused: Option<u32>,
    reading: Reading,
    total: u64,
    since: f64,
    shown: f64,
    /// How many types were shown then.
    shown_types: usize,
    slices: Slices,
}

impl Filling {
    /// Nothing has arrived yet.
    pub fn new(state: State, run: Run, target: Target, reading: Reading, total: u64) -> Filling {
        let at = now();
        let filling = Filling {
            state,
            run,
            target,
            arrived: HashSet::new(),
            failed: Vec::new(),
            overtaken: false,
            paused: None,
            reading,
            total,
            since: at,
            shown: at,
            shown_types: 0,
            slices: Slices::new(),
        };
        filling.show(at);
        filling
    }

    /// Reads a stream to its end. `Ok` says that it was whole: its last line was there.
    pub async fn read(
        &mut self,
        mut stream: SummaryStream,
        keeping: &mut Keeping<'_>,
    ) -> Result<bool, Error> {
        let mut is_whole = false;
        while let Some(lines) = self.next(&mut stream).await? {
            for line in lines {
                if self.is_over() {
                    return Ok(false);
                }
                match Line::parse_as(&line) {
                    Ok(Line::Summary(read)) => {
                        keeping.push(&line);
                        self.take(&read, &line);
                    }
                    Ok(Line::Failed { name, .. }) => self.failed.push(name),
                    Ok(Line::End { end }) => {
                        is_whole = true;
                        self.overtaken |= end.overtaken;
                        if end.paused.is_some() {
                            self.paused = end.paused;
                            self.failed.clear();
                        }
                    }
                    // What cannot be read is missing; it will be asked for again.
                    Err(_) => {}
                }
                self.breathe().await;
            }
            if matches!(self.target, Target::Page) {
                keeping.write_full().await;
            }
        }
        Ok(is_whole)
    }

    /// The next lines. What has come before is shown when it is time, also where nothing more comes
    /// for a while.
    async fn next(&mut self, stream: &mut SummaryStream) -> Result<Option<Vec<String>>, Error> {
        let mut next = pin!(stream.next());
        if self.arrived.len() > self.shown_types {
            let rest = self.shown + self.show_every() - now();
            if let Some(lines) = within(rest.max(0.0) as u32, next.as_mut()).await {
                return lines;
            }
            self.show_if_due();
        }
        next.await
    }

    /// Whether another opening has begun: then nothing more may reach the page.
    pub fn is_over(&self) -> bool {
        self.run.is_over()
    }

    /// Whether this type has come, or will not.
    pub fn has(&self, name: &str) -> bool {
        self.arrived.contains(name) || self.failed.iter().any(|failed| failed == name)
    }

    /// Takes one summary.
    pub fn take(&mut self, read: &Read<'_>, line: &str) {
        if self.arrived.insert(read.summary.name.clone()) {
            match &mut self.target {
                Target::Page => self.state.add(read, line),
                Target::Aside(lines) => lines.push(line.to_owned()),
            }
        }
    }

    /// Between two steps: hands over to the browser, and shows what there is when it is time.
    pub async fn breathe(&mut self) {
        self.show_if_due();
        self.slices.breathe().await;
    }

    fn show_if_due(&mut self) {
        let at = now();
        if at - self.shown >= self.show_every() && !self.run.is_over() {
            self.shown = at;
            self.shown_types = self.arrived.len();
            self.show(at);
        }
    }

    fn show_every(&self) -> f64 {
        match self.reading {
            Reading::Copy => SHOW_COPY_EVERY,
            _ => SHOW_EVERY,
        }
    }

    fn show(&self, at: f64) {
        let arrived = self.arrived.len() as u64;
        let Filling { reading, total, since, .. } = *self;
        self.state.phase.set(Phase::Filling(Progress { reading, arrived, total, since, at }));
        if matches!(self.target, Target::Page) {
            self.state.show_additions();
        }
    }
}
