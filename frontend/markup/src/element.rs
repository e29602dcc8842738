//! An element, its attributes and what is within it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement};
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprBlock, ExprLit, Ident, Lit, Result, Stmt};

use crate::{block_of, component, text_of, view_of};

type Element = NodeElement<rstml::node::Infallible>;

/// Which elements a tag names: `a` and `title` are in both.
#[derive(Clone, Copy, PartialEq)]
pub enum Space {
    Html,
    Svg,
}

/// The expression that builds an element.
pub fn build(element: &Element, around: Space) -> Result<TokenStream> {
    let tag = element.name().to_string();
    let space = if tag == "svg" { Space::Svg } else { around };
    let begin = match space {
        Space::Html => quote!(crate::markup::element),
        Space::Svg => quote!(crate::markup::svg),
    };
    let mut built = quote_spanned!(element.name().span()=> #begin(#tag));
    // As Leptos does: what is within may borrow what an attribute then takes.
    let within = if tag == "foreignObject" { Space::Html } else { space };
    for child in &element.children {
        built.extend(child_call(child, within)?);
    }
    for attribute in element.attributes() {
        let call = match attribute {
            NodeAttribute::Attribute(attribute) => attribute_call(&tag, attribute)?,
            NodeAttribute::Block(block) => {
                return Err(Error::new(block.span(), "attributes cannot be spread"));
            }
        };
        built.extend(call);
    }
    Ok(built)
}

fn child_call(node: &Node, space: Space) -> Result<TokenStream> {
    if let Some(words) = text_of(node) {
        return Ok(quote!(.text(#words)));
    }
    match node {
        Node::Comment(_) => Ok(TokenStream::new()),
        Node::Element(element) if !component::is(element) => {
            let element = build(element, space)?;
            Ok(quote!(.within(#element)))
        }
        Node::Block(block) => {
            let block = block_of(block)?;
            Ok(quote_spanned!(block.span()=> .child(#block)))
        }
        node => {
            let view = view_of(node)?;
            Ok(quote_spanned!(view.span()=> .child(#view)))
        }
    }
}

fn attribute_call(tag: &str, attribute: &KeyedAttribute) -> Result<TokenStream> {
    let key = attribute.key.to_string();
    let value = attribute.value();
    let span = attribute.span();
    let needed = || value.ok_or_else(|| Error::new(attribute.key.span(), "this needs a value"));
    let Some((kind, name)) = key.split_once(':') else {
        return match (key.as_str(), value) {
            ("node_ref", _) => {
                let (kind, reference) = (leptos_element(tag, attribute), needed()?);
                Ok(quote_spanned!(span=> .node_ref::<#kind>(#reference)))
            }
            (name, None) => Ok(quote!(.word(#name, ""))),
            (name, Some(value)) if is_text(value) => Ok(quote!(.word(#name, #value))),
            (name, Some(value)) => Ok(set(quote!(Attribute), name, value)),
        };
    };
    match kind {
        "on" => Ok(listen(tag, name, needed()?, attribute)),
        "class" => Ok(set(quote!(Class), name, needed()?)),
        "style" => Ok(set(quote!(Style), name, needed()?)),
        "prop" => Ok(set(quote!(Property), name, needed()?)),
        "attr" => Ok(set(quote!(Attribute), name, needed()?)),
        // `xlink:href` and the like are attributes of their own.
        "xlink" | "xml" => Ok(set(quote!(Attribute), &key, needed()?)),
        _ => Err(Error::new(attribute.key.span(), format!("`{kind}:` is not supported"))),
    }
}

fn set(part: TokenStream, name: &str, value: &Expr) -> TokenStream {
    let value = without_braces(value);
    quote_spanned!(value.span()=> .set(crate::markup::Part::#part, #name, #value))
}

/// Braces end a value in markup; in a call they would be told to be needless.
pub fn without_braces(value: &Expr) -> &Expr {
    match value {
        Expr::Block(ExprBlock { block, label: None, .. }) => match &block.stmts[..] {
            [Stmt::Expr(inner, None)] => inner,
            _ => value,
        },
        _ => value,
    }
}

fn is_text(value: &Expr) -> bool {
    matches!(value, Expr::Lit(ExprLit { lit: Lit::Str(_), .. }))
}

/// `on:click`, or with the element as a type of its own `on:input:target`.
fn listen(tag: &str, event: &str, handler: &Expr, attribute: &KeyedAttribute) -> TokenStream {
    let span = attribute.span();
    let (event, is_targeted) = match event.strip_suffix(":target") {
        Some(event) => (event, true),
        None => (event, false),
    };
    let event = Ident::new(event, attribute.key.span());
    let event = quote!(::leptos::ev::#event);
    if !is_targeted {
        return quote_spanned!(span=> .on(#event, #handler));
    }
    let element = match tag {
        "input" => quote!(HtmlInputElement),
        "select" => quote!(HtmlSelectElement),
        "textarea" => quote!(HtmlTextAreaElement),
        _ => quote!(HtmlElement),
    };
    quote_spanned!(span=> .on_target::<::web_sys::#element, _>(#event, #handler))
}

/// Leptos' type of an element, for a reference to it: `leptos::html::Div`.
fn leptos_element(tag: &str, attribute: &KeyedAttribute) -> TokenStream {
    let mut letters = tag.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let name: String = first.into_iter().chain(letters).collect();
    let name = format_ident!("{name}", span = attribute.span());
    quote!(::leptos::html::#name)
}
