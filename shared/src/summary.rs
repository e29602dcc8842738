//! Adding the neurons of a type up, one at a time, in any order: the same neurons always give
//! the same summary and the same hash, whatever their order and whichever source sent them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::aliases;
use crate::neuron::{Attribute, Counts, NameKind, Neuron};
use crate::roi::is_column;
use crate::side::Side;
use crate::wire::{Name, SideCounts, SideSynapses, Summary, SummaryOf, Synapses, Tally};

/// Adds neurons up by type.
///
/// Holds sums only, so its size depends on the number of types, not of neurons.
#[derive(Debug, Default)]
pub struct Summarizer {
    types: HashMap<String, Sums>,
    /// What their neurons say.
    texts: Texts,
    /// Where JSON is written before its length is known.
    json: Vec<u8>,
}

impl Summarizer {
    /// Begins with types that have no neurons yet; neurons of other types are ignored.
    pub fn of_types<'a>(names: impl IntoIterator<Item = &'a str>) -> Summarizer {
        let types = names.into_iter().map(|name| (name.to_owned(), Sums::default())).collect();
        Summarizer { types, ..Summarizer::default() }
    }

    /// Adds one neuron to its type, if that is one of those asked for.
    pub fn add(&mut self, neuron: &Neuron<'_>) {
        if let Some(sums) = neuron.type_name.and_then(|name| self.types.get_mut(name)) {
            sums.add(neuron, &mut self.texts);
        }
    }

    /// The summaries, one for each type that it began with, by name.
    pub fn finish(self) -> BTreeMap<String, Summary> {
        let Summarizer { types, texts, .. } = self;
        let finish = |(name, sums): (String, Sums)| (name.clone(), sums.finish(name, &texts));
        types.into_iter().map(finish).collect()
    }

    /// Adds the summary of one of the types that it began with, as it is sent, to such lines.
    pub fn finish_one(&mut self, name: &str, lines: &mut Vec<u8>) -> Option<Finished> {
        let (name, sums) = self.types.remove_entry(name)?;
        Some(Finished::of(&sums.sum_up(name, &self.texts), &mut self.json, lines))
    }
}

/// A finished summary as it is sent and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Hash of all the rest, as in [`Summary::hash`].
    pub hash: String,
    /// The type's neurons.
    pub neurons: u64,
    /// Where the summary is among the lines that it was added to: JSON, and a line break.
    pub line: Range<usize>,
}

#[derive(Debug, Default)]
struct Sums {
    neurons: SideCounts,
    whole: SynapseSums,
    rois: RoiMap,
    unplaced: u64,
    attributes: Few<Attribute, TallySum>,
    instances: Few<(), ()>,
    /// Names as the source writes them.
    names: Few<NameKind, ()>,
}

impl Sums {
    fn add(&mut self, neuron: &Neuron<'_>, texts: &mut Texts) {
        self.neurons.add(neuron.side);
        self.whole.add(neuron.side, &neuron.counts);
        for (roi, counts) in &neuron.rois {
            if !is_column(roi) {
                update(&mut self.rois, roi, |sums| sums.add(neuron.side, counts));
            }
        }
        self.unplaced += u64::from(neuron.is_unplaced);
        for (attribute, value, confidence) in &neuron.attributes {
            self.attributes.of(*attribute, value, texts).add(*confidence);
        }
        if let Some(instance) = neuron.instance {
            self.instances.of((), instance, texts);
        }
        for (kind, name) in &neuron.names {
            self.names.of(*kind, name, texts);
        }
    }

    fn finish(&self, name: String, texts: &Texts) -> Summary {
        let mut summary = self.sum_up(name, texts).finish();
        summary.hash = content_hash(&serde_json::to_vec(&summary).unwrap_or_default());
        summary
    }

    /// The summary, its hash still empty.
    fn sum_up<'s>(&'s self, name: String, texts: &'s Texts) -> Added<'s> {
        let one_side = Side::ALL.iter().any(|side| self.neurons.of(*side) == self.neurons.total);
        let Synapses { pre, post, upstream, downstream, sides } = self.whole.finish(one_side);
        SummaryOf {
            names: self.other_names(&name, texts),
            name,
            hash: String::new(),
            neurons: self.neurons,
            pre,
            post,
            upstream,
            downstream,
            sides,
            rois: RoiSums { sums: &self.rois, one_side },
            unplaced: self.unplaced,
            attributes: self.attributes.by_kind(texts).collect(),
            brief: false,
        }
    }

    fn other_names(&self, type_name: &str, texts: &Texts) -> Vec<Name> {
        let mut names = Vec::new();
        for (kind, text, ()) in &self.names.0 {
            aliases::split(*kind, texts.get(*text), &mut names);
        }
        let instances = self.instances.0.iter().map(|(_, text, ())| texts.get(*text).to_owned());
        let instance = |name| Name { kind: NameKind::Instance, name, source: None };
        names.extend(instances.map(instance));
        // That another dataset calls it the same is worth knowing; all else would say nothing new.
        names.retain(|name| name.name != type_name || name.kind.is_mapped());
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A summary that can be written as it is.
type Added<'s> = SummaryOf<RoiSums<'s>, Tallies<'s>>;

impl Added<'_> {
    fn finish(self) -> Summary {
        let tallies = |tallies: Tallies<'_>| {
            tallies.each().map(|(value, sum)| (value.to_owned(), sum.finish())).collect()
        };
        let attributes = self.attributes.into_iter();
        SummaryOf {
            name: self.name,
            hash: self.hash,
            neurons: self.neurons,
            pre: self.pre,
            post: self.post,
            upstream: self.upstream,
            downstream: self.downstream,
            sides: self.sides,
            rois: self.rois.finish(),
            unplaced: self.unplaced,
            attributes: attributes.map(|(which, sums)| (which, tallies(sums))).collect(),
            names: self.names,
            brief: self.brief,
        }
    }
}

/// Boxed, since a node of the map has room for eleven.
type RoiMap = BTreeMap<String, Box<SynapseSums>>;

/// The sums by ROI, which can be written as they are: a type has many, and most are only sent.
struct RoiSums<'s> {
    sums: &'s RoiMap,
    one_side: bool,
}

impl RoiSums<'_> {
    fn finish(&self) -> BTreeMap<String, Synapses> {
        let sums = self.sums.iter();
        sums.map(|(roi, sums)| (roi.clone(), sums.finish(self.one_side))).collect()
    }
}

impl Serialize for RoiSums<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sums = self.sums.iter();
        serializer.collect_map(sums.map(|(name, sums)| (name, sums.written(self.one_side))))
    }
}

/// [`Synapses`] as JSON, with the sides where they were added up.
#[derive(Serialize)]
struct Written<'s> {
    pre: u64,
    post: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    downstream: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sides: Option<WrittenSides<'s>>,
}

struct WrittenSides<'s>(&'s SynapseSums);

impl Serialize for WrittenSides<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.by_side())
    }
}

impl Finished {
    /// A summary whose hash is empty. It is made into JSON once only, since an index has many:
    /// the hash is put in where the JSON has room for it, behind the name.
    fn of(summary: &Added<'_>, json: &mut Vec<u8>, lines: &mut Vec<u8>) -> Finished {
        json.clear();
        // Numbers, texts and lists of them always can be written.
        let _ = serde_json::to_writer(&mut *json, summary);
        let hash = content_hash(json);
        // Within the name, a quote has a backslash before it.
        const BEFORE: &[u8] = br#"","hash":""#;
        let before = json.windows(BEFORE.len()).position(|bytes| bytes == BEFORE);
        let (head, rest) = json.split_at(before.map_or(0, |at| at + BEFORE.len()));
        let begin = lines.len();
        for part in [head, hash.as_bytes(), rest, b"\n"] {
            lines.extend_from_slice(part);
        }
        Finished { hash, neurons: summary.neurons.total, line: begin..lines.len() }
    }
}

/// Changes the value of a key; the key is copied only when it is new.
fn update<V: Default>(map: &mut BTreeMap<String, V>, key: &str, change: impl FnOnce(&mut V)) {
    match map.get_mut(key) {
        Some(value) => change(value),
        None => change(map.entry(key.to_owned()).or_default()),
    }
}

/// The texts of many lists, one after another: a text of its own for each would take longer to
/// make than to add up what is said.
#[derive(Debug, Default)]
struct Texts(String);

/// Where a text starts and ends.
type Place = (usize, usize);

impl Texts {
    fn get(&self, (start, end): Place) -> &str {
        &self.0[start..end]
    }

    fn add(&mut self, text: &str) -> Place {
        let start = self.0.len();
        self.0.push_str(text);
        (start, self.0.len())
    }
}

/// A value for each of a few texts of several kinds, in their order. A type's neurons mostly say
/// the same, so that most such lists have one entry of each kind, for which trees would be large.
#[derive(Debug)]
struct Few<K, V>(Vec<(K, Place, V)>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Few<K, V> {
        Few(Vec::new())
    }
}

impl<K: Ord + Copy, V: Default> Few<K, V> {
    /// The value of a text; the text is copied only when it is new.
    fn of(&mut self, kind: K, text: &str, texts: &mut Texts) -> &mut V {
        let order = |(of_kind, other, _): &(K, Place, V)| {
            of_kind.cmp(&kind).then_with(|| texts.get(*other).cmp(text))
        };
        let at = match self.0.binary_search_by(order) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (kind, texts.add(text), V::default()));
                at
            }
        };
        &mut self.0[at].2
    }
}

impl Few<Attribute, TallySum> {
    fn by_kind<'s>(&'s self, texts: &'s Texts) -> impl Iterator<Item = (Attribute, Tallies<'s>)> {
        let of_kind = self.0.chunk_by(|(a, ..), (b, ..)| a == b);
        of_kind.map(move |sums| (sums[0].0, Tallies { sums, texts }))
    }
}

/// What is said of one attribute, in the order of the texts.
struct Tallies<'s> {
    sums: &'s [(Attribute, Place, TallySum)],
    texts: &'s Texts,
}

impl<'s> Tallies<'s> {
    fn each(&self) -> impl Iterator<Item = (&'s str, &'s TallySum)> {
        self.sums.iter().map(|(_, text, sum)| (self.texts.get(*text), sum))
    }
}

impl Serialize for Tallies<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.each())
    }
}

/// Sums of counts by side, and which of the optional counts were seen at all.
#[derive(Debug, Default)]
struct SynapseSums {
    sides: [SideSynapses; 4],
    upstream_seen: bool,
    downstream_seen: bool,
}

impl SynapseSums {
    fn add(&mut self, side: Side, counts: &Counts) {
        let sums = &mut self.sides[side as usize];
        let counted = [counts.pre, counts.post, counts.upstream, counts.downstream];
        for (sum, count) in sums.iter_mut().zip(counted) {
            *sum += count.unwrap_or(0);
        }
        self.upstream_seen |= counts.upstream.is_some();
        self.downstream_seen |= counts.downstream.is_some();
    }

    fn finish(&self, one_side: bool) -> Synapses {
        let Written { pre, post, upstream, downstream, sides } = self.written(one_side);
        let sides = sides.map_or_else(BTreeMap::new, |sides| sides.0.by_side().collect());
        Synapses { pre, post, upstream, downstream, sides }
    }

    fn written(&self, one_side: bool) -> Written<'_> {
        let total = |at: usize| self.sides.iter().map(|side| side[at]).sum();
        Written {
            pre: total(0),
            post: total(1),
            upstream: self.upstream_seen.then(|| total(2)),
            downstream: self.downstream_seen.then(|| total(3)),
            sides: (!one_side && self.by_side().next().is_some()).then_some(WrittenSides(self)),
        }
    }

    /// The sides of which there is something.
    fn by_side(&self) -> impl Iterator<Item = (Side, SideSynapses)> {
        let by_side = Side::ALL.iter().map(|side| (*side, self.sides[*side as usize]));
        by_side.filter(|(_, sums)| *sums != [0; 4])
    }
}

/// Confidences are summed as whole millionths, so that the order of neurons does not show in
/// the last digit.
#[derive(Debug, Default)]
struct TallySum {
    neurons: u64,
    confident: u64,
    millionths: u64,
}

impl TallySum {
    fn add(&mut self, confidence: Option<f32>) {
        self.neurons += 1;
        if let Some(confidence) = confidence {
            self.confident += 1;
            self.millionths += (f64::from(confidence) * 1e6).round() as u64;
        }
    }

    fn finish(&self) -> Tally {
        let mean = |sum: u64| sum as f64 / 1e6 / self.confident as f64;
        Tally {
            neurons: self.neurons,
            confidence: (self.confident > 0)
                .then(|| ((mean(self.millionths) * 1e3).round() / 1e3) as f32),
        }
    }
}

impl Serialize for TallySum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.finish().serialize(serializer)
    }
}

/// The first 16 hexadecimal digits of the SHA-256 of the summary as JSON with an empty hash.
fn content_hash(json: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(json).into();
    let first = digest.iter().take(8).fold(0, |all, byte| (all << 8) | u64::from(*byte));
    format!("{first:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neuron<'a>(side: Side, post: u64, rois: Vec<(&'a str, Counts)>) -> Neuron<'a> {
        Neuron {
            type_name: Some("EPG"),
            side,
            counts: Counts { pre: Some(1), post: Some(post), ..Counts::default() },
            rois: rois.into_iter().map(|(roi, counts)| (roi.into(), counts)).collect(),
            ..Neuron::default()
        }
    }

    fn summary_of(neurons: &[Neuron<'_>]) -> Summary {
        let mut summarizer = Summarizer::of_types(["EPG"]);
        for neuron in neurons {
            summarizer.add(neuron);
        }
        summarizer.finish().remove("EPG").expect("the type that was asked for")
    }

    #[test]
    fn sums_are_by_side_and_do_not_depend_on_the_order_of_neurons() {
        let eb = |post| ("EB", Counts { post: Some(post), ..Counts::default() });
        let mut neurons = vec![
            neuron(Side::Left, 5, vec![eb(4)]),
            neuron(Side::Right, 7, vec![eb(6), ("ME_R_col_01_02", Counts::default())]),
            neuron(Side::Unknown, 1, vec![]),
        ];
        neurons[0].attributes = vec![(Attribute::PredictedNt, "gaba", Some(0.1))];
        neurons[1].attributes = vec![(Attribute::PredictedNt, "gaba", Some(0.7))];
        let summary = summary_of(&neurons);
        assert_eq!((summary.neurons.total, summary.pre, summary.post), (3, 3, 13));
        assert_eq!(summary.sides[&Side::Right], [1, 7, 0, 0]);
        assert_eq!(summary.rois.keys().collect::<Vec<_>>(), ["EB"]);
        assert_eq!(summary.rois["EB"].post, 10);
        assert_eq!(summary.rois["EB"].downstream, None);
        let tally = summary.attributes[&Attribute::PredictedNt]["gaba"];
        assert_eq!((tally.neurons, tally.confidence), (2, Some(0.4)));
        neurons.reverse();
        assert_eq!(summary_of(&neurons), summary);
    }

    #[test]
    fn a_type_of_one_side_says_its_sums_once() {
        let summary = summary_of(&[neuron(Side::Left, 5, vec![]), neuron(Side::Left, 2, vec![])]);
        assert!(summary.sides.is_empty());
    }

    #[test]
    fn a_type_that_another_dataset_calls_the_same_keeps_that_name() {
        let mut same = neuron(Side::Left, 5, vec![]);
        same.instance = Some("EPG");
        same.names = vec![(NameKind::FlywireType, "EPG,PEG"), (NameKind::Synonym, "EPG")];
        let names = summary_of(&[same]).names;
        let names: Vec<_> = names.iter().map(|name| (name.kind, name.name.as_str())).collect();
        assert_eq!(names, [(NameKind::FlywireType, "EPG"), (NameKind::FlywireType, "PEG")]);
    }

    #[test]
    fn the_hash_changes_with_the_content() {
        let one = summary_of(&[neuron(Side::Left, 5, vec![])]);
        let other = summary_of(&[neuron(Side::Left, 6, vec![])]);
        assert_eq!(one.hash.len(), 16);
        assert_ne!(one.hash, other.hash);
    }

    #[test]
    fn a_foreign_neuron_is_ignored() {
        let mut foreign = neuron(Side::Left, 5, vec![]);
        foreign.type_name = Some("PEG");
        assert_eq!(summary_of(&[foreign]).neurons.total, 0);
    }

    #[test]
    fn a_line_is_the_summary_as_json() {
        let neurons = [neuron(Side::Left, 5, vec![]), neuron(Side::Right, 7, vec![])];
        for name in ["EPG", "a\"b\\c", "KCa'b'-m", "\u{1f9d0}\n"] {
            let neurons = neurons.clone().map(|neuron| Neuron { type_name: Some(name), ..neuron });
            let mut summarizer = Summarizer::of_types([name]);
            neurons.iter().for_each(|neuron| summarizer.add(neuron));
            let mut lines = b"before".to_vec();
            let finished = summarizer.finish_one(name, &mut lines).expect("the type");
            let mut summarizer = Summarizer::of_types([name]);
            neurons.iter().for_each(|neuron| summarizer.add(neuron));
            let summary = summarizer.finish().remove(name).expect("the type");
            assert_eq!(finished.line, 6..lines.len());
            let line = std::str::from_utf8(&lines[finished.line]).expect("text");
            assert_eq!(line, serde_json::to_string(&summary).expect("JSON") + "\n");
            assert_eq!((finished.hash, finished.neurons), (summary.hash, 2));
        }
    }
}
