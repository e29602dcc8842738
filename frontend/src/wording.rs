//! What narrows the list, in words: chips, and what to take back, say the same.

use shared::expression::{Expression, Term};
use shared::facets::Part;
use shared::index::Measure;
use shared::line::facet_in_words;
use shared::neuron::NameKind;
use shared::view::{Bounds, Mode, RegionFilter, Threshold, View, Way};

use crate::choice::bounds_in_words;
use crate::format::{count, region_threshold};

/// Names of a list that are spelt out.
const SPELT_OUT: usize = 3;

/// A region with its threshold: `EB ≥ 5 %`.
pub fn at_least(region: &str, least: Threshold) -> String {
    format!("{region} ≥ {}", region_threshold(least))
}

/// What is counted: `neurons`.
pub fn measure_in_words(measure: Measure) -> String {
    match measure {
        Measure::Neurons => "neurons".to_owned(),
        other => other.label().to_lowercase(),
    }
}

/// `neurons 4 or more`.
pub fn measured(measure: Measure, bounds: Bounds) -> String {
    format!("{} {}", measure_in_words(measure), bounds_in_words(bounds))
}

/// A condition as a sentence has it.
pub fn expression_in_words(expression: &Expression) -> String {
    match expression {
        Expression::All(parts) => joined(parts, " and "),
        Expression::Any(parts) => joined(parts, " or "),
        Expression::Not(part) => format!("not {}", within(part)),
        Expression::Is(term) => term_in_words(term),
    }
}

fn joined(parts: &[Expression], by: &str) -> String {
    parts.iter().map(within).collect::<Vec<_>>().join(by)
}

/// What is joined stands in brackets within another condition.
fn within(expression: &Expression) -> String {
    match expression {
        Expression::All(_) | Expression::Any(_) => format!("({})", expression_in_words(expression)),
        other => expression_in_words(other),
    }
}

fn term_in_words(term: &Term) -> String {
    match term {
        Term::Name(None, pattern) => format!("any name {}", pattern.0),
        Term::Name(Some(NameKind::Type), pattern) => format!("type {}", pattern.0),
        Term::Name(Some(kind), pattern) => format!("{} {}", kind.label(), pattern.0),
        Term::Value(facet, pattern) => {
            format!("{} {}", facet_in_words(*facet), facet.value_label(&pattern.0))
        }
        Term::Within(measure, bounds) => measured(*measure, *bounds),
        Term::Region(way, region, least) => {
            format!("{} in {}", way.word(), at_least(region, *least))
        }
        Term::OneOf(names) if names.len() > SPELT_OUT => {
            format!("one of {}", count(names.len() as u64, "type"))
        }
        Term::OneOf(names) => {
            format!("type {}", names.iter().cloned().collect::<Vec<_>>().join(" or "))
        }
        Term::Words(words) => format!("text {words}"),
    }
}

/// A part of a view in the words of its chips.
pub fn part_in_words(view: &View, part: Part) -> String {
    match part {
        Part::Text => format!("text {}", view.text.trim()),
        Part::Basket => "only the basket".to_owned(),
        Part::Measure(measure) => measured(measure, view.bounds(measure)),
        Part::Also(at) => view.also.get(at).map(expression_in_words).unwrap_or_default(),
        Part::Input => regions_in_words(Way::Input, &view.input),
        Part::Output => regions_in_words(Way::Output, &view.output),
        Part::Facet(facet) => {
            let label = facet_in_words(facet);
            let value = |value: &String| facet.value_label(value).to_owned();
            view.facets.get(&facet).map_or_else(String::new, |choice| {
                let any: Vec<String> = choice.any.iter().map(value).collect();
                let none: Vec<String> = choice.none.iter().map(value).collect();
                values_in_words(&label, &any, &none, choice.mode)
            })
        }
    }
}

fn regions_in_words(way: Way, filter: &RegionFilter) -> String {
    let region = |name: &String| at_least(name, filter.threshold);
    let any: Vec<String> = filter.any.iter().map(region).collect();
    let none: Vec<String> = filter.none.iter().map(region).collect();
    values_in_words(&format!("{} in", way.word()), &any, &none, filter.mode)
}

fn values_in_words(label: &str, any: &[String], none: &[String], mode: Mode) -> String {
    let by = if mode == Mode::All { " and " } else { " or " };
    match (any.is_empty(), none.is_empty()) {
        (false, true) => format!("{label} {}", any.join(by)),
        (true, _) => format!("not {label} {}", none.join(", ")),
        (false, false) => format!("{label} {}, not {}", any.join(by), none.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use shared::index::Facet;

    use super::*;

    #[test]
    fn conditions_are_said_in_words() {
        let check = |line: &str, expected: &str| {
            let expression = shared::line::expression(line).expect(line);
            assert_eq!(expression_in_words(&expression), expected);
        };
        check("-type:ER3*", "not type ER3*");
        check("in:EB", "input in EB ≥ 5 %");
        check("out:CX>=50", "output in CX ≥ 50 connections");
        check("neurons>=4", "neurons 4 or more");
        check("confidence>=80%", "transmitter confidence, % 80 or more");
        check("has:flywireType", "has FlyWire type");
        check("flywire:PB*", "FlyWire type PB*");
        check("consensusNt:ACh", "consensus NT acetylcholine");
        check("types:a,b", "type a or b");
        check("types:a,b,c,d", "one of 4 types");
        check(
            "(type:LC* or neurons>=10) and -(side:L and kc)",
            "(type LC* or neurons 10 or more) and not (side some left and text kc)",
        );
    }

    #[test]
    fn a_part_is_said_as_its_chips_say_it() {
        let view = View::from_query("in=EB&in=PB&in=!NO&all=in&nt=gaba&also=-type%3AER3*");
        let words = |part| part_in_words(&view, part);
        assert_eq!(words(Part::Input), "input in EB ≥ 5 % and PB ≥ 5 %, not NO ≥ 5 %");
        assert_eq!(words(Part::Facet(Facet::Transmitter)), "transmitter GABA");
        assert_eq!(words(Part::Also(0)), "not type ER3*");
    }
}
