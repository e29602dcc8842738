//! What a page is about: a type, or its neurons of one side.

use shared::links::encoded;
use shared::roi::RegionTable;
use shared::side::Side;
use shared::view::View;
use shared::wire::{NeuronRow, Partners, Summary};

use super::Press;
use crate::site::material::Material;

/// The part of a type's material that a page tells of.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    pub press: &'a Press,
    /// Name of the type.
    pub name: &'a str,
    /// The side; [`Side::Unknown`] stands for all neurons.
    pub side: Side,
    /// The summary of all neurons.
    pub whole: &'a Summary,
    /// That of the neurons that it is about.
    pub summary: &'a Summary,
    /// These neurons.
    pub neurons: Vec<&'a NeuronRow>,
    /// Their partners, where the dataset has them.
    pub partners: Option<&'a Partners>,
    /// Their regions; `None` where the dataset has none.
    pub regions: Option<RegionTable>,
}

impl<'a> Subject<'a> {
    /// `None` where the type has no neurons of that side.
    pub fn of(press: &'a Press, material: &'a Material, side: Side) -> Option<Subject<'a>> {
        let whole = &material.summary;
        let is_whole = side == Side::Unknown;
        let summary = if is_whole { whole } else { material.of_sides.get(&side)? };
        let of_side = |neuron: &&NeuronRow| is_whole || neuron.side == side;
        let partners = material.partners.as_ref();
        let regions = &press.regions;
        Some(Subject {
            press,
            name: &whole.name,
            side,
            whole,
            summary,
            neurons: material.neurons.iter().filter(of_side).collect(),
            partners: partners.and_then(|partners| match side {
                Side::Unknown => Some(&partners.all),
                side => partners.of_sides.get(&side),
            }),
            regions: (!regions.all.is_empty()).then(|| regions.table(summary)),
        })
    }

    /// Whether it is all of the type.
    pub fn is_whole(&self) -> bool {
        self.side == Side::Unknown
    }

    /// The side in a word, where it is of one.
    pub fn side_word(&self) -> Option<&'static str> {
        (!self.is_whole()).then(|| side_word(self.side))
    }

    /// The type in the app.
    pub fn in_app(&self) -> String {
        let view = View { open: Some(self.name.to_owned()), ..View::default() };
        format!("../index.html?{}", view.to_query())
    }

    /// What its file is called.
    pub fn file_name(&self) -> String {
        let mut pages = self.press.pages.of(self.name, &self.whole.neurons);
        let address = pages.of_mut(self.side).take();
        // A page that is not told of has no name but this one.
        address.unwrap_or_else(|| {
            let file = shared::site::file_name(&encoded(self.name), self.side);
            format!("{}{file}", self.press.pages.base)
        })
    }
}

/// A side in a word.
pub fn side_word(side: Side) -> &'static str {
    match side {
        Side::Left => "left",
        Side::Right => "right",
        Side::Middle => "middle",
        Side::Unknown => "unknown",
    }
}
