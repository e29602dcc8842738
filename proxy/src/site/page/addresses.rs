//! Where a page leads: to the type's other pages, to other types, to other sites.

use shared::format::number;
use shared::links::{self, Known};
use shared::side::Side;
use shared::site::SIDES_WITH_PAGES;
use shared::wire::{Link, SideCounts};

use super::subject::{Subject, side_word};

/// A page of the type.
#[derive(Debug)]
pub struct Tab {
    /// Its address.
    pub href: String,
    /// Whose neurons it shows.
    pub words: &'static str,
    /// How many.
    pub neurons: String,
    /// Whether it is this one.
    pub is_current: bool,
}

/// The pages of the type that there are.
pub fn tabs(subject: &Subject<'_>) -> Vec<Tab> {
    let neurons = subject.whole.neurons;
    let mut pages = subject.press.pages.of(subject.name, &neurons);
    let sides = [Side::Unknown].into_iter().chain(SIDES_WITH_PAGES);
    let tab = |side: Side| {
        let href = beside(subject, &pages.of_mut(side).take()?);
        let (words, count) = match side {
            Side::Unknown => ("all", neurons.total),
            side => (side_word(side), neurons.of(side)),
        };
        Some(Tab { href, words, neurons: number(count), is_current: side == subject.side })
    };
    sides.filter_map(tab).collect()
}

/// The combined page of another type.
pub fn of_type(subject: &Subject<'_>, name: &str) -> Option<String> {
    let page = subject.press.pages.of(name, &SideCounts::default()).combined?;
    Some(beside(subject, &page))
}

/// As seen from a page in the same folder.
fn beside(subject: &Subject<'_>, address: &str) -> String {
    address.strip_prefix(&subject.press.pages.base).unwrap_or(address).to_owned()
}

/// Words that lead to another site where their address is one of https.
#[derive(Debug)]
pub struct Outward<'a> {
    pub text: std::borrow::Cow<'a, str>,
    pub href: Option<std::borrow::Cow<'a, str>>,
}

impl<'a> Outward<'a> {
    /// The link; any address that is not https is left out.
    pub fn of(link: &'a Link) -> Outward<'a> {
        let href = Some(&link.href).filter(|href| is_safe(href));
        Outward { text: link.text.as_str().into(), href: href.map(|href| href.as_str().into()) }
    }
}

impl From<Link> for Outward<'_> {
    fn from(Link { text, href }: Link) -> Self {
        let href = Some(href).filter(|href| is_safe(href));
        Outward { text: text.into(), href: href.map(Into::into) }
    }
}

/// Whether it is an address of https, without characters that no address has.
pub fn is_safe(href: &str) -> bool {
    let is_odd = |c: char| matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    let is_part = |c: char| !c.is_control() && !c.is_whitespace() && !is_odd(c);
    href.starts_with("https://") && href.chars().all(is_part)
}

/// Neurons that Neuroglancer is given at most: each makes the address 20 bytes longer.
const NEUROGLANCER: usize = 300;

/// Where the type is shown elsewhere.
pub fn outward<'a>(subject: &Subject<'a>) -> Vec<Outward<'a>> {
    let dataset = &subject.press.dataset;
    let mut links = links::of_type(dataset, subject.name, &subject.summary.names);
    if let Some(known) = Known::of(dataset) {
        let shown = subject.neurons.iter().take(NEUROGLANCER);
        if let Some(mut link) = known.neuroglancer(shown.map(|neuron| neuron.body_id.as_str())) {
            if subject.neurons.len() > NEUROGLANCER {
                link.text.push_str(&format!(" (the first {NEUROGLANCER} neurons)"));
            }
            links.push(link);
        }
    }
    links.into_iter().map(Outward::from).collect()
}
