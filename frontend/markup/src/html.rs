//! `html!`: markup that follows no signal and hears no event, as text.
//!
//! Whatever is known when the app is compiled is one literal; values are escaped in between.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement};
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprLit, Lit, Result};

use crate::element::without_braces;
use crate::{block_of, component, text_of};

type Element = NodeElement<rstml::node::Infallible>;

/// Elements that have no end tag.
const VOID: [&str; 5] = ["br", "hr", "img", "input", "wbr"];

/// Attributes that say something by being there: their value is a condition.
const SWITCHES: [&str; 2] = ["checked", "disabled"];

/// The expression that gives the text of these nodes.
pub fn of(nodes: &[Node]) -> Result<TokenStream> {
    let mut text = Text::default();
    nodes.iter().try_for_each(|node| text.node(node))?;
    text.end_literal();
    let calls = text.calls;
    Ok(quote! {{
        let mut html = crate::markup::Html::default();
        #calls
        html
    }})
}

#[derive(Default)]
struct Text {
    /// Text that no call writes yet.
    literal: String,
    calls: TokenStream,
}

impl Text {
    fn node(&mut self, node: &Node) -> Result<()> {
        if let Some(words) = text_of(node) {
            self.escaped(&words.value());
            return Ok(());
        }
        match node {
            Node::Comment(_) => Ok(()),
            Node::Element(element) => self.element(element),
            Node::Fragment(several) => several.children.iter().try_for_each(|node| self.node(node)),
            Node::Block(block) => {
                let value = block_of(block)?;
                self.call(quote_spanned!(block.span()=> html.show(#value);));
                Ok(())
            }
            node => Err(Error::new(node.span(), "`html!` cannot write this")),
        }
    }

    fn element(&mut self, element: &Element) -> Result<()> {
        if component::is(element) {
            let told = "`html!` has no components: call a function that gives `Html`";
            return Err(Error::new(element.span(), told));
        }
        let tag = element.name().to_string();
        self.literal.push('<');
        self.literal.push_str(&tag);
        for attribute in element.attributes() {
            match attribute {
                NodeAttribute::Attribute(attribute) => self.attribute(attribute)?,
                NodeAttribute::Block(block) => {
                    return Err(Error::new(block.span(), "attributes cannot be spread"));
                }
            }
        }
        self.literal.push('>');
        if VOID.contains(&tag.as_str()) {
            return Ok(());
        }
        element.children.iter().try_for_each(|node| self.node(node))?;
        self.literal.push_str("</");
        self.literal.push_str(&tag);
        self.literal.push('>');
        Ok(())
    }

    fn attribute(&mut self, attribute: &KeyedAttribute) -> Result<()> {
        let name = attribute.key.to_string();
        if name.contains(':') || name == "style" {
            let told = "text has attributes only, and none for a style of its own (the page's \
                        content security policy forbids that)";
            return Err(Error::new(attribute.key.span(), told));
        }
        let words = format!(" {name}");
        if let (Some(value), true) = (attribute.value(), SWITCHES.contains(&name.as_str())) {
            let holds = without_braces(value);
            self.call(quote_spanned!(value.span()=> if #holds { html.literal(#words); }));
            return Ok(());
        }
        self.literal.push_str(&words);
        let Some(value) = attribute.value() else { return Ok(()) };
        self.literal.push_str("=\"");
        match value {
            Expr::Lit(ExprLit { lit: Lit::Str(words), .. }) => self.escaped(&words.value()),
            value => {
                let value = without_braces(value);
                self.call(quote_spanned!(value.span()=> html.value(#value);));
            }
        }
        self.literal.push('"');
        Ok(())
    }

    fn escaped(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '&' => self.literal.push_str("&amp;"),
                '<' => self.literal.push_str("&lt;"),
                '>' => self.literal.push_str("&gt;"),
                '"' => self.literal.push_str("&quot;"),
                c => self.literal.push(c),
            }
        }
    }

    fn call(&mut self, call: TokenStream) {
        self.end_literal();
        self.calls.extend(call);
    }

    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            let literal = std::mem::take(&mut self.literal);
            self.calls.extend(quote!(html.literal(#literal);));
        }
    }
}
