//! The one other name that a row shows below the type's own.

use std::sync::Arc;

use crate::names::fold;
use crate::neuron::NameKind;
use crate::ordering;
use crate::side::Side;
use crate::wire::{Name, Summary};

/// The first name of the best kind that says something new. [`NameKind`]s are declared in the
/// order in which they are wanted here.
pub(super) fn alias(summary: &Summary) -> Option<(NameKind, Arc<str>)> {
    let own = fold(&summary.name).key;
    let wanted = |name: &&Name| {
        !matches!(name.kind, NameKind::Type | NameKind::Note | NameKind::OntologyTerm)
    };
    let mut names: Vec<&Name> = summary.names.iter().filter(wanted).collect();
    ordering::sort_by_key(&mut names, |name| name.kind);
    let best = names.into_iter().find(|name| says_something_new(name, &own))?;
    Some((best.kind, Arc::from(best.name.as_str())))
}

/// A name that differs from the type's own in more than punctuation, and an instance in more
/// than its side.
fn says_something_new(name: &Name, own: &str) -> bool {
    let text = match Side::from_instance(&name.name) {
        Some(_) if name.kind == NameKind::Instance => &name.name[..name.name.len() - "_L".len()],
        _ => &name.name,
    };
    let key = fold(text).key;
    !key.is_empty() && key != own
}
