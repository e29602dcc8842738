//! One typo: a letter more, less, other, or two swapped.

/// Whether a text begins with a query, but for at most one typo. Both are UTF-8.
///
/// The first difference settles it: whatever single change makes the two agree can be made
/// there, and then the rest has to agree as it is.
pub(super) fn begins_but_for_one_typo(text: &[u8], query: &[u8]) -> bool {
    let same = text.iter().zip(query).take_while(|(a, b)| a == b).count();
    let same = start_of_character(query, same);
    let (text, query) = (&text[same..], &query[same..]);
    let Some((typed, query_rest)) = first_character(query) else {
        return true;
    };
    // A letter more than the text has, here; all there is to try at the text's end.
    if begins(text, query_rest) {
        return true;
    }
    let Some((meant, text_rest)) = first_character(text) else {
        return false;
    };
    let other = || begins(text_rest, query_rest);
    let less = || begins(text_rest, query);
    other() || less() || swapped((typed, query_rest), (meant, text_rest))
}

/// `starts_with`, for texts that mostly differ at once: calling memcmp takes longer.
fn begins(text: &[u8], with: &[u8]) -> bool {
    text.len() >= with.len() && text.iter().zip(with).all(|(a, b)| a == b)
}

type Split<'a> = (&'a [u8], &'a [u8]);

fn swapped((typed, query_rest): Split, (meant, text_rest): Split) -> bool {
    match (first_character(query_rest), first_character(text_rest)) {
        (Some((typed_next, query_rest)), Some((meant_next, text_rest))) => {
            typed == meant_next && typed_next == meant && begins(text_rest, query_rest)
        }
        _ => false,
    }
}

/// The first character and what follows it.
fn first_character(text: &[u8]) -> Option<Split<'_>> {
    let rest = text.iter().skip(1).take_while(|byte| is_continuation(**byte)).count();
    (!text.is_empty()).then(|| text.split_at(1 + rest))
}

/// Where the character starts that a byte belongs to.
fn start_of_character(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(|byte| is_continuation(*byte)) {
        at -= 1;
    }
    at
}

fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}
