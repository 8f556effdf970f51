//! nginx configuration: syntax, text, the directives of every release, and what `nginx -t` would say.
//!
//! A site is built from [`Directive`]s whose [`Parameter`]s were made by an encoder, so that nothing
//! a user wrote can end a parameter, open a block or become a variable:
//!
//! ```
//! use formats::nginx::{Context, Directive, File, Parameter, Piece, check};
//! use formats::Version;
//!
//! let server = Directive::block("server", [], [
//!     Directive::simple("listen", [Parameter::keyword("443"), Parameter::keyword("ssl")]),
//!     Directive::simple("server_name", [Parameter::literal("wiki.example.org")?]),
//!     Directive::simple("add_header", [
//!         Parameter::keyword("X-Price"),
//!         Parameter::header_value(&[Piece::Literal("$5 for "), Piece::Variable("host")])?,
//!         Parameter::keyword("always"),
//!     ]),
//! ]);
//! let file = File::new([server]);
//!
//! assert_eq!(file.print().text, "\
//! server {
//!     listen 443 ssl;
//!     server_name wiki.example.org;
//!     add_header X-Price \"${dollar}5 for $host\" always;
//! }
//! ");
//! assert!(file.needs_dollar()); // so `dollar_block()` must stand once in `http`
//! assert_eq!(check(&file.items, Context::Http, Version::new(1, 26, 3)), []);
//! assert_eq!(File::parse(&file.print().text).unwrap(), file);
//! # Ok::<(), formats::Refused>(())
//! ```
//!
//! What a user adds by hand is parsed by the same [`File::parse`] and judged by the same [`check`].
//! Rules between servers (one address, one set of options; one name, one server) are in
//! [`conflicts`]. What nginx accepts and nobody should write is found by [`weaknesses`].

mod syntax;
pub use syntax::{Comment, Directive, File, Item, Line, Place};

mod parameter;
pub use parameter::{LONGEST_PARAMETER, Parameter, Piece};

mod dollar;
pub use dollar::dollar_block;

mod lex;
mod parse;
mod print;

mod names;
pub use names::{Endpoint, HeaderName, Host, HostPort, SocketPath};

mod server_name;
pub use server_name::ServerName;

mod location;
pub use location::{Location, Modifier};

mod listen;
pub use listen::{Listen, ListenAddress};

mod versions;
pub use versions::{Http2, http2, reject_handshake};

mod tables;
pub use tables::{Arguments, Context, DIRECTIVES, Expansion, Specification, ValueKind, lookup};

mod values;

mod variables;
pub use variables::{is_variable, variables};

mod check;
pub use check::check;

mod finding;
pub use finding::{Finding, Problem};

mod shared;

mod conflicts;
pub use conflicts::{Conflict, ConflictKind, conflicts};

mod lint;
pub use lint::{Build, Weakness, WeaknessKind, weaknesses};

/// The releases that are written for, as the `README.md` has them.
pub const RELEASES: crate::Releases = crate::Releases {
    oldest: crate::Version::new(1, 22, 0),
    newest: crate::Version::new(1, 31, 4),
    n_numbers: 2,
};
