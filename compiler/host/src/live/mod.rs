//! What runs on a host, beside what stands in its files.
//!
//! Programs of the host are asked, and nothing is told them. What they cannot be asked is said, never guessed.

mod nft;
mod podman;
mod programs;
mod secrets;
mod systemd;

pub use programs::{Answer, Programs, ThisHost};

use crate::Plan;
use std::collections::BTreeSet;
use std::fmt;
use tree::Scope;

/// What was seen of a running host, and what could not be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// What is not as the stack wants it, in the order of a look: units, tables, secrets, volumes, images.
    pub findings: Vec<Finding>,
    /// What could not be seen, and why.
    pub unseen: BTreeSet<Unseen>,
}

/// Something that runs, or is kept, in another way than the stack wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// In one word: `older-file`, `failed`, `inactive`, `not-loaded`, `masked`, `table`, `secret`, `volume`,
    /// `image`.
    pub kind: &'static str,
    /// Whose manager or podman it is about.
    pub scope: Scope,
    /// The unit, table, secret, volume or image.
    pub name: String,
    /// What is the matter with it, as a sentence that goes on after the name.
    pub matter: String,
    /// More about it, a sentence each.
    pub details: Vec<String>,
}

/// Something that could not be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unseen {
    /// What: `units (user 1001)`.
    pub what: String,
    /// Why, as a sentence.
    pub reason: String,
}

impl Live {
    /// Looks at all that a plan is about.
    pub fn of(plan: &Plan<'_>, programs: &impl Programs) -> Self {
        let mut live = Self::default();
        systemd::look(plan, programs, &mut live);
        nft::look(plan, programs, &mut live);
        secrets::look(plan, programs, &mut live);
        podman::look(plan, programs, &mut live);
        live
    }

    fn find(&mut self, kind: &'static str, scope: Scope, name: &str, matter: impl Into<String>) {
        self.findings.push(Finding {
            kind,
            scope,
            name: name.to_owned(),
            matter: matter.into(),
            details: Vec::new(),
        });
    }

    fn unseen(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        self.unseen.insert(Unseen {
            what: what.into(),
            reason: reason.into(),
        });
    }
}

impl fmt::Display for Finding {
    /// Writes the name, whose it is when it is not the host's, and what is the matter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            scope,
            name,
            matter,
            ..
        } = self;
        match scope {
            Scope::System => write!(f, "{name} {matter}"),
            Scope::User(_) => write!(f, "{name} ({scope}) {matter}"),
        }
    }
}

/// What a program said when it failed, in one line.
fn complaint(program: &str, answer: &Answer) -> String {
    let said = answer.stderr.lines().find(|line| !line.trim().is_empty());
    match said {
        Some(said) => format!("`{program}` says: {}", said.trim()),
        None => format!("`{program}` failed and said nothing"),
    }
}

/// A thing, and whose it is when it is not the host's.
fn of_scope(what: &str, scope: Scope) -> String {
    match scope {
        Scope::System => what.to_owned(),
        Scope::User(_) => format!("{what} ({scope})"),
    }
}
