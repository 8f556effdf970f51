//! Further settings: what the stack has no field for, as it stands in the file.

use super::Writer;
use crate::quadlet::fields;
use crate::rules;
use crate::{references, refusal};
use formats::quadlet::{self, UnitKind};
use formats::systemd::{self, Section};
use formats::unit::{Argument, AssignError, Entry, SectionName, UnitType, Value};
use formats::{Cause, Refused};
use model::{Settings, Values};
use source::{Diagnostic, Located, Origin, did_you_mean};

impl Writer<'_> {
    /// Gives further settings their values, as they would stand in the file.
    ///
    /// A key that is set already takes no second value, unless it is a list; one that the stack has a
    /// field for is not taken at all, since nothing would be checked against it.
    pub(crate) fn extra(&mut self, settings: &Settings) {
        for (section, keys) in settings {
            if !self.has_section(section) {
                self.report.add(self.unknown_section(section, &keys.key));
                continue;
            }
            for (key, values) in &keys.value {
                let refused = self
                    .taken(section, key, &values.key)
                    .or_else(|| self.of_field(section, key, &values.key))
                    .or_else(|| self.doubled(section, key, &values.value));
                match refused {
                    Some(finding) => self.report.add(finding),
                    None => self.values(section, key, &values.key, &values.value),
                }
            }
        }
    }

    /// Writes settings that no table knows, of a part that takes checked ones, too.
    pub(crate) fn unchecked(&mut self, settings: &Settings) {
        self.unchecked_or(settings, Some(refusal::TRY_EXTRA));
    }

    /// Writes settings that no table knows; what else to do about them is said where there is a way.
    pub(crate) fn unchecked_or(&mut self, settings: &Settings, hint: Option<&str>) {
        for (section, keys) in settings {
            for (key, values) in &keys.value {
                for value in &values.value.0 {
                    let what = format!("`[{section}] {key}=`");
                    let finding = refusal::unchecked(&what, &value.origin);
                    self.report.add(finding.maybe_hint(hint.map(str::to_owned)));
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

    /// The lines of one key. A key that cannot be set is reported once, where it stands.
    fn values(&mut self, section: &str, key: &str, at: &Origin, values: &Values) {
        for value in &values.0 {
            match self.written(section, key, value.value.as_str()) {
                Ok((section, entries)) => self.accept(section, entries, &value.origin),
                Err(
                    error @ (AssignError::UnknownKey { .. } | AssignError::NotInVersion { .. }),
                ) => {
                    self.report
                        .add(refusal::not_assigned(&error, at, "set here"));
                    return;
                }
                Err(error @ (AssignError::WrongKind { .. } | AssignError::Refused { .. })) => {
                    let finding = refusal::not_assigned(&error, &value.origin, "set here");
                    self.report.add(finding);
                }
            }
        }
    }

    /// Takes lines, after a look at what their values name.
    fn accept(&mut self, section: SectionName, entries: Vec<Entry>, origin: &Origin) {
        let scope = self.scope;
        for entry in &entries {
            if let Some(finding) = self.bypass(&section, entry, origin) {
                self.report.add(finding);
                return;
            }
            let references = references::of_entry(scope, &section, entry, origin);
            self.references.extend(references);
        }
        self.push(section, entries, origin);
    }

    fn written(
        &self,
        section: &str,
        key: &str,
        value: &str,
    ) -> Result<(SectionName, Vec<Entry>), AssignError> {
        let (podman, systemd) = (self.context.podman, self.context.systemd);
        let argument = Argument::written(value);
        if let Some(kind) = self.quadlet_of(section) {
            return Ok((
                kind.section(),
                quadlet::assign(kind, key, argument, podman)?,
            ));
        }
        if self.quadlet.is_some() && section == quadlet::QUADLET_SECTION {
            let entries = quadlet::assign_quadlet(key, argument, podman)?;
            return Ok((quadlet::quadlet_section(), entries));
        }
        let known = Section::named(section).expect("sections are known before their keys");
        let entries = match self.quadlet {
            Some(kind) => quadlet::assign_passed(kind, known, key, argument, podman, systemd)?,
            None => systemd::assign(known, key, argument, systemd)?,
        };
        Ok((known.name(), entries))
    }

    /// The kind of this quadlet, when the section is its own.
    fn quadlet_of(&self, section: &str) -> Option<UnitKind> {
        self.quadlet.filter(|kind| kind.section_name() == section)
    }

    fn has_section(&self, section: &str) -> bool {
        self.quadlet_of(section).is_some()
            || (self.quadlet.is_some() && section == quadlet::QUADLET_SECTION)
            || Section::named(section).is_some_and(|known| match self.unit_type {
                Some(unit_type) => systemd::sections(unit_type).contains(&known),
                None => true,
            })
    }

    /// A key that the stack has set, and that takes one value.
    fn taken(&self, section: &str, key: &str, origin: &Origin) -> Option<Diagnostic> {
        let mut entries = self.file.entries();
        let (_, entry) =
            entries.find(|(name, entry)| name.as_str() == section && entry.key.as_str() == key)?;
        if self.is_list(section, key) {
            return None;
        }
        let finding = Diagnostic::error(
            &rules::EXTRA_CONFLICT,
            format!("`[{section}] {key}=` is set by the stack already"),
        )
        .at(origin, "set again here");
        let finding = match &entry.cause.0 {
            Some(other) => finding.and(other, "set because of this"),
            None => finding,
        };
        let field = self.field(section, key);
        Some(finding.hint(match field {
            Some(field) => format!("set `{}` instead", sibling(origin, field)),
            None => "change the field of the stack that sets it".to_owned(),
        }))
    }

    fn field(&self, section: &str, key: &str) -> Option<&'static str> {
        self.quadlet
            .and_then(|kind| fields::of_setting(kind, section, key))
    }

    /// A key that the stack has a field for, or that cannot work in one.
    fn of_field(&self, section: &str, key: &str, origin: &Origin) -> Option<Diagnostic> {
        let what = format!("`[{section}] {key}=`");
        if let Some(field) = self.field(section, key) {
            return Some(has_field(&what, field, origin));
        }
        self.quadlet?;
        let (reason, hint) = fields::refusal(section, key)?;
        Some(
            Diagnostic::error(&rules::EXTRA_CONFLICT, format!("{what} {reason}"))
                .at(origin, "set here")
                .hint(hint),
        )
    }

    /// An option of podman that says what a field says.
    fn bypass(&self, section: &SectionName, entry: &Entry, origin: &Origin) -> Option<Diagnostic> {
        let kind = self.quadlet_of(section.as_str())?;
        if entry.key.as_str() != "PodmanArgs" {
            return None;
        }
        let read = quadlet::read(kind, "PodmanArgs", &entry.value, self.context.podman).ok()?;
        let Argument::Words(words) = read else {
            return None;
        };
        words.iter().find_map(|word| {
            let word = word.to_string();
            let key = fields::setting_of_option(kind, &word)?;
            let option = word
                .split_once('=')
                .map_or(word.as_str(), |(option, _)| option);
            let what = format!("`{option}` in `PodmanArgs=`");
            match self.field(section.as_str(), key) {
                Some(field) => Some(has_field(&what, field, origin)),
                None => Some(
                    Diagnostic::error(
                        &rules::EXTRA_CONFLICT,
                        format!("{what} contradicts what the stack says"),
                    )
                    .at(origin, "set here")
                    .hint("leave it out"),
                ),
            }
        })
    }

    /// A key with several values of which only the last would count.
    fn doubled(&self, section: &str, key: &str, values: &Values) -> Option<Diagnostic> {
        let [first, second, ..] = values.0.as_slice() else {
            return None;
        };
        if self.is_list(section, key) {
            return None;
        }
        Some(
            Diagnostic::error(
                &rules::EXTRA_CONFLICT,
                format!("`[{section}] {key}=` takes one value"),
            )
            .at(&second.origin, "replaces the one before")
            .and(&first.origin, "has no effect")
            .hint("write one of them"),
        )
    }

    /// Whether a key holds a list, to which a further line adds.
    fn is_list(&self, section: &str, key: &str) -> bool {
        if let Some(kind) = self.quadlet_of(section) {
            let setting = quadlet::setting(kind, key);
            return setting.is_none_or(|setting| setting.kind_in(self.context.podman).is_list());
        }
        if section == quadlet::QUADLET_SECTION {
            return false;
        }
        let directive = Section::named(section).and_then(|known| systemd::directive(known, key));
        directive.is_none_or(systemd::Directive::is_list)
    }

    fn unknown_section(&self, section: &str, origin: &Origin) -> Diagnostic {
        let own = self
            .quadlet
            .map(|kind| [kind.section_name(), quadlet::QUADLET_SECTION]);
        // Quadlets make services.
        let known = systemd::sections(self.unit_type.unwrap_or(UnitType::Service));
        let known = known.iter().map(|section| section.as_str());
        let near = did_you_mean(section, own.into_iter().flatten().chain(known));
        Diagnostic::error(
            &rules::UNSUPPORTED_SETTING,
            format!("this file has no section `[{section}]`"),
        )
        .at(origin, "no such section")
        .maybe_hint(near.map(|near| format!("did you mean `{near}`?")))
    }
}

fn has_field(what: &str, field: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::error(
        &rules::EXTRA_CONFLICT,
        format!("{what} has a field of its own: `{field}`"),
    )
    .at(
        origin,
        "set here, where the rest of the stack does not see it",
    )
    .hint(format!("set `{}` instead", sibling(origin, field)))
}

/// The path of a field beside `extra`.
fn sibling(origin: &Origin, field: &str) -> String {
    let path = origin.path().to_string();
    match path.rsplit_once(".extra.") {
        Some((part, _)) => format!("{part}.{field}"),
        None => field.to_owned(),
    }
}
