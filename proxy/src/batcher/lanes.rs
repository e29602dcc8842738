//! The wants that are queued, and what goes together into the next batch.
//!
//! Each urgency has a lane of its own, and each asker a queue of its own in it: a batch takes one
//! type from each in turn, so that none is built of one asker's wants alone while others wait. A
//! type that several want stands in the queue of each; whichever comes first takes it, and the
//! others find it taken. What nobody waits for any more is not sent. A lane that gives up answers
//! its own askers: the same types may stand in a lane that goes on.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use super::answers::{Answer, Asker};
use super::doubts::Doubts;
use super::{Outcome, TypeIx};
use crate::upstream::Urgency;

/// What is sent in one query.
#[derive(Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its types.
    pub types: Vec<TypeIx>,
    /// Whether it has failed before, in a larger batch or alone: then it is not sent once more.
    pub is_suspect: bool,
}

/// Neurons of a batch that is not made smaller to leave something to others: each query has its
/// price.
const LEAST_SHARE: u64 = 1_000;

/// All that is queued or on its way.
#[derive(Debug, Default)]
pub struct Lanes {
    waiting: HashMap<TypeIx, Waiting>,
    /// By urgency.
    lanes: [Lane; 3],
    /// What is known of types whose batches failed.
    pub doubts: Doubts,
}

#[derive(Debug, Default)]
struct Waiting {
    askers: Vec<Arc<Asker>>,
    on_its_way: bool,
    /// By urgency: when the first of them came; nothing where there is none.
    since: [Option<Instant>; 3],
}

impl Waiting {
    fn is_wanted(&self) -> bool {
        self.askers.iter().any(|asker| !asker.has_gone())
    }
}

#[derive(Debug, Default)]
struct Lane {
    /// Halves of batches that failed: they go as they are.
    halves: VecDeque<Vec<TypeIx>>,
    askers: VecDeque<VecDeque<TypeIx>>,
    workers: usize,
    /// When a batch was last taken: until then nobody has waited in vain.
    taken: Option<Instant>,
}

impl Lanes {
    /// Queues the wants of one asker.
    pub fn enqueue(&mut self, types: impl IntoIterator<Item = TypeIx>, asker: &Arc<Asker>) {
        let urgency = asker.urgency;
        let mut own = VecDeque::new();
        for ix in types {
            let waiting = self.waiting.entry(ix).or_default();
            waiting.askers.push(asker.clone());
            waiting.since[urgency as usize].get_or_insert_with(Instant::now);
            if !waiting.on_its_way {
                own.push_back(ix);
            }
        }
        if !own.is_empty() {
            self.lanes[urgency as usize].askers.push_back(own);
        }
    }

    /// How many more workers a lane can use, of at most `most`; they are counted from now on.
    pub fn hire(&mut self, urgency: Urgency, most: usize) -> usize {
        let lane = &mut self.lanes[urgency as usize];
        let queued = lane.halves.len() + lane.askers.iter().map(VecDeque::len).sum::<usize>();
        let hired = most.saturating_sub(lane.workers).min(queued);
        lane.workers += hired;
        hired
    }

    /// The next batch: as many types as together have at most `most_neurons`, at least one; towards
    /// the end fewer, so that all workers have something to do until then. A worker that gets none
    /// is gone.
    pub fn take(
        &mut self,
        urgency: Urgency,
        neurons_of: impl Fn(TypeIx) -> u64,
        most_neurons: u64,
    ) -> Option<Batch> {
        while let Some(half) = self.lanes[urgency as usize].halves.pop_front() {
            let types: Vec<TypeIx> = half.into_iter().filter(|ix| self.claim(*ix)).collect();
            if !types.is_empty() {
                self.lanes[urgency as usize].taken = Some(Instant::now());
                return Some(Batch { types, is_suspect: true });
            }
        }
        let most_neurons = most_neurons.min(self.share(urgency, &neurons_of));
        let mut types = Vec::new();
        let (mut neurons, mut most_types) = (0, usize::MAX);
        let now = Instant::now();
        while let Some(mut asker) = self.lanes[urgency as usize].askers.pop_front() {
            let Some(ix) = asker.pop_front() else { continue };
            if self.waiting.get(&ix).is_none_or(|waiting| waiting.on_its_way) {
                // Taken already, so that its size is no reason to end the batch.
                self.lanes[urgency as usize].askers.push_back(asker);
                continue;
            }
            let most_with = self.doubts.most_with(ix, now).min(most_types);
            let fits = neurons + neurons_of(ix) <= most_neurons && types.len() < most_with;
            if !fits && !types.is_empty() {
                asker.push_front(ix);
                self.lanes[urgency as usize].askers.push_front(asker);
                break;
            }
            self.lanes[urgency as usize].askers.push_back(asker);
            if !self.claim(ix) {
                continue;
            }
            neurons += neurons_of(ix);
            types.push(ix);
            most_types = most_with;
        }
        if types.is_empty() {
            self.lanes[urgency as usize].workers -= 1;
            return None;
        }
        self.lanes[urgency as usize].taken = Some(now);
        Some(Batch { types, is_suspect: most_types == 1 })
    }

    /// Neurons of a batch of which each worker can take two from what is queued.
    fn share(&self, urgency: Urgency, neurons_of: impl Fn(TypeIx) -> u64) -> u64 {
        let queued = self.waiting.iter().filter(|(_, waiting)| !waiting.on_its_way);
        let neurons: u64 = queued.map(|(ix, _)| neurons_of(*ix)).sum();
        let workers = self.lanes[urgency as usize].workers as u64;
        (neurons / (2 * workers).max(1)).max(LEAST_SHARE)
    }

    /// Marks a type as on its way, unless it is already, or nobody waits for it any more.
    fn claim(&mut self, ix: TypeIx) -> bool {
        let Some(waiting) = self.waiting.get_mut(&ix) else { return false };
        if waiting.on_its_way {
            return false;
        }
        waiting.on_its_way = waiting.is_wanted();
        if !waiting.on_its_way {
            self.waiting.remove(&ix);
            return false;
        }
        true
    }

    /// Forgets a batch that nobody waits for any more. Tells whether that is so.
    pub fn drop_unwanted(&mut self, batch: &[TypeIx]) -> bool {
        let mut waiting = batch.iter().filter_map(|ix| self.waiting.get(ix));
        let is_unwanted = !waiting.any(Waiting::is_wanted);
        if is_unwanted {
            batch.iter().for_each(|ix| drop(self.waiting.remove(ix)));
        }
        is_unwanted
    }

    /// Puts a batch that failed back in parts, which go next: each type in the lane of the most
    /// urgent of those who wait for it. What all belongs in one lane is halved.
    pub fn halve(&mut self, urgency: Urgency, mut batch: Vec<TypeIx>) {
        let mut parts: [Vec<TypeIx>; 3] = Default::default();
        for &ix in &batch {
            let waiting = self.waiting.get_mut(&ix);
            let most_urgent = waiting.and_then(|waiting| {
                waiting.on_its_way = false;
                waiting.since.iter().position(Option::is_some)
            });
            parts[most_urgent.unwrap_or(urgency as usize)].push(ix);
        }
        for (lane, part) in self.lanes.iter_mut().zip(parts).filter(|(_, part)| !part.is_empty()) {
            if part.len() == batch.len() {
                let second = batch.split_off(batch.len() / 2);
                lane.halves.push_front(second);
                return lane.halves.push_front(batch);
            }
            lane.halves.push_front(part);
        }
    }

    /// Answers everybody who waits for one of its types.
    pub fn answer(&mut self, answer: Answer) {
        let waiting = answer.outcomes.iter().filter_map(|(ix, _)| self.waiting.remove(ix));
        let askers = distinct(waiting.flat_map(|waiting| waiting.askers));
        tell(askers, answer);
    }

    /// Lets a worker go that may send nothing, if there are others who may still take what is
    /// queued. Tells whether there are.
    pub fn leave_to_others(&mut self, urgency: Urgency) -> bool {
        let lane = &mut self.lanes[urgency as usize];
        let others = lane.workers > 1;
        lane.workers -= usize::from(others);
        others
    }

    /// Takes those of one lane who wait for a type. Others may go on waiting for it.
    fn leave(&mut self, urgency: Urgency, ix: TypeIx) -> Vec<Arc<Asker>> {
        let Some(waiting) = self.waiting.get_mut(&ix) else { return Vec::new() };
        waiting.since[urgency as usize] = None;
        let left = waiting.askers.extract_if(.., |asker| asker.urgency == urgency).collect();
        if waiting.askers.is_empty() {
            self.waiting.remove(&ix);
        }
        left
    }

    /// Answers everybody who waits in a lane for what is queued there, and lets the worker go that
    /// found that nothing can be sent.
    pub fn give_up(&mut self, urgency: Urgency, outcome: &Outcome) {
        self.give_up_since(urgency, Instant::now(), outcome);
        let lane = &mut self.lanes[urgency as usize];
        lane.workers -= 1;
        lane.halves.clear();
        lane.askers.clear();
    }

    /// Answers everybody who waits in a lane since then or longer for what is queued there. What has
    /// been queued later stays; what stands in the queue and nobody waits for is passed over. What
    /// others want, too, is queued for them: it may not have stood in their lanes.
    pub fn give_up_since(&mut self, urgency: Urgency, then: Instant, outcome: &Outcome) {
        let due = self.queued(urgency).filter(|(_, since)| *since <= then).map(|(ix, _)| ix);
        let mut left: [VecDeque<TypeIx>; 3] = Default::default();
        let mut due: Vec<TypeIx> = due.collect();
        due.sort_unstable();
        let askers = distinct(due.iter().flat_map(|ix| self.leave(urgency, *ix)));
        for &ix in &due {
            let others = self.waiting.get(&ix).map_or([None; 3], |waiting| waiting.since);
            let of_others = left.iter_mut().zip(others).filter(|(_, since)| since.is_some());
            of_others.for_each(|(left, _)| left.push_back(ix));
        }
        for (lane, left) in self.lanes.iter_mut().zip(left).filter(|(_, left)| !left.is_empty()) {
            lane.askers.push_back(left);
        }
        tell(askers, Answer::same(due, outcome));
    }

    /// Since when what has waited longest in a lane has waited in vain.
    pub fn oldest(&self, urgency: Urgency) -> Option<Instant> {
        self.queued(urgency).map(|(_, since)| since).min()
    }

    /// What somebody of this urgency waits for and is not on its way, and since when that has been
    /// in vain: since it came, or since a batch was taken that had no room for it.
    fn queued(&self, urgency: Urgency) -> impl Iterator<Item = (TypeIx, Instant)> + '_ {
        let taken = self.lanes[urgency as usize].taken;
        let queued = self.waiting.iter().filter(|(_, waiting)| !waiting.on_its_way);
        queued.filter_map(move |(ix, waiting)| {
            let since = waiting.since[urgency as usize]?;
            Some((*ix, taken.map_or(since, |taken| taken.max(since))))
        })
    }

    /// How many types are queued or on their way.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }
}

/// Each asker once.
fn distinct(askers: impl Iterator<Item = Arc<Asker>>) -> Vec<Arc<Asker>> {
    let mut seen = HashSet::new();
    askers.filter(|asker| seen.insert(Arc::as_ptr(asker))).collect()
}

fn tell(askers: Vec<Arc<Asker>>, answer: Answer) {
    let answer = Arc::new(answer);
    askers.iter().for_each(|asker| asker.tell(answer.clone()));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::mpsc::UnboundedReceiver;

    use super::*;

    /// Where the answers to an asker arrive.
    type Arriving = UnboundedReceiver<Arc<Answer>>;

    fn ask(
        lanes: &mut Lanes,
        urgency: Urgency,
        types: impl IntoIterator<Item = TypeIx>,
    ) -> Arriving {
        let (asker, arriving) = Asker::new(urgency);
        lanes.enqueue(types, &asker);
        arriving
    }

    /// The types of all answers that are there.
    fn answered(arriving: &mut Arriving) -> Vec<TypeIx> {
        let answers = std::iter::from_fn(|| arriving.try_recv().ok());
        answers.flat_map(|it| it.outcomes.iter().map(|(ix, _)| *ix).collect::<Vec<_>>()).collect()
    }

    fn take_batch(lanes: &mut Lanes, most_neurons: u64) -> Option<Batch> {
        lanes.hire(Urgency::Index, usize::MAX);
        lanes.take(Urgency::Index, |_| 1, most_neurons)
    }

    fn take(lanes: &mut Lanes, most_neurons: u64) -> Option<Vec<TypeIx>> {
        take_batch(lanes, most_neurons).map(|batch| batch.types)
    }

    #[test]
    fn no_batch_is_of_one_asker_alone_while_others_wait() {
        let mut lanes = Lanes::default();
        let _large = ask(&mut lanes, Urgency::Index, 0..100);
        let _small = ask(&mut lanes, Urgency::Index, [500, 501]);
        assert_eq!(take(&mut lanes, 4), Some(vec![0, 500, 1, 501]));
        assert_eq!(take(&mut lanes, 4), Some(vec![2, 3, 4, 5]));
    }

    #[test]
    fn a_type_that_two_want_is_sent_once_and_in_the_turn_of_the_first_to_come() {
        let mut lanes = Lanes::default();
        let _large = ask(&mut lanes, Urgency::Index, 0..10);
        let _small = ask(&mut lanes, Urgency::Index, [9]);
        assert_eq!(take(&mut lanes, 2), Some(vec![0, 9]));
        assert_eq!(take(&mut lanes, 100), Some((1..9).collect()));
        lanes.hire(Urgency::Index, usize::MAX);
        assert_eq!(take(&mut lanes, 100), None);
    }

    #[test]
    fn many_who_want_the_same_get_the_batches_of_one() {
        let sizes = |ix: TypeIx| [6, 1, 2, 1][ix % 4];
        let batches = |askers: usize| {
            let mut lanes = Lanes::default();
            let _askers: Vec<Arriving> =
                (0..askers).map(|_| ask(&mut lanes, Urgency::Index, 0..40)).collect();
            lanes.hire(Urgency::Index, 1);
            std::iter::from_fn(|| lanes.take(Urgency::Index, sizes, 10)).collect::<Vec<_>>()
        };
        assert_eq!(batches(7), batches(1));
        assert_eq!(batches(200), batches(1));
    }

    #[test]
    fn towards_the_end_batches_get_smaller_so_that_workers_end_together() {
        let mut lanes = Lanes::default();
        let _asker = ask(&mut lanes, Urgency::Index, 0..200);
        assert_eq!(lanes.hire(Urgency::Index, 4), 4);
        let take = || lanes.take(Urgency::Index, |_| 100, 3_000);
        let sizes: Vec<usize> = std::iter::from_fn(take).map(|batch| batch.types.len()).collect();
        // Of 20,000 neurons at most 3,000, an eighth of what is left, at least 1,000.
        assert_eq!(sizes[..3], [25, 21, 19]);
        assert!(sizes[3..].is_sorted_by(|larger, smaller| larger >= smaller), "{sizes:?}");
        assert!(sizes[3..sizes.len() - 1].iter().all(|types| *types >= 10), "{sizes:?}");
        assert_eq!(sizes.iter().sum::<usize>(), 200);
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_not_sent() {
        let mut lanes = Lanes::default();
        let gone = ask(&mut lanes, Urgency::Index, [1, 2, 3]);
        let _stays = ask(&mut lanes, Urgency::Index, [3]);
        drop(gone);
        assert_eq!(take(&mut lanes, 100), Some(vec![3]));
        assert_eq!(lanes.len(), 1);
    }

    #[test]
    fn a_failed_batch_goes_in_halves_and_a_poisonous_type_alone() {
        let mut lanes = Lanes::default();
        let _asker = ask(&mut lanes, Urgency::Index, 0..4);
        let batch = take_batch(&mut lanes, 100).expect("a batch");
        assert!(!batch.is_suspect);
        lanes.halve(Urgency::Index, batch.types);
        let suspect = |types: Vec<TypeIx>| Some(Batch { types, is_suspect: true });
        assert_eq!(take_batch(&mut lanes, 100), suspect(vec![0, 1]));
        assert_eq!(take_batch(&mut lanes, 100), suspect(vec![2, 3]));
        lanes.doubts.isolate(6, Instant::now());
        let _asker = ask(&mut lanes, Urgency::Index, [5, 6, 7]);
        assert_eq!(take(&mut lanes, 100), Some(vec![5]));
        assert_eq!(take_batch(&mut lanes, 100), suspect(vec![6]));
        assert_eq!(take(&mut lanes, 100), Some(vec![7]));
    }

    #[test]
    fn types_of_a_batch_that_took_too_long_go_in_smaller_ones() {
        let mut lanes = Lanes::default();
        lanes.doubts.too_slow(&(0..8).collect::<Vec<_>>(), Instant::now());
        let _asker = ask(&mut lanes, Urgency::Index, 0..12);
        let batches = std::iter::from_fn(|| take(&mut lanes, 100));
        let batches: Vec<_> = batches.collect();
        assert_eq!(batches, [vec![0, 1], vec![2, 3], vec![4, 5], vec![6, 7], (8..12).collect()]);
    }

    #[test]
    fn only_the_last_worker_of_a_lane_gives_up_what_is_queued() {
        let mut lanes = Lanes::default();
        let _asker = ask(&mut lanes, Urgency::Index, 0..3);
        assert_eq!(lanes.hire(Urgency::Index, 2), 2);
        assert!(lanes.leave_to_others(Urgency::Index));
        assert!(!lanes.leave_to_others(Urgency::Index), "nobody else is left");
        assert_eq!(lanes.hire(Urgency::Index, 2), 1);
    }

    #[test]
    fn who_came_later_has_a_time_of_their_own() {
        let mut lanes = Lanes::default();
        let mut early = ask(&mut lanes, Urgency::Index, [0]);
        let then = Instant::now();
        std::thread::sleep(Duration::from_millis(2));
        let mut late = ask(&mut lanes, Urgency::Index, [0, 1]);
        let error = Err(Arc::new(crate::upstream::AskError::TooLate));
        assert!(lanes.oldest(Urgency::Index).is_some_and(|oldest| oldest <= then));
        lanes.give_up_since(Urgency::Index, then, &error);
        assert_eq!(answered(&mut early), [0]);
        assert_eq!(answered(&mut late), [0], "it is the same want");
        assert!(lanes.oldest(Urgency::Index).is_some_and(|oldest| oldest > then));
        assert_eq!(take(&mut lanes, 100), Some(vec![1]));
    }

    #[test]
    fn a_lane_that_gives_up_answers_its_own_askers_alone() {
        let mut lanes = Lanes::default();
        let mut ahead = ask(&mut lanes, Urgency::Ahead, 0..3);
        let mut index = ask(&mut lanes, Urgency::Index, 0..3);
        let error = Err(Arc::new(crate::upstream::AskError::TooLate));
        lanes.hire(Urgency::Ahead, 1);
        lanes.give_up(Urgency::Ahead, &error);
        assert_eq!((answered(&mut ahead), answered(&mut index)), (vec![0, 1, 2], vec![]));
        assert_eq!(take(&mut lanes, 100), Some(vec![0, 1, 2]));
    }

    #[test]
    fn what_a_lane_leaves_is_queued_for_the_others_who_want_it() {
        let mut lanes = Lanes::default();
        let mut ahead = ask(&mut lanes, Urgency::Ahead, 0..2);
        lanes.hire(Urgency::Ahead, 1);
        let batch = lanes.take(Urgency::Ahead, |_| 1, 100).expect("a batch");
        // It is on its way already, and so stands in no queue of theirs.
        let mut index = ask(&mut lanes, Urgency::Index, 0..2);
        assert!(!lanes.drop_unwanted(&batch.types));
        lanes.halve(Urgency::Ahead, batch.types);
        assert_eq!(take(&mut lanes, 100), Some(vec![0]), "in the lane of the more urgent");
        let error = Err(Arc::new(crate::upstream::AskError::TooLate));
        lanes.hire(Urgency::Index, usize::MAX);
        lanes.give_up(Urgency::Index, &error);
        assert_eq!((answered(&mut index), answered(&mut ahead)), (vec![1], vec![]));
        lanes.hire(Urgency::Ahead, 1);
        let rest = lanes.take(Urgency::Ahead, |_| 1, 100).expect("what is left for them");
        assert_eq!(rest.types, [1]);
        drop(ahead);
        assert!(lanes.drop_unwanted(&rest.types));
        assert_eq!(lanes.len(), 1);
    }

    #[test]
    fn of_a_batch_that_failed_nothing_is_lost_where_somebody_more_urgent_wants_a_part() {
        let mut lanes = Lanes::default();
        let mut index = ask(&mut lanes, Urgency::Index, 0..4);
        assert_eq!(take(&mut lanes, 100), Some(vec![0, 1, 2, 3]));
        let mut person = ask(&mut lanes, Urgency::Person, [2]);
        lanes.halve(Urgency::Index, vec![0, 1, 2, 3]);
        let error = Err(Arc::new(crate::upstream::AskError::Paused));
        assert_eq!(lanes.hire(Urgency::Person, 4), 1);
        lanes.give_up(Urgency::Person, &error);
        assert_eq!((answered(&mut person), answered(&mut index)), (vec![2], vec![]));
        // Those of the index are queued still, and with a deadline.
        assert!(lanes.oldest(Urgency::Index).is_some());
        assert_eq!(take(&mut lanes, 100), Some(vec![0, 1, 3]));
        assert_eq!(take(&mut lanes, 100), Some(vec![2]));
    }

    #[test]
    fn giving_up_answers_what_is_queued_and_not_what_is_on_its_way() {
        let mut lanes = Lanes::default();
        let mut asker = ask(&mut lanes, Urgency::Index, 0..3);
        assert_eq!(take(&mut lanes, 1), Some(vec![0]));
        let error = Err(Arc::new(crate::upstream::AskError::Paused));
        lanes.hire(Urgency::Index, usize::MAX);
        lanes.give_up(Urgency::Index, &error);
        assert_eq!(answered(&mut asker), [1, 2]);
        assert_eq!(lanes.len(), 1);
    }
}
