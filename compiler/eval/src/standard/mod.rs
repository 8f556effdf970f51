//! The language's standard library, without its documentation.
//!
//! Three quarters of its text are documentation, which every evaluation would read again. What is left is the
//! same, token for token: `tests/standard.rs` makes these files of those of the language, and compares.

use nickel_lang_core::cache::CacheHub;
use nickel_lang_core::files::Files;
use nickel_lang_core::stdlib::{self, StdlibModule};

/// Gives a hub, in which nothing is parsed yet, the texts below in place of its own.
pub(crate) fn give(hub: &mut CacheHub) {
    let modules = stdlib::modules().map(|module| (module.file_name(), text(module)));
    hub.sources.files = Files::new(modules);
}

fn text(module: StdlibModule) -> &'static str {
    match module {
        StdlibModule::Std => include_str!("std.ncl"),
        StdlibModule::Internals => include_str!("internals.ncl"),
    }
}
