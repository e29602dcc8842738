//! The page of a type, or of its neurons on one side: light HTML that needs no script.
//!
//! A page says what the app's detail says, in the same words, order and number format. What must
//! stay true: names come out as text whatever they hold ([`text`]); every address is relative or
//! https; no style stands in an element, since the page allows only its own style sheet. The
//! parts below turn a type's material into plain values, `templates/` has the markup.

mod text;
mod subject;
mod addresses;
mod head;
mod structured;
mod numbers;
mod profile;
mod regions;
mod names;
mod attributes;
mod partners;
mod neurons;

use std::sync::LazyLock;

use askama::Template;
use sha2::{Digest, Sha256};
use shared::citation;
use shared::roi::Regions;
use shared::side::Side;
use shared::site::Pages;
use shared::wire::Dataset;

use super::material::Material;
use addresses::{Outward, Tab};
use attributes::Attribute;
use head::Head;
use names::Kind;
use neurons::Neurons;
use numbers::{Figure, Flag, SideRow};
use partners::PartnerTable;
use regions::{Laterality, RegionPart};
use subject::Subject;
use text::filters;

/// The style sheet of all pages.
pub const STYLE: &str = include_str!("../../templates/page.css");

/// What the style sheet is called, beside the pages: another one has another name, so that no
/// browser shows a new page in an old style.
pub fn style_file_name() -> &'static str {
    static NAME: LazyLock<String> = LazyLock::new(|| {
        let hash = Sha256::digest(STYLE);
        let hash: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("page-{hash}.css")
    });
    &NAME
}

/// Prints pages; several threads may share it.
#[derive(Debug, Clone)]
pub struct Press {
    /// The dataset.
    pub dataset: Dataset,
    /// Its regions, with their full names.
    pub regions: Regions,
    /// Which pages there are. They lie in one folder, directly below that of the app; its name
    /// is their base.
    pub pages: Pages,
    /// The absolute address of the app's folder, for the addresses that search engines want.
    pub base_url: Option<String>,
    /// The day, such as `2026-11-26`.
    pub written: String,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// Ask for a side that the type has neurons of.
    #[error("the type has no neurons of that side")]
    NoNeurons,
    /// Report it.
    #[error("a page could not be printed")]
    Unprintable(#[from] askama::Error),
}

impl Press {
    /// The page of a type's neurons of one side; [`Side::Unknown`] stands for all of them.
    ///
    /// # Errors
    /// When the material has no summary of that side.
    pub fn page(&self, material: &Material, side: Side) -> Result<String, PageError> {
        let subject = Subject::of(self, material, side).ok_or(PageError::NoNeurons)?;
        let mut html = String::with_capacity(ROOM);
        Page::of(&subject).render_into(&mut html)?;
        Ok(html)
    }
}

impl Press {
    /// What stands in the place of the page of a type that could not be read, so that links to it
    /// are not dead.
    ///
    /// # Errors
    /// Never, of what this program makes.
    pub fn unread(&self, name: &str, error: &str) -> Result<String, PageError> {
        let dataset = &self.dataset.name;
        let title = format!("{}: not read", text::isolated_plain(name));
        let style = style_file_name();
        Ok(Unread { title, style, name, dataset, written: &self.written, error }.render()?)
    }
}

#[derive(Debug, Template)]
#[template(path = "unread.html")]
struct Unread<'a> {
    title: String,
    style: &'static str,
    name: &'a str,
    dataset: &'a str,
    written: &'a str,
    error: &'a str,
}

/// Bytes that most pages fit into.
const ROOM: usize = 32 * 1024;

/// A page as its template wants it.
#[derive(Debug, Template)]
#[template(path = "page.html")]
struct Page<'a> {
    head: Head,
    dataset: &'a Dataset,
    written: &'a str,
    name: &'a str,
    side: Option<&'static str>,
    in_app: String,
    tabs: Vec<Tab>,
    names: Vec<Kind<'a>>,
    links: Vec<Outward<'a>>,
    figures: Vec<Figure>,
    outputs: &'static str,
    sides: Vec<SideRow>,
    flags: Vec<Flag>,
    regions: Option<RegionPart<'a>>,
    laterality: Option<Laterality>,
    attributes: Vec<Attribute>,
    states_confidence: bool,
    counterparts: Vec<Kind<'a>>,
    partners: Vec<PartnerTable<'a>>,
    neurons: Neurons<'a>,
    licence: Option<Outward<'a>>,
    source: Option<Outward<'a>>,
    citation: String,
}

impl<'a> Page<'a> {
    fn of(subject: &Subject<'a>) -> Page<'a> {
        let Subject { press, summary, name, .. } = *subject;
        let dataset = &press.dataset;
        let head = Head::of(subject);
        let citation = citation::of_view(dataset, Some(name), &head.canonical, &press.written);
        let table = subject.regions.as_ref();
        Page {
            dataset,
            written: &press.written,
            name,
            side: subject.side_word(),
            in_app: subject.in_app(),
            tabs: addresses::tabs(subject),
            names: names::others(dataset, summary),
            links: addresses::outward(subject),
            figures: numbers::figures(summary),
            outputs: numbers::outputs(summary),
            sides: numbers::sides(summary),
            flags: numbers::flags(subject),
            laterality: table.and_then(|table| regions::laterality(table, summary)),
            regions: table.map(|table| regions::part(&press.regions, table, summary.unplaced)),
            attributes: attributes::attributes(summary),
            states_confidence: attributes::states_confidence(summary),
            counterparts: names::counterparts(dataset, summary),
            partners: partners::tables(subject),
            neurons: neurons::table(subject),
            licence: dataset.licence.as_ref().map(Outward::of),
            source: dataset.citation.as_ref().map(Outward::of),
            citation,
            head,
        }
    }
}
