//! `view!`: markup in Leptos' own syntax, written as calls of `frontend::markup`; `html!`: the
//! same of what neither changes nor hears anything, written as text.
//!
//! Leptos makes a type of each element, and code for each type. Here all elements are values of
//! one type, and a tag, an attribute, an event or a child is one call: the app is paid for by
//! the byte. Components, their properties and whatever stands in braces stay Leptos' own.
//!
//! Not supported, and said so when it is compiled: spreading attributes, `use:`, `bind:` and
//! `let:`.

mod element;
mod component;
mod html;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::node::{Node, NodeBlock};
use syn::spanned::Spanned;
use syn::{Error, LitStr, Result};

use element::Space;

/// A view: one element, one component, or several of either.
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let view = rstml::parse2(tokens.into()).and_then(|nodes| fragment(&nodes));
    view.unwrap_or_else(Error::into_compile_error).into()
}

/// Markup as text: elements whose attributes and children are literals or values.
#[proc_macro]
pub fn html(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let text = rstml::parse2(tokens.into()).and_then(|nodes| html::of(&nodes));
    text.unwrap_or_else(Error::into_compile_error).into()
}

/// What stands side by side.
fn fragment(nodes: &[Node]) -> Result<TokenStream> {
    let shown: Vec<&Node> = nodes.iter().filter(|node| !matches!(node, Node::Comment(_))).collect();
    match shown[..] {
        [] => Ok(quote!(())),
        [only] => view_of(only),
        _ => {
            let views: Vec<_> = shown.into_iter().map(view_of).collect::<Result<_>>()?;
            Ok(quote! {
                crate::markup::several(::std::vec![
                    #(::leptos::prelude::IntoAny::into_any(#views)),*
                ])
            })
        }
    }
}

/// One node as an expression that is a view.
fn view_of(node: &Node) -> Result<TokenStream> {
    match node {
        Node::Element(element) if component::is(element) => component::call(element),
        Node::Element(element) => element::build(element, Space::Html),
        Node::Fragment(several) => fragment(&several.children),
        Node::Block(block) => block_of(block),
        node => match text_of(node) {
            Some(words) => Ok(quote!(#words)),
            None => Err(Error::new(node.span(), "`view!` cannot show this")),
        },
    }
}

/// Literal text, if it is that.
fn text_of(node: &Node) -> Option<LitStr> {
    match node {
        Node::Text(text) => Some(text.value.clone()),
        Node::RawText(text) => Some(LitStr::new(&text.to_string_best(), text.span())),
        _ => None,
    }
}

fn block_of(block: &NodeBlock) -> Result<TokenStream> {
    let block = block.try_block().ok_or_else(|| Error::new(block.span(), "not an expression"))?;
    let span: Span = block.span();
    Ok(quote_spanned!(span=> { #[allow(unused_braces)] #block }))
}
