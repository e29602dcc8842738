//! Lists of names or body ids that are pasted into the search box.

use std::collections::HashMap;

use super::query::without_wrapping;
use crate::index::{Index, TypeId};
use crate::names::{Greek, fold_as, with_punctuation};
use crate::ordering;

/// The parts of a pasted list: parted by lines, tabs, semicolons and by commas outside of
/// brackets, or body ids parted by spaces; without quotes, and without the brackets of a list in
/// Python or R. Empty where there are not two that look like a name or a body id: then the text
/// is no list.
pub fn pasted(text: &str) -> Vec<&str> {
    let text = without_list_brackets(text.trim());
    let mut parts: Vec<&str> = parts(text).into_iter().filter_map(part).collect();
    if let [one] = parts[..] {
        let words: Vec<&str> = one.split_whitespace().collect();
        if words.iter().all(|word| is_body_id(word)) {
            parts = words;
        }
    }
    if parts.len() > 1 { parts } else { Vec::new() }
}

fn without_list_brackets(text: &str) -> &str {
    const LISTS: [(&str, char); 4] = [("c(", ')'), ("[", ']'), ("(", ')'), ("{", '}')];
    let within = |(open, close): &(&str, char)| text.strip_prefix(open)?.strip_suffix(*close);
    LISTS.iter().find_map(within).filter(|within| brackets_close(within)).unwrap_or(text)
}

/// Whether the brackets of a text are all of its own: those of `(a), (b)` without its ends are not.
fn brackets_close(text: &str) -> bool {
    let mut depth = 0;
    text.chars().all(|c| {
        depth += nesting(c);
        depth >= 0
    }) && depth == 0
}

fn nesting(c: char) -> i32 {
    match c {
        '(' | '[' | '{' => 1,
        ')' | ']' | '}' => -1,
        _ => 0,
    }
}

fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|c| {
        depth = match c {
            // A bracket that is never closed does not swallow the lines after it.
            '\n' | '\r' => 0,
            _ => (depth + nesting(c)).max(0),
        };
        matches!(c, '\n' | '\r' | '\t' | ';') || (c == ',' && depth == 0)
    })
    .collect()
}

/// A part without what stands around it, if it looks like a name or a body id.
fn part(text: &str) -> Option<&str> {
    /// The longest name of a type in any dataset has some 70.
    const LONGEST: usize = 120;
    let part = without_wrapping(text);
    (part.len() <= LONGEST && part.contains(char::is_alphanumeric)).then_some(part)
}

/// Whether a text may be a body id.
fn is_body_id(text: &str) -> bool {
    (5..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the parts of a pasted list are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolved {
    /// The types that are meant, each once, in the order of the list.
    pub found: Vec<TypeId>,
    /// Names that several types have, with these types, in the natural order of their names.
    pub ambiguous: Vec<(String, Vec<TypeId>)>,
    /// Names that no type has.
    pub not_found: Vec<String>,
    /// Body ids; whose they are the server knows.
    pub ids: Vec<String>,
}

/// Finds out what the parts of a list are: exactly the name of a type, else a body id, else the
/// name of a type case, Greek, punctuation and spaces aside, else another name of a type. Of
/// several types those go first that agree in punctuation.
pub fn resolve(index: &Index, names: &[&str]) -> Resolved {
    let mut resolved = Resolved::default();
    let meant = by_folded_name(index, names);
    for (name, mut types) in names.iter().zip(meant) {
        if let Some(id) = index.find(name) {
            types = vec![id];
        } else if is_body_id(name) {
            push_new(&mut resolved.ids, (*name).to_owned());
            continue;
        }
        match types[..] {
            [] => push_new(&mut resolved.not_found, (*name).to_owned()),
            [id] => push_new(&mut resolved.found, id),
            _ => push_new(&mut resolved.ambiguous, ((*name).to_owned(), types)),
        }
    }
    resolved
}

fn push_new<T: PartialEq>(to: &mut Vec<T>, new: T) {
    if !to.contains(&new) {
        to.push(new);
    }
}

/// By name, the types that have it, case, Greek, punctuation and spaces aside. One walk over all
/// names, however many are asked for.
fn by_folded_name(index: &Index, names: &[&str]) -> Vec<Vec<TypeId>> {
    let mut wanted: HashMap<String, Vec<(usize, Greek)>> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        for greek in Greek::ways(name) {
            wanted.entry(fold_as(name, *greek).key).or_default().push((at, *greek));
        }
    }
    // The best ones of each name: whether it is another name, whether punctuation differs.
    let mut best: Vec<((bool, bool), Vec<TypeId>)> = vec![((true, true), Vec::new()); names.len()];
    for (at, key) in index.names.keys().iter().enumerate() {
        let folded = index.names.folded(at);
        for (name, greek) in wanted.get(folded).into_iter().flatten() {
            let punctuated = index.names.punctuated(at).unwrap_or(folded);
            let differs = punctuated != with_punctuation(names[*name], *greek);
            let (order, types) = &mut best[*name];
            if (key.other_name, differs) < *order {
                *order = (key.other_name, differs);
                types.clear();
            }
            if (key.other_name, differs) == *order {
                push_new(types, key.id);
            }
        }
    }
    let in_order = |(_, mut types): (_, Vec<TypeId>)| {
        ordering::sort_by_key(&mut types, |id| index.natural_places()[*id as usize]);
        types
    };
    best.into_iter().map(in_order).collect()
}
