//! ini files as `configparser` of Python reads them, for CKAN and supervisor.
//!
//! A file of ours is a [`File`]. A file of others, of which a stack owns single keys, is edited by
//! [`set_key`] and [`remove_key`], which keep every other byte:
//!
//! ```
//! use formats::ini::python::{Document, Reader, Value, set_key};
//! use formats::ini::{Key, SectionName};
//!
//! let text = "\
//! ## CKAN - Pylons configuration
//! [app:main]
//! use = egg:ckan
//! ckan.plugins = stats
//!     text_view
//! ; the title
//! ckan.site_title =CKAN
//! ";
//! let (section, key) = (SectionName::parse("app:main")?, Key::parse("ckan.plugins")?);
//! let text = set_key(text, Reader::Ckan, &section, &key, &Value::text(Reader::Ckan, "dcor_theme")?)?;
//! let key = Key::parse("ckan.site_title")?;
//! let text = set_key(&text, Reader::Ckan, &section, &key, &Value::text(Reader::Ckan, "100% DCOR")?)?;
//! assert_eq!(text, "\
//! ## CKAN - Pylons configuration
//! [app:main]
//! use = egg:ckan
//! ckan.plugins = dcor_theme
//! ; the title
//! ckan.site_title =100%% DCOR
//! ");
//! let document = Document::read(&text, Reader::Ckan)?;
//! assert_eq!(document.value("app:main", "ckan.site_title"), Some("100%% DCOR"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod syntax;
pub use syntax::{Entry, File, Item, Reader, Section};

mod value;
pub use value::{Piece, Value};

mod print;
pub use print::print;

mod parse;
pub use parse::parse;

mod lines;

mod document;
pub use document::{Document, RawOption};

mod edit;
pub use edit::{remove_key, set_key};
