//! Fills a unit or quadlet file, and reports what it does not take.

use crate::context::{Context, Output};
use crate::refusal;
use formats::quadlet::{self, UnitKind};
use formats::systemd::{self, Section};
use formats::unit::{self, Argument, AssignError, Comment, Entry, File, SectionName, Value};
use formats::{Cause, Printed, Refused};
use model::Settings;
use source::{Diagnostic, Located, Origin, Report, did_you_mean};

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

    /// Gives further settings their values, as they would stand in the file.
    ///
    /// A key that is set already takes no second value, unless it is a list.
    pub(crate) fn extra(&mut self, settings: &Settings) {
        for (section, keys) in settings {
            for (key, values) in &keys.value {
                let taken = self
                    .setting(section, key)
                    .filter(|_| !self.is_list(section, key));
                if let Some(cause) = taken {
                    self.report
                        .add(extra_conflict(section, key, &values.key, &cause));
                    continue;
                }
                for value in &values.value.0 {
                    let written = Argument::written(value.value.as_str());
                    self.written(section, &keys.key, key, written, &value.origin);
                }
            }
        }
    }

    /// Writes settings that no table knows.
    pub(crate) fn unchecked(&mut self, settings: &Settings) {
        for (section, keys) in settings {
            for (key, values) in &keys.value {
                for value in &values.value.0 {
                    let what = format!("`[{section}] {key}=`");
                    self.report.add(refusal::unchecked(&what, &value.origin));
                    if let Err(refused) = self.unchecked_line(section, key, value) {
                        self.report.add(refusal::refused(&refused, &value.origin));
                    }
                }
            }
        }
    }

    fn unchecked_line(
        &mut self,
        section: &str,
        key: &str,
        value: &Located<String>,
    ) -> Result<(), Refused> {
        let entry = Entry {
            key: key.parse()?,
            value: Value::unchecked(value)?,
            cause: Cause::from(&value.origin),
        };
        self.file.section(section.parse()?).add(vec![entry]);
        Ok(())
    }

    fn written(
        &mut self,
        section: &str,
        section_origin: &Origin,
        key: &str,
        argument: Argument,
        origin: &Origin,
    ) {
        let own = self.quadlet.map(UnitKind::section_name);
        if own == Some(section) {
            self.own(key, argument, origin);
        } else if own.is_some() && section == quadlet::QUADLET_SECTION {
            let assigned = quadlet::assign_quadlet(key, argument, self.context.podman);
            self.add(quadlet::quadlet_section(), assigned, origin);
        } else if let Some(known) = Section::named(section) {
            self.set(known, key, argument, origin);
        } else {
            self.report
                .add(self.unknown_section(section, section_origin));
        }
    }

    /// What set a key before, if anything did.
    fn setting(&self, section: &str, key: &str) -> Option<Cause> {
        let mut entries = self.file.entries();
        let found =
            entries.find(|(name, entry)| name.as_str() == section && entry.key.as_str() == key);
        found.map(|(_, entry)| entry.cause.clone())
    }

    /// Whether a key holds a list, to which a further line adds.
    fn is_list(&self, section: &str, key: &str) -> bool {
        let own = self
            .quadlet
            .filter(|kind| kind.section().as_str() == section);
        if let Some(kind) = own {
            let setting = quadlet::setting(kind, key);
            return setting.is_none_or(|setting| setting.kind_in(self.context.podman).is_list());
        }
        if section == quadlet::QUADLET_SECTION {
            return false;
        }
        let directive = Section::named(section).and_then(|known| systemd::directive(known, key));
        directive.is_none_or(|directive| directive.reading.is_list())
    }

    fn unknown_section(&self, section: &str, origin: &Origin) -> Diagnostic {
        let own = self.quadlet.map(|kind| {
            [
                kind.section_name().to_owned(),
                quadlet::QUADLET_SECTION.to_owned(),
            ]
        });
        let passed = ["Unit", "Service", "Timer", "Install"].map(str::to_owned);
        let known: Vec<String> = own.into_iter().flatten().chain(passed).collect();
        let near = did_you_mean(section, known.iter().map(String::as_str));
        Diagnostic::error(
            &refusal::UNSUPPORTED_SETTING,
            format!("this file has no section `[{section}]`"),
        )
        .at(origin, "no such section")
        .maybe_hint(near.map(|near| format!("did you mean `{near}`?")))
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

fn extra_conflict(section: &str, key: &str, origin: &Origin, cause: &Cause) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &refusal::EXTRA_CONFLICT,
        format!("`[{section}] {key}=` is set by the stack already"),
    )
    .at(origin, "set again here");
    match &cause.0 {
        Some(other) => diagnostic.and(other, "set because of this"),
        None => diagnostic,
    }
    .hint("change the field of the stack that sets it")
}
