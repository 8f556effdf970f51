//! Who can reach what on a host, and why.
//!
//! [`judge`] takes all stacks of a host, each with the nftables tables that are really written for it,
//! and gives every listening [`Endpoint`] a [`Verdict`] for IPv4 and for IPv6, with the [`Step`]s that
//! make it so. It does not look for typical mistakes: it sends packets through the tables.
//!
//! - [`Endpoint`]: who listens where, and which way packets take to it
//! - `ruleset`: all tables of the host, those of other tools included, ready to be asked
//! - `packet`: what is known of a packet, and whether a rule matches it: yes, no or perhaps
//! - `walk`: through chains and hooks, by the rules of netfilter
//! - `journey`: from somewhere to a port of the host, and back
//! - `verdict`: what the journeys from everywhere say together
//!
//! What is not known is never guessed. An interface without a name, or a rule of another tool that is
//! not understood, matches *perhaps*; both ways are followed, and what only one of them gives is said to
//! be perhaps so.

mod address;
pub use address::Family;

mod endpoint;
pub use endpoint::{Bound, Endpoint, Private, Way};

mod host;
pub use host::Member;

mod ruleset;

mod packet;

mod walk;

mod journey;

mod verdict;
pub use verdict::{Exposure, Judged, Judgement, Step, Verdict, judge};

mod rules;
pub use rules::RULES;

mod check;
pub use check::check;
