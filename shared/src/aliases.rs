//! Other names of a type, as the datasets write them: several in one text.

use crate::neuron::NameKind;
use crate::wire::Name;

/// Adds the names that a text holds: synonyms at `;` with whose they are before the `:` (`Wolff 2015,
/// Wolff & Rubin 2018: E-PG; Seelig 2015: ring-to-bridge`), foreign types at commas that stand
/// outside of brackets (`PEN_a(PEN1,2),EPG`); everything else is one name.
pub fn split(kind: NameKind, text: &str, names: &mut Vec<Name>) {
    let mut add = |source: Option<&str>, name: &str| {
        let name = name.trim();
        if !name.is_empty() {
            let source = source.map(|source| source.trim().to_owned());
            names.push(Name { kind, name: name.to_owned(), source });
        }
    };
    match kind {
        NameKind::Synonym => text.split(';').for_each(|part| match part.split_once(": ") {
            Some((source, synonym)) => add(Some(source), synonym),
            None => add(None, part),
        }),
        NameKind::FlywireType | NameKind::HemibrainType | NameKind::MancType => {
            split_outside_brackets(text).for_each(|part| add(None, part));
        }
        _ => add(None, text),
    }
}

fn split_outside_brackets(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    text.split(move |c| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        c == ',' && depth <= 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_text_gives_its_names_and_whose_they_are() {
        let check = |kind, text: &str, expected: &[(Option<&str>, &str)]| {
            let mut found = Vec::new();
            split(kind, text, &mut found);
            let found: Vec<_> =
                found.iter().map(|n| (n.source.as_deref(), n.name.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            NameKind::Synonym,
            "Wolff 2015, Wolff & Rubin 2018: E-PG; compass neuron;",
            &[(Some("Wolff 2015, Wolff & Rubin 2018"), "E-PG"), (None, "compass neuron")],
        );
        check(NameKind::FlywireType, "a(b,c), d", &[(None, "a(b,c)"), (None, "d")]);
        check(NameKind::Note, "a, b; c", &[(None, "a, b; c")]);
    }
}
