//! ini files of Python: what CKAN and supervisor read in what we print, and files of others that keep every
//! other byte.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../hostile/mod.rs"]
mod hostile;

mod edit;
mod reader;
mod supervisor;
mod text;

use formats::ini::python::Reader;

const READERS: [Reader; 2] = [Reader::Ckan, Reader::Supervisor];
