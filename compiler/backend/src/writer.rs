//! Fills a unit or quadlet file, and reports what it does not take.

use crate::context::{Context, Output};
use crate::references::Reference;
use crate::refusal;
use formats::quadlet::{self, UnitKind};
use formats::systemd::{self, Section};
use formats::unit::{self, Argument, AssignError, Entry, File, SectionName, UnitType};
use formats::{Cause, Printed, Refused};
use model::check::Strength;
use source::{Located, Origin, Report};
use tree::Scope;

mod further;

/// A file being filled.
pub(crate) struct Writer<'a> {
    context: &'a Context<'a>,
    report: &'a mut Report,
    references: &'a mut Vec<Reference>,
    file: File,
    /// The kind of a quadlet, whose other sections the generator passes on.
    quadlet: Option<UnitKind>,
    /// The type of a unit, when further settings may bring sections.
    unit_type: Option<UnitType>,
    /// The manager that runs it.
    scope: Scope,
}

impl<'a> Writer<'a> {
    /// A unit of systemd.
    pub(crate) fn unit(context: &'a Context<'a>, output: &'a mut Output<'_>) -> Self {
        Self {
            context,
            report: output.report,
            references: &mut output.references,
            file: File::new(context.head()),
            quadlet: None,
            unit_type: None,
            scope: context.scope(),
        }
    }

    /// The same, of a type that has only some of the sections, and of a manager that may be another than that
    /// of the containers.
    #[must_use]
    pub(crate) fn of(self, unit_type: UnitType, scope: Scope) -> Self {
        Self {
            unit_type: Some(unit_type),
            scope,
            ..self
        }
    }

    /// A quadlet.
    pub(crate) fn quadlet(
        kind: UnitKind,
        context: &'a Context<'a>,
        output: &'a mut Output<'_>,
    ) -> Self {
        Self {
            quadlet: Some(kind),
            ..Self::unit(context, output)
        }
    }

    /// Gives a setting of systemd a value.
    pub(crate) fn set(
        &mut self,
        section: Section,
        key: &str,
        argument: impl Into<Argument>,
        origin: &Origin,
    ) {
        let Context {
            podman, systemd, ..
        } = *self.context;
        let assigned = match self.quadlet {
            Some(kind) => quadlet::assign_passed(kind, section, key, argument, podman, systemd),
            None => systemd::assign(section, key, argument, systemd),
        };
        self.add(section.name(), assigned, origin);
    }

    /// Waits for a unit: requirement and order always come together (R5).
    pub(crate) fn wait_for(&mut self, unit: &str, strength: Strength, origin: &Origin) {
        let key = match strength {
            Strength::Required => "Requires",
            Strength::Wanted => "Wants",
        };
        self.set(Section::Unit, key, [unit], origin);
        self.set(Section::Unit, "After", [unit], origin);
    }

    /// Gives a key of the quadlet's own section a value.
    pub(crate) fn own(&mut self, key: &str, argument: impl Into<Argument>, origin: &Origin) {
        let kind = self.kind();
        let assigned = quadlet::assign(kind, key, argument, self.context.podman);
        self.add(kind.section(), assigned, origin);
    }

    /// Takes an argument that a format may refuse.
    pub(crate) fn own_checked(
        &mut self,
        key: &str,
        argument: Result<impl Into<Argument>, Refused>,
        origin: &Origin,
    ) {
        match argument {
            Ok(argument) => self.own(key, argument, origin),
            Err(refused) => self.report.add(refusal::key_refused(key, &refused, origin)),
        }
    }

    /// Gives a key a list of words; one that cannot be written is reported at its own place.
    pub(crate) fn own_words(
        &mut self,
        key: &str,
        words: &[Located<String>],
        argument: fn(Vec<String>) -> Argument,
        origin: &Origin,
    ) {
        let texts =
            |words: &[Located<String>]| words.iter().map(|word| word.value.clone()).collect();
        let podman = self.context.podman;
        let kind = self.kind();
        let is_bad = |word: &&Located<String>| {
            let alone = texts(std::slice::from_ref(*word));
            quadlet::assign(kind, key, argument(alone), podman).is_err()
        };
        let assigned = quadlet::assign(kind, key, argument(texts(words)), podman);
        let blamed = match assigned {
            Ok(_) => None,
            Err(_) => words.iter().find(is_bad),
        };
        let origin = blamed.or(words.first()).map_or(origin, |word| &word.origin);
        self.add(kind.section(), assigned, origin);
    }

    fn kind(&self) -> UnitKind {
        self.quadlet
            .expect("only quadlets have a section of their own")
    }

    fn add(
        &mut self,
        section: SectionName,
        assigned: Result<Vec<Entry>, AssignError>,
        origin: &Origin,
    ) {
        match assigned {
            Ok(entries) => self.push(section, entries, origin),
            Err(error) => {
                let label = "set because of this";
                self.report
                    .add(refusal::not_assigned(&error, origin, label));
            }
        }
    }

    fn push(&mut self, section: SectionName, entries: Vec<Entry>, origin: &Origin) {
        self.file
            .section(section)
            .add_because(&Cause::from(origin), entries);
    }

    /// Whether nothing is set.
    pub(crate) fn is_empty(&self) -> bool {
        self.file.entries().next().is_none()
    }

    /// The text.
    pub(crate) fn print(self) -> Printed {
        unit::print(&self.file)
    }
}
