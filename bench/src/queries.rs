//! Queries made from names.

use crate::random::Random;

/// A way to ask for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As it is written.
    Exact,
    /// Its beginning, from one letter on, in lower case.
    Prefix,
    /// Three or four letters from within it.
    Substring,
    /// With a letter swapped, missing, doubled or replaced.
    Typo,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Exact, Kind::Prefix, Kind::Substring, Kind::Typo];

    /// Its name in tables.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Exact => "exact",
            Kind::Prefix => "prefix",
            Kind::Substring => "substring",
            Kind::Typo => "typo",
        }
    }
}

/// So many queries, each with the name that it was made from.
pub fn made<'a>(kind: Kind, names: &[&'a str], count: usize) -> Vec<(String, &'a str)> {
    let mut random = Random::new(kind as u64 + 1);
    let long: Vec<&'a str> =
        names.iter().copied().filter(|name| name.chars().count() > 4).collect();
    (0..count)
        .map(|at| {
            let name = long[random.below(long.len())];
            let letters: Vec<char> = name.chars().collect();
            (one(kind, &letters, at, &mut random), name)
        })
        .collect()
}

fn one(kind: Kind, name: &[char], at: usize, random: &mut Random) -> String {
    let text = |letters: &[char]| letters.iter().collect::<String>();
    match kind {
        Kind::Exact => text(name),
        // As it is typed: one letter after the other.
        Kind::Prefix => text(&name[..1 + at % 4]).to_lowercase(),
        Kind::Substring => {
            let length = 3 + at % 2;
            let from = 1 + random.below(name.len() - length);
            text(&name[from..name.len().min(from + length)])
        }
        Kind::Typo => {
            let mut letters = name.to_vec();
            misspell(&mut letters, at % 4, random);
            text(&letters)
        }
    }
}

fn misspell(letters: &mut Vec<char>, way: usize, random: &mut Random) {
    let at = 1 + random.below(letters.len() - 2);
    match way {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = ['q', 'x', 'w', '7'][random.below(4)],
    }
}
