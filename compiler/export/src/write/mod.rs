//! One file per format.

mod archive;
mod confext;
mod deb;
mod gzip;
mod numbers;
mod oci;

pub(crate) use confext::confext_release;
pub use confext::confext_tree;
pub(crate) use oci::ARTIFACT;

use crate::{Facts, Format, WriteError};
use std::io::Write;
use store::Generation;

/// Writes a tree in some format.
///
/// # Errors
/// What the receiver refuses, and what the format cannot carry. The receiver may then have got a part.
pub fn write(
    out: &mut dyn Write,
    generation: &Generation,
    format: Format,
    facts: &Facts,
) -> Result<(), WriteError> {
    match format {
        Format::Nar => Ok(generation.tree().write_nar(out)?),
        Format::Tar => archive::tree(out, generation.tree(), facts.time),
        Format::Deb => deb::write(out, generation, facts),
        Format::Oci => oci::write(out, generation, facts),
        Format::Confext => confext::write_image(out, generation, facts.time),
    }
}
