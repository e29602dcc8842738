//! Other names of a type, as the datasets write them: several in one text.

use crate::neuron::NameKind;
use crate::wire::Name;

/// Splits a text into names: synonyms at `;` with whose they are before the `:` (`Wolff 2015,
/// Wolff & Rubin 2018: E-PG; Seelig 2015: ring-to-bridge`), foreign types at commas that stand
/// outside of brackets (`PEN_a(PEN1,2),EPG`); everything else is one name.
pub fn split(kind: NameKind, text: &str) -> Vec<Name> {
    let name = |source: Option<&str>, name: &str| Name {
        kind,
        name: name.trim().to_owned(),
        source: source.map(|source| source.trim().to_owned()),
    };
    let names: Vec<Name> = match kind {
        NameKind::Synonym => text
            .split(';')
            .map(|part| match part.split_once(": ") {
                Some((source, synonym)) => name(Some(source), synonym),
                None => name(None, part),
            })
            .collect(),
        NameKind::FlywireType | NameKind::HemibrainType | NameKind::MancType => {
            split_outside_brackets(text).map(|part| name(None, part)).collect()
        }
        _ => vec![name(None, text)],
    };
    names.into_iter().filter(|name| !name.name.is_empty()).collect()
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
            let found = split(kind, text);
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
