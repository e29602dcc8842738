//! What stands before the `:` of a condition.

use crate::index::{Facet, Measure};
use crate::neuron::NameKind;
use crate::view::Way;

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// A name of this kind; of any kind for `None`.
    Name(Option<NameKind>),
    /// The type itself, one of a list.
    Types,
    /// A facet.
    Facet(Facet),
    /// A measure.
    Measure(Measure),
    /// A region; in either way for `None`.
    Region(Option<Way>),
}

/// What else people write. Case and underscores make no difference.
const ALSO: [(&str, Key); 17] = [
    ("transmitter", Key::Facet(Facet::Transmitter)),
    ("neurotransmitter", Key::Facet(Facet::Transmitter)),
    ("consensus", Key::Facet(Facet::ConsensusNt)),
    ("lineage", Key::Facet(Facet::Hemilineage)),
    ("cellclass", Key::Facet(Facet::Class)),
    ("cellsubclass", Key::Facet(Facet::Subclass)),
    ("celltype", Key::Name(Some(NameKind::Type))),
    ("flywire", Key::Name(Some(NameKind::FlywireType))),
    ("hemibrain", Key::Name(Some(NameKind::HemibrainType))),
    ("manc", Key::Name(Some(NameKind::MancType))),
    ("synonyms", Key::Name(Some(NameKind::Synonym))),
    ("input", Key::Region(Some(Way::Input))),
    ("output", Key::Region(Some(Way::Output))),
    ("roi", Key::Region(None)),
    ("region", Key::Region(None)),
    ("cells", Key::Measure(Measure::Neurons)),
    ("count", Key::Measure(Measure::Neurons)),
];

impl Key {
    /// All keys as they are written, in the order in which they are offered.
    pub(super) fn all() -> Vec<(&'static str, Key)> {
        let mut all = vec![("type", Key::Name(Some(NameKind::Type))), ("name", Key::Name(None))];
        all.push(("types", Key::Types));
        all.extend(Way::ALL.map(|way| (way.key(), Key::Region(Some(way)))));
        all.extend(Facet::ALL.map(|facet| (facet.key(), Key::Facet(facet))));
        all.extend(Measure::ALL.map(|measure| (measure.key(), Key::Measure(measure))));
        for kind in NameKind::ALL {
            if kind != NameKind::Type {
                all.push((kind.key(), Key::Name(Some(kind))));
            }
        }
        all
    }

    /// The key that is written like this.
    pub(super) fn find(written: &str) -> Option<Key> {
        let plain = written.replace('_', "");
        let is = |name: &str| name.eq_ignore_ascii_case(&plain);
        let own = Key::all().into_iter().find(|(name, _)| is(name));
        own.or_else(|| ALSO.into_iter().find(|(name, _)| is(name))).map(|(_, key)| key)
    }

    /// As the line says it.
    pub(super) fn written(self) -> &'static str {
        match self {
            Key::Name(None) => "name",
            Key::Name(Some(kind)) => kind.key(),
            Key::Types => "types",
            Key::Facet(facet) => facet.key(),
            Key::Measure(measure) => measure.key(),
            Key::Region(Some(way)) => way.key(),
            Key::Region(None) => "region",
        }
    }

    /// What it is about, in words.
    pub(super) fn about(self) -> String {
        match self {
            Key::Name(None) => "any name".to_owned(),
            Key::Name(Some(NameKind::Type)) => "name of the type".to_owned(),
            Key::Name(Some(kind)) => kind.label().to_owned(),
            Key::Types => "a list of types".to_owned(),
            Key::Facet(facet) => facet_in_words(facet),
            Key::Measure(measure) => measure.label().to_lowercase(),
            Key::Region(Some(way)) => format!("{} region", way.word()),
            Key::Region(None) => "region".to_owned(),
        }
    }
}

/// What a facet is about, within a sentence: `transmitter`, `consensus NT`.
pub fn facet_in_words(facet: Facet) -> String {
    facet.label().to_lowercase().replace(" nt", " NT")
}
