//! What a configuration that nginx accepts should not say: holes, and settings that mean something else.
//!
//! The list is that of the analyser gixy-ng 0.2.59 and a little more; `docs/nginx-security.md` has the whole
//! of it. Each check is a file in `checks`: it looks at one block at a time, with all that surrounds it.
//! Variables are followed to where a client can choose them ([`influence`]), and regular expressions are
//! read rather than tried ([`regex`]).

mod checks;
mod frame;
mod influence;
mod regex;
mod text;

use super::{Context, Directive, Item, Place};
use crate::Version;
use checks::CHECKS;
use frame::Frame;
use influence::Declared;
use source::Severity;
use std::collections::BTreeSet;

/// What is known of the nginx that reads the configuration.
#[derive(Clone, Copy, Debug)]
pub struct Build {
    /// Its release.
    pub nginx: Version,
    /// The release of its OpenSSL, where it is known.
    pub openssl: Option<Version>,
}

/// Something that a configuration should not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weakness {
    /// What kind of thing.
    pub kind: WeaknessKind,
    /// An error is what fails or is unsafe on every host.
    pub severity: Severity,
    /// The headline.
    pub headline: String,
    /// What says it, and a word about it.
    pub place: (Place, &'static str),
    /// Another party, and a word about it.
    pub other: Option<(Place, &'static str)>,
    /// What to do.
    pub hint: &'static str,
}

/// The kinds of weaknesses, one for each file of `checks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WeaknessKind {
    /// An `alias` leads out of its folder.
    AliasTraversal,
    /// An application is told a host name that the client made up.
    HostSpoofing,
    /// A line break of the client ends a header or a request line.
    HttpSplitting,
    /// A client chooses which server is asked.
    RequestForgery,
    /// Names of servers are resolved once, by nobody, or by strangers.
    NameResolution,
    /// `if` in a location does more than to answer or rewrite.
    IfInLocation,
    /// TLS is spoken in a way that is broken.
    WeakTls,
    /// Browsers are not told to come back by https.
    TransportSecurity,
    /// Answers name the release of nginx.
    VersionShown,
    /// A directive of a block takes those of the surrounding one away.
    LostInheritance,
    /// A header is not what it seems.
    MalformedHeader,
    /// A regular expression takes for ever.
    ExplosiveRegex,
    /// A regular expression says more or less than it means.
    LooseRegex,
    /// Who links or calls is checked in a way that strangers pass.
    OriginCheck,
    /// What restricts access does not.
    AccessBypassed,
    /// What is the host's own can be asked for.
    ExposedInternals,
    /// A path is changed before an application sees it.
    DecodedPath,
    /// A directive means something else than it says.
    Misreading,
    /// A limit is reached before the one that was meant.
    ServerLimits,
    /// A setting of TLS has no effect, or keeps nginx from starting.
    TlsSetting,
}

/// What the items of a block should not say, in the order of the text; one finding for each cause.
///
/// The context is that of the items: [`Context::Main`] for a whole `nginx.conf`, [`Context::Http`] for a
/// file of `conf.d`.
pub fn weaknesses(items: &[Item], context: Context, build: Build) -> Vec<Weakness> {
    let top = Frame::top(items, context);
    let mut walk = Walk {
        build,
        declared: Declared::default(),
        found: Vec::new(),
    };
    collect(&top, items, &mut walk.declared);
    walk.declared.settle();
    walk.block(&top, items);
    let mut known = BTreeSet::new();
    // A header that is repeated in many blocks is one cause.
    walk.found.retain(|it| {
        let cause = it
            .place
            .0
            .cause
            .0
            .as_ref()
            .map(|origin| origin.path().to_string());
        cause.is_none() || known.insert((it.kind, cause, it.headline.clone()))
    });
    walk.found
}

struct Walk<'a> {
    build: Build,
    declared: Declared<'a>,
    found: Vec<Weakness>,
}

impl<'a> Walk<'a> {
    fn block(&mut self, frame: &Frame<'_, 'a>, items: &'a [Item]) {
        let scope = Scope {
            frame,
            build: self.build,
            declared: &self.declared,
        };
        for check in CHECKS {
            check(&scope, &mut self.found);
        }
        for (directive, block, context) in blocks(frame, items) {
            self.block(&Frame::inside(frame, directive, block, context), block);
        }
    }
}

/// What a check sees: a block, what surrounds it, and what is known of the whole.
struct Scope<'s> {
    frame: &'s Frame<'s, 's>,
    build: Build,
    declared: &'s Declared<'s>,
}

fn collect<'a>(frame: &Frame<'_, 'a>, items: &'a [Item], declared: &mut Declared<'a>) {
    declared.add(frame);
    for (directive, block, context) in blocks(frame, items) {
        collect(
            &Frame::inside(frame, directive, block, context),
            block,
            declared,
        );
    }
}

/// The blocks of directives in a block; those of data, such as `map`, are not among them.
fn blocks<'a>(
    frame: &Frame<'_, 'a>,
    items: &'a [Item],
) -> Vec<(&'a Directive, &'a [Item], Context)> {
    let directives = items.iter().filter_map(Item::directive);
    let blocks = directives.filter_map(|directive| {
        let context = frame.context.inside(directive.name.as_str())?;
        Some((directive, directive.block.as_deref()?, context))
    });
    blocks.collect()
}

impl Weakness {
    fn new(
        kind: WeaknessKind,
        severity: Severity,
        directive: &Directive,
        headline: String,
    ) -> Self {
        Self {
            kind,
            severity,
            headline,
            place: (directive.place(), "written because of this"),
            other: None,
            hint: "",
        }
    }

    fn error(kind: WeaknessKind, directive: &Directive, headline: impl Into<String>) -> Self {
        Self::new(kind, Severity::Error, directive, headline.into())
    }

    fn warning(kind: WeaknessKind, directive: &Directive, headline: impl Into<String>) -> Self {
        Self::new(kind, Severity::Warning, directive, headline.into())
    }

    fn and(self, other: &Directive, label: &'static str) -> Self {
        Self {
            other: Some((other.place(), label)),
            ..self
        }
    }

    fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
}
