//! Writing a line.

use std::collections::BTreeSet;

use super::key::Key;
use super::token::{What, has_condition, tokens};
use super::value::{in_quotes, quoted, quoted_value};
use crate::expression::{Expression, Term};
use crate::index::{Facet, Measure};
use crate::view::{Bounds, Mode, Threshold, View, Way};

/// What narrows the list, as a line; the basket, which no line can say, is left out.
pub fn write(view: &View) -> String {
    let mut line = Vec::new();
    for way in Way::ALL {
        let filter = way.of(view);
        let least = match filter.threshold {
            least if least == Threshold::default() => String::new(),
            least => written_threshold(least),
        };
        let key = Key::Region(Some(way));
        let value = |value: &String| quoted(value);
        values(&mut line, key, &least, filter.mode, &filter.any, &filter.none, value);
    }
    for (facet, choice) in &view.facets {
        let key = Key::Facet(*facet);
        let value = |value: &String| quoted_value(*facet, value);
        values(&mut line, key, "", choice.mode, &choice.any, &choice.none, value);
    }
    for (measure, bounds) in view.measures.iter().filter(|(_, bounds)| !bounds.is_open()) {
        line.push(written_bounds(*measure, *bounds));
    }
    line.extend(view.also.iter().map(part));
    if !view.text.trim().is_empty() {
        let is_alone = line.is_empty();
        line.insert(0, words(&view.text, is_alone));
    }
    line.join(" ")
}

fn values(
    line: &mut Vec<String>,
    key: Key,
    least: &str,
    mode: Mode,
    any: &BTreeSet<String>,
    none: &BTreeSet<String>,
    value: impl Fn(&String) -> String,
) {
    let key = key.written();
    let list = |values: &BTreeSet<String>| values.iter().map(&value).collect::<Vec<_>>().join(",");
    match mode {
        Mode::All => line.extend(any.iter().map(|one| format!("{key}:{}{least}", value(one)))),
        Mode::Any if any.is_empty() => {}
        Mode::Any => line.push(format!("{key}:{}{least}", list(any))),
    }
    if !none.is_empty() {
        line.push(format!("-{key}:{}{least}", list(none)));
    }
}

/// A text to search for, so that nothing in it is taken for a condition.
fn words(text: &str, is_alone: bool) -> String {
    if is_alone {
        return if has_condition(text) { in_quotes(text) } else { text.to_owned() };
    }
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn word(word: &str) -> String {
    let is_read_as_it_is = match &tokens(word)[..] {
        [token] => matches!(&token.what, What::Word(read) if read.text == word && !read.is_quoted),
        _ => false,
    };
    // These would be taken for a comparison with the word before, or deny what comes behind.
    let compares = word.starts_with(['<', '>', '=', '≥', '≤', ':', '-']);
    let has_brackets = word.contains(['(', ')']) && quoted(word) != word;
    match is_read_as_it_is && !compares && !has_brackets {
        true => word.to_owned(),
        false => in_quotes(word),
    }
}

/// An expression alone, as addresses carry it.
pub fn written(expression: &Expression) -> String {
    let join = |parts: &[Expression], by: &str| parts.iter().map(part).collect::<Vec<_>>().join(by);
    match expression {
        Expression::All(parts) => join(parts, " and "),
        Expression::Any(parts) => join(parts, " or "),
        Expression::Not(not) => format!("-{}", part(not)),
        Expression::Is(term) => written_term(term),
    }
}

/// The same in brackets where it is joined.
fn part(expression: &Expression) -> String {
    match expression {
        Expression::All(_) | Expression::Any(_) => format!("({})", written(expression)),
        _ => written(expression),
    }
}

fn written_term(term: &Term) -> String {
    match term {
        Term::Name(kind, pattern) => condition(Key::Name(*kind), &quoted(&pattern.0)),
        Term::Value(facet, pattern) => {
            condition(Key::Facet(*facet), &quoted_value(*facet, &pattern.0))
        }
        Term::Within(measure, bounds) => written_bounds(*measure, *bounds),
        Term::Region(way, region, least) => {
            let key = Key::Region(Some(*way));
            condition(key, &quoted(region)) + &written_threshold(*least)
        }
        Term::OneOf(names) => {
            let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
            condition(Key::Types, &names.join(","))
        }
        Term::Words(words) => word(words),
    }
}

fn condition(key: Key, value: &str) -> String {
    format!("{}:{value}", key.written())
}

fn written_threshold(least: Threshold) -> String {
    match least {
        Threshold::Share(percent) => format!(">={percent}%"),
        Threshold::Connections(least) => format!(">={least}"),
    }
}

fn written_bounds(measure: Measure, bounds: Bounds) -> String {
    let key = measure.key();
    match (bounds.least, bounds.most) {
        (Some(least), None) => format!("{key}>={least}"),
        (None, Some(most)) => format!("{key}<={most}"),
        (Some(least), Some(most)) if least == most => format!("{key}:{least}"),
        (Some(least), Some(most)) => format!("{key}:{least}..{most}"),
        (None, None) => String::new(),
    }
}

/// A value of a facet as a condition of a line.
pub(super) fn of_facet(facet: Facet, value: &str) -> String {
    condition(Key::Facet(facet), &quoted_value(facet, value))
}
