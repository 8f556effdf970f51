//! Three ways to show a [`Report`](crate::Report): for people, in one line each, and as JSON.

mod excerpt;

mod human;
pub use human::{Color, human};

mod short;
pub use short::short;

mod json;
pub use json::{json, json_diagnostics};
