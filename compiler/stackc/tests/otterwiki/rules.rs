//! R: the rules for every stack, as far as they say something about the wiki.

mod values;

mod units;

mod servers;

mod host;

use crate::deployment::{Deployment, Variant};

/// Every variant with its tree.
fn all() -> impl Iterator<Item = (Variant, &'static Deployment)> {
    Variant::ALL
        .into_iter()
        .map(|variant| (variant, variant.built()))
}
