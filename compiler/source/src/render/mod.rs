//! Three ways to show a [`Report`](crate::Report): for people, in one line each, and as JSON.

mod excerpt;

mod human;
pub use human::{Color, human, human_accepted};

mod short;
pub use short::{short, short_accepted};

mod json;
pub use json::{json, json_accepted, json_diagnostics};
