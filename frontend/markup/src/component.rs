//! The call of a component, as Leptos writes it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use rstml::node::{NodeAttribute, NodeElement};
use syn::spanned::Spanned;
use syn::{Error, Result};

use crate::fragment;

type Element = NodeElement<rstml::node::Infallible>;

/// Whether a tag names a component: `<Row/>`, `<super::Row/>`.
pub fn is(element: &Element) -> bool {
    let name = element.name().to_string();
    let last = name.rsplit("::").next().unwrap_or(&name).trim();
    last.starts_with(|letter: char| letter.is_ascii_uppercase())
}

/// The expression that calls it.
pub fn call(element: &Element) -> Result<TokenStream> {
    let name = element.name();
    let mut properties = TokenStream::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else {
            return Err(Error::new(attribute.span(), "properties cannot be spread"));
        };
        let key = &attribute.key;
        if key.to_string().contains(':') {
            return Err(Error::new(key.span(), "a component takes properties only"));
        }
        let value = attribute.value().map_or_else(|| quote!(#key), |value| quote!(#value));
        properties.extend(quote_spanned!(value.span()=> .#key(#[allow(unused_braces)] { #value })));
    }
    if !element.children.is_empty() {
        let children = fragment(&element.children)?;
        properties.extend(quote! {
            .children(::leptos::children::ToChildren::to_children(move || #children))
        });
    }
    let generics = &element.open_tag.generics;
    let generics = generics.lt_token.map(|_| quote!(::#generics));
    Ok(quote! {
        ::leptos::component::component_view(
            &#name,
            ::leptos::component::component_props_builder(&#name #generics) #properties .build(),
        )
    })
}
