//! Text in HTML: names are the dataset's own, and may hold anything.

use std::fmt::{self, Write};

use askama::filters::{Escaper, Safe};

/// Escapes what has a meaning in HTML, and shows the characters that HTML cannot hold: control
/// characters as their pictures (`␀`), others as `�`. Any text comes out as text, between tags
/// and in quoted attributes.
#[derive(Debug, Clone, Copy)]
pub struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(needs_escaping) {
            dest.write_str(&rest[..at])?;
            let Some(special) = rest[at..].chars().next() else { break };
            write_special(&mut dest, special)?;
            rest = &rest[at + special.len_utf8()..];
        }
        dest.write_str(rest)
    }
}

fn needs_escaping(c: char) -> bool {
    matches!(c, '<' | '>' | '&' | '"' | '\'') || is_forbidden(c)
}

/// Whether HTML must not hold it: a control character other than white space, or what is no
/// character at all.
pub fn is_forbidden(c: char) -> bool {
    let is_white_space = matches!(c, '\t' | '\n');
    let is_no_character = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    c.is_control() && !is_white_space || is_no_character
}

fn write_special(dest: &mut impl Write, c: char) -> fmt::Result {
    match c {
        '<' => dest.write_str("&lt;"),
        '>' => dest.write_str("&gt;"),
        '&' => dest.write_str("&amp;"),
        '"' => dest.write_str("&quot;"),
        '\'' => dest.write_str("&#39;"),
        '\0'..='\u{1f}' => dest.write_char(picture(0x2400 + u32::from(c))),
        '\u{7f}' => dest.write_char('\u{2421}'),
        _ => dest.write_char(char::REPLACEMENT_CHARACTER),
    }
}

fn picture(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// A text that does not turn the direction of what stands beside it: in `<bdi>`, but for plain
/// ASCII, which cannot and is all that most tables have.
#[derive(Debug, Clone, Copy)]
pub struct Isolated<'a>(&'a str);

impl fmt::Display for Isolated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_ascii() {
            return Html.write_escaped_str(f, self.0);
        }
        f.write_str("<bdi>")?;
        Html.write_escaped_str(&mut *f, self.0)?;
        f.write_str("</bdi>")
    }
}

/// The same where there are no elements, as in a title: between the characters that isolate.
pub fn isolated_plain(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_owned(),
        false => format!("\u{2068}{text}\u{2069}"),
    }
}

/// What templates call.
pub mod filters {
    use super::{Isolated, Safe};

    /// See [`Isolated`].
    #[askama::filter_fn]
    pub fn isolated<'a>(
        text: &'a str,
        _: &dyn askama::Values,
    ) -> askama::Result<Safe<Isolated<'a>>> {
        Ok(Safe(Isolated(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut html = String::new();
        Html.write_escaped_str(&mut html, text).expect("a string takes all");
        html
    }

    #[test]
    fn what_has_a_meaning_is_escaped_and_what_html_cannot_hold_is_shown() {
        let check = |text, expected| assert_eq!(escaped(text), expected);
        check("KCa'b' <x> & \"y\"", "KCa&#39;b&#39; &lt;x&gt; &amp; &quot;y&quot;");
        check("&#39; &apos;", "&amp;#39; &amp;apos;");
        check("a\0b\u{1}\u{1f}\u{7f}", "a\u{2400}b\u{2401}\u{241f}\u{2421}");
        check("a\r\nb\tc", "a\u{240d}\nb\tc");
        check("\u{85}\u{fffe}\u{10ffff}\u{1f9d0}", "\u{fffd}\u{fffd}\u{fffd}\u{1f9d0}");
    }

    #[test]
    fn only_what_could_turn_the_direction_is_isolated() {
        assert_eq!(Isolated("a<b").to_string(), "a&lt;b");
        assert_eq!(Isolated("\u{202e}gnp").to_string(), "<bdi>\u{202e}gnp</bdi>");
        assert_eq!(isolated_plain("\u{202e}gnp"), "\u{2068}\u{202e}gnp\u{2069}");
        assert_eq!(isolated_plain("EPG"), "EPG");
    }
}
