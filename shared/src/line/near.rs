//! Which of some words is nearest to one that was mistyped.

/// The nearest word, if no more than a third of the letters is wrong; the first of equals.
pub(super) fn nearest<'a>(wrong: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest_within(wrong, words, |letters| (letters / 3).max(1))
}

/// The same with as many typos at most as a word of so many letters may have.
pub(super) fn nearest_within<'a>(
    wrong: &str,
    words: impl Iterator<Item = &'a str>,
    most: impl Fn(usize) -> usize,
) -> Option<&'a str> {
    let wrong = letters(wrong);
    let mut best: Option<(usize, &str)> = None;
    for word in words {
        let right = letters(word);
        let most = most(wrong.len().max(right.len()));
        if wrong.len().abs_diff(right.len()) > most {
            continue;
        }
        let typos = typos(&wrong, &right);
        if typos <= most && best.is_none_or(|(least, _)| typos < least) {
            best = Some((typos, word));
        }
    }
    // A word of two letters is one typo away from too much.
    best.filter(|(typos, _)| wrong.len() > 2 || *typos == 0).map(|(_, word)| word)
}

fn letters(word: &str) -> Vec<char> {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Letters to be put in, left out or changed.
fn typos(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_strange_one_has_none() {
        let words = ["hemilineage", "class", "subclass", "nt"];
        let check = |wrong, expected| {
            assert_eq!(nearest(wrong, words.into_iter()), expected, "{wrong}");
        };
        check("hemiliniage", Some("hemilineage"));
        check("clas", Some("class"));
        check("subclas", Some("subclass"));
        check("colour", None);
        check("nx", None);
    }
}
