//! nftables: tables, sets, chains and rules; the part of the language that a firewall of services needs.
//!
//! A file replaces its own tables atomically and touches no other:
//!
//! ```
//! use formats::nft::{
//!     Base, Chain, Comment, Family, File, Interface, Match, Name, Port, Priority, Rule, Table,
//!     Transport, Verdict, check,
//! };
//!
//! let web = Rule::new(
//!     [
//!         Match::from_interface(Interface::parse("ens5")?),
//!         Match::to_port(Transport::Tcp, Port::new(80)?),
//!     ],
//!     Verdict::RedirectTo(Port::new(8080)?),
//! )
//! .commented(Comment::new("900 http")?);
//! let table = Table {
//!     chains: vec![Chain {
//!         base: Some(Base::nat_prerouting(Priority::DSTNAT)),
//!         rules: vec![web],
//!         ..Chain::new(Name::parse("prerouting")?)
//!     }],
//!     ..Table::new(Family::Inet, Name::parse("stackc_wiki")?)
//! };
//! assert_eq!(check(&table), []);
//!
//! let file = File { header: vec![], tables: vec![table] };
//! assert_eq!(file.print().text, "\
//! table inet stackc_wiki
//! delete table inet stackc_wiki
//! table inet stackc_wiki {
//! \tchain prerouting {
//! \t\ttype nat hook prerouting priority dstnat; policy accept;
//! \t\tiifname \"ens5\" tcp dport 80 redirect to :8080 comment \"900 http\"
//! \t}
//! }
//! ");
//! assert_eq!(File::parse(&file.print().text).unwrap(), file);
//! # Ok::<(), formats::Refused>(())
//! ```

mod syntax;
pub use syntax::{
    Base, Chain, ChainKind, Elements, Family, File, Hook, Policy, Priority, Set, Table,
};

mod rule;
pub use rule::{
    ConnectionState, ConnectionStatus, Direction, Is, Match, OneOrMore, Operand, Protocol, Rule,
    Side, Statement, Transport, Verdict,
};

mod keywords;

mod text;
pub use text::{Comment, HeaderLine, Interface, LogPrefix, Name};

mod address;
pub use address::{Port, PortRange, PrefixV4, PrefixV6};

mod lex;
mod parse;
mod parse_rule;
mod print;
mod words;

mod listing;
pub use listing::{Effect, ListedBase, ListedChain, ListedRule, ListedTable, Listing};

mod check;
pub use check::{Finding, Problem, check};

/// The releases that are written for, as the `README.md` has them.
pub const RELEASES: crate::Releases = crate::Releases {
    oldest: crate::Version::new(1, 0, 6),
    newest: crate::Version::new(1, 1, 6),
    n_numbers: 2,
};
