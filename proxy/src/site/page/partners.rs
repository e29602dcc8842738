//! The types that a type receives from and sends to.

use shared::format::{
    count, hundredths, number, percent_fine, sides_in_words, tenths, transmitter, transmitter_class,
};
use shared::partner_table::{synapses, whole_in_words};
use shared::view::Way;
use shared::wire::Partner;

use super::addresses;
use super::numbers::width;
use super::subject::Subject;

/// Partners shown of each kind; the app has the others.
const MOST: usize = 100;

/// One list.
#[derive(Debug)]
pub struct PartnerTable<'a> {
    pub title: &'static str,
    /// `input` or `output`.
    pub way: &'static str,
    /// How many types, and their connections.
    pub told: String,
    /// What the shares are of.
    pub whole: String,
    pub rows: Vec<PartnerRow<'a>>,
    /// What is left out.
    pub rest: Option<String>,
}

/// A partner.
#[derive(Debug)]
pub struct PartnerRow<'a> {
    /// `None` for the partners without a type.
    pub name: Option<&'a str>,
    /// The page of that type.
    pub page: Option<String>,
    /// The class of its transmitter's dot, and its abbreviation.
    pub transmitter: Option<(&'static str, String)>,
    pub neurons: String,
    pub sides: String,
    pub connections: String,
    /// In percent, without the sign.
    pub share: String,
    /// The bar, in percent of its room: the first partner fills it.
    pub width: u64,
    pub per_neuron: String,
    pub cv: String,
}

/// Both lists; none where the dataset has no partners.
pub fn tables<'a>(subject: &Subject<'a>) -> Vec<PartnerTable<'a>> {
    let Some(partners) = subject.partners else { return Vec::new() };
    let (inputs, outputs) = (&partners.inputs, &partners.outputs);
    vec![
        table(subject, Way::Input, inputs, partners.input_connections),
        table(subject, Way::Output, outputs, partners.output_connections),
    ]
}

fn table<'a>(
    subject: &Subject<'a>,
    way: Way,
    partners: &'a [Partner],
    connections: u64,
) -> PartnerTable<'a> {
    let title = match way {
        Way::Input => "Inputs from",
        Way::Output => "Outputs to",
    };
    let whole = whole_in_words(way, connections, synapses(subject.summary, way));
    let way = way.word();
    let most = partners.first().map_or(1.0, |partner| partner.share).max(f64::MIN_POSITIVE);
    let (shown, rest) = partners.split_at(partners.len().min(MOST));
    let types = count(partners.len() as u64, "type");
    let told = match partners.is_empty() {
        true => "none".to_owned(),
        false => format!("{types}, {}", count(connections, "connection")),
    };
    let rest = (!rest.is_empty()).then(|| {
        let share = percent_fine(rest.iter().map(|partner| partner.share).sum());
        let more = count(rest.len() as u64, "more type");
        format!("{more} with {share} % of these {way}s")
    });
    let rows = shown.iter().map(|partner| row(subject, partner, most)).collect();
    PartnerTable { title, way, told, whole, rows, rest }
}

fn row<'a>(subject: &Subject<'a>, partner: &'a Partner, most: f64) -> PartnerRow<'a> {
    let name = partner.name.as_deref();
    PartnerRow {
        name,
        page: name.and_then(|name| addresses::of_type(subject, name)),
        transmitter: partner.nt.as_ref().map(|nt| (transmitter_class(nt), transmitter(nt))),
        neurons: number(partner.neurons.total),
        sides: sides_in_words(&partner.neurons).replace("  ", " "),
        connections: number(partner.connections),
        share: percent_fine(partner.share),
        width: width(partner.share / most),
        per_neuron: tenths(partner.per_neuron),
        cv: hundredths(partner.cv),
    }
}
