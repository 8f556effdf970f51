//! Fills a unit or quadlet file, and reports what it does not take.

use crate::context::{Context, Output};
use crate::refusal;
use formats::quadlet::{self, UnitKind};
use formats::systemd::{self, Section};
use formats::unit::{self, Argument, AssignError, Comment, Entry, File, SectionName};
use formats::{Cause, Printed, Refused};
use source::{Origin, Report};

/// A file being filled.
pub(crate) struct Writer<'a> {
    context: &'a Context<'a>,
    report: &'a mut Report,
    file: File,
    /// The kind of a quadlet, whose other sections the generator passes on.
    quadlet: Option<UnitKind>,
}

impl<'a> Writer<'a> {
    /// A unit of systemd.
    pub(crate) fn unit(context: &'a Context<'a>, output: &'a mut Output<'_>) -> Self {
        let head = Comment::new(&context.headline());
        Self {
            context,
            report: output.report,
            file: File::new(head.expect("the headline holds a name and nothing else from outside")),
            quadlet: None,
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

    /// Gives a key of the quadlet's own section a value.
    pub(crate) fn own(&mut self, key: &str, argument: impl Into<Argument>, origin: &Origin) {
        let kind = self
            .quadlet
            .expect("only quadlets have a section of their own");
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
            Err(refused) => self.report.add(refusal::refused(&refused, origin)),
        }
    }

    fn add(
        &mut self,
        section: SectionName,
        assigned: Result<Vec<Entry>, AssignError>,
        origin: &Origin,
    ) {
        match assigned {
            Ok(entries) => self
                .file
                .section(section)
                .add_because(&Cause::from(origin), entries),
            Err(error) => self.report.add(refusal::not_assigned(&error, origin)),
        }
    }

    /// The text.
    pub(crate) fn print(self) -> Printed {
        unit::print(&self.file)
    }
}
