//! String literals of the languages that people and programs paste names into.
//!
//! Each writer's literal means exactly the text it was given, whatever that holds: the text is
//! never looked at for what it might mean, only for the characters that would end or change the
//! literal. This file knows no queries.

/// Appends a Cypher literal that means exactly this text on every version of Neo4j that decodes
/// `\uXXXX` (4.2 and later), before and after neuPrintHTTP's rewriting: every backslash is
/// doubled, since `\u0027` becomes a quote before literals are looked for, and a colon is escaped,
/// since neuPrintHTTP puts the dataset's labels in the place of `:Neuron`, `:Cell` … within
/// literals too.
pub fn cypher(text: &mut String, value: &str) {
    text.push('\'');
    for c in value.chars() {
        match c {
            '\\' => text.push_str(r"\\"),
            '\'' => text.push_str(r"\'"),
            '\n' => text.push_str(r"\n"),
            '\r' => text.push_str(r"\r"),
            '\t' => text.push_str(r"\t"),
            '\u{8}' => text.push_str(r"\b"),
            '\u{c}' => text.push_str(r"\f"),
            ':' | '\0'..'\u{20}' | '\u{7f}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                escape(text, 'u', 4, c);
            }
            _ => text.push(c),
        }
    }
    text.push('\'');
}

/// Appends a Python literal (`'…'`).
pub fn python(text: &mut String, value: &str) {
    text.push('\'');
    for c in value.chars() {
        match c {
            '\\' => text.push_str(r"\\"),
            '\'' => text.push_str(r"\'"),
            '\n' => text.push_str(r"\n"),
            '\r' => text.push_str(r"\r"),
            '\t' => text.push_str(r"\t"),
            c if is_hidden(c) => escape(text, 'u', 4, c),
            _ => text.push(c),
        }
    }
    text.push('\'');
}

/// Appends an R literal (`"…"`). R has no strings with a NUL in them; [`r_can_hold`] says so.
pub fn r(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars() {
        match c {
            '\\' => text.push_str(r"\\"),
            '"' => text.push_str("\\\""),
            '\n' => text.push_str(r"\n"),
            '\r' => text.push_str(r"\r"),
            '\t' => text.push_str(r"\t"),
            c if is_hidden(c) => escape(text, 'u', 4, c),
            _ => text.push(c),
        }
    }
    text.push('"');
}

/// Whether an R string can hold this text.
pub fn r_can_hold(value: &str) -> bool {
    !value.contains('\0')
}

/// What an editor would not show, or would take for the end of a line or for another direction
/// of writing. All of these are below U+10000, so four hexadecimal digits name them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn escape(text: &mut String, letter: char, digits: usize, c: char) {
    text.push('\\');
    text.push(letter);
    for digit in (0..digits as u32).rev() {
        let value = (u32::from(c) >> (4 * digit)) & 0xf;
        text.extend(char::from_digit(value, 16));
    }
}
