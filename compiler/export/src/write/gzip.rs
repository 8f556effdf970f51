//! gzip, with nothing in its header that changes.

use flate2::{Compression, GzBuilder};
use std::io::{self, Write as _};

/// Compresses as much as can be; neither name nor time of a file is written.
pub(super) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let builder = GzBuilder::new().mtime(0).operating_system(255);
    let mut encoder = builder.write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
