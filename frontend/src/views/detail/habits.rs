//! How a person looks at types: kept from one type to the next.

use leptos::prelude::*;
use shared::neuron_table::Order;
use shared::partner_table::{Least, PartnerOrder};

/// The choices. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct Habits {
    /// Whether left and right parts of regions are shown.
    pub parts: RwSignal<bool>,
    /// Whether regions are shown by their full names, too.
    pub full_names: RwSignal<bool>,
    /// Whether the threshold of partners is a share, rather than connections per neuron.
    pub by_share: RwSignal<bool>,
    /// The step of the threshold of partners.
    pub step: RwSignal<usize>,
    /// The order of partners.
    pub partners: RwSignal<PartnerOrder>,
    /// The order of neurons.
    pub neurons: RwSignal<Order>,
}

impl Habits {
    /// Those of somebody who has chosen nothing yet.
    pub fn new() -> Habits {
        Habits {
            parts: RwSignal::new(false),
            full_names: RwSignal::new(false),
            by_share: RwSignal::new(false),
            step: RwSignal::new(0),
            partners: RwSignal::new(PartnerOrder::Connections),
            neurons: RwSignal::new(Order::default()),
        }
    }

    /// The threshold of partners.
    pub fn least(self) -> Least {
        let step = self.step.get();
        if self.by_share.get() { Least::share(step) } else { Least::per_neuron(step) }
    }
}

/// The habits, from within the detail.
pub fn use_habits() -> Habits {
    expect_context::<Habits>()
}
