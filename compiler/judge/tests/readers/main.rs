//! The real readers. Every hostile string that a format takes is written by our printer, read back by the
//! program that reads such files on a host, in a view of the Debian root, and compared byte for byte.
//!
//! Our own parsers have no say here. Each module is one reader; it writes all strings into one view and
//! reads them in one run. [`attacks`] shows the other side: what we refuse to write really does harm when
//! it is written by hand.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;
mod layer;

mod systemd;

mod shapes;

mod quadlet;

mod podman;

mod host_paths;

mod containers;

mod env;

mod nginx;

mod nft;

mod tmpfiles;

mod sysusers;

mod uwsgi;

mod shell;

mod attacks;
