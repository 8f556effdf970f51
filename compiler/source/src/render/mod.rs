//! Four ways to show a [`Report`](crate::Report): for people, in one line each, as JSON, and as
//! SARIF.

mod excerpt;

mod human;
pub use human::{Color, human, human_accepted};

mod short;
pub use short::{short, short_accepted};

mod json;
pub use json::{json, json_accepted, json_diagnostics};

mod sarif;
pub use sarif::sarif;
