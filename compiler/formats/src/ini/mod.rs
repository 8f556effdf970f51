//! Sections of `key = value` lines, in the dialects of the programs that read them.
//!
//! Dialects differ in what a value may hold, so a [`Value`] belongs to one:
//!
//! ```
//! use formats::ini::{Dialect, Entry, File, Key, Piece, Section, SectionName, Value};
//!
//! let entries = [
//!     Entry::new(Key::parse("socket")?, Value::text(Dialect::Uwsgi, ":9090")?),
//!     Entry::new(Key::parse("log-date")?, Value::text(Dialect::Uwsgi, "%Y-%m-%d")?),
//!     Entry::new(
//!         Key::parse("pidfile")?,
//!         Value::with_magic(&[Piece::text("/run/ckan/"), Piece::Magic('n'), Piece::text(".pid")])?,
//!     ),
//! ];
//! let file = File::new(Dialect::Uwsgi, [Section::new(SectionName::parse("uwsgi")?, entries)]);
//!
//! assert_eq!(file.print().text, "\
//! [uwsgi]
//! socket = :9090
//! log-date = %%Y-%%m-%%d
//! pidfile = /run/ckan/%n.pid
//! ");
//! assert_eq!(File::parse(Dialect::Uwsgi, &file.print().text).unwrap(), file);
//! # Ok::<(), formats::Refused>(())
//! ```

mod syntax;
pub use syntax::{Comment, Dialect, Entry, File, Item, Key, Section, SectionName};

mod value;
pub use value::{Piece, Value};

mod parse;
mod print;

mod tables;
pub use tables::{Argument, UWSGI_OPTIONS, UwsgiOption, uwsgi_option};

pub mod python;

pub mod supervisor;
