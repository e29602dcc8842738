//! What `html!` writes: markup that neither changes nor hears anything, as text.
//!
//! The browser reads a text at once, where element by element each tag, attribute and child is a
//! call out of WebAssembly. Events of what is within are heard by an element around it, which
//! finds what is meant in attributes called `data-…`.

/// Text of HTML. Every value in it is escaped, so that a name is never markup.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    /// As the browser reads it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Markup that was known when the app was compiled; for `html!` only.
    #[inline(never)]
    pub fn literal(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// A value of an attribute; for `html!` only.
    pub fn value(&mut self, words: impl AsRef<str>) {
        self.escaped(words.as_ref());
    }

    /// What stands between tags; for `html!` only.
    pub fn show(&mut self, what: impl Show) {
        what.write_to(self);
    }

    #[inline(never)]
    fn escaped(&mut self, words: &str) {
        let mut from = 0;
        for (at, byte) in words.bytes().enumerate() {
            let entity = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => continue,
            };
            self.0.push_str(&words[from..at]);
            self.0.push_str(entity);
            from = at + 1;
        }
        self.0.push_str(&words[from..]);
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(all: I) -> Self {
        let mut joined = Html::default();
        all.into_iter().for_each(|html| joined.show(html));
        joined
    }
}

/// What can stand between tags.
pub trait Show {
    /// Writes it.
    fn write_to(self, html: &mut Html);
}

impl Show for &str {
    fn write_to(self, html: &mut Html) {
        html.escaped(self);
    }
}

impl Show for &String {
    fn write_to(self, html: &mut Html) {
        html.escaped(self);
    }
}

impl Show for String {
    fn write_to(self, html: &mut Html) {
        html.escaped(&self);
    }
}

impl Show for Html {
    fn write_to(self, html: &mut Html) {
        html.0.push_str(&self.0);
    }
}

impl<S: Show> Show for Option<S> {
    fn write_to(self, html: &mut Html) {
        self.into_iter().for_each(|it| it.write_to(html));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::html;

    #[test]
    fn a_name_is_never_markup() {
        for name in ["<img src=x onerror=alert(1)>", "\"><script>", "a&lt;b", "KCa'b'", "漢é𝄞"]
        {
            let Html(text) = html! { <b title=name class="x">{name}" & "{name}</b> };
            let escaped = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let escaped = escaped.replace('"', "&quot;");
            let expected =
                format!("<b title=\"{escaped}\" class=\"x\">{escaped} &amp; {escaped}</b>");
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn parts_stand_side_by_side_and_what_is_absent_leaves_nothing() {
        let parts: Html = ["a", "b"].into_iter().map(|it| html! { <i>{it}</i> }).collect();
        let absent: Option<Html> = None;
        let Html(text) = html! { <p>{parts}{absent}<input type="text"/></p> };
        assert_eq!(text, "<p><i>a</i><i>b</i><input type=\"text\"></p>");
    }

    #[test]
    fn a_switch_is_there_or_not() {
        let both = [true, false].map(|holds| html! { <input checked=holds/> });
        assert_eq!(both.map(|Html(text)| text), ["<input checked>", "<input>"]);
    }
}
