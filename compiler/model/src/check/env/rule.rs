//! What holds between the variables of a program.

use super::site::{self, Sites};
use super::url;
use crate::decode::{Entry, Text};
use crate::leaf::{AbsolutePath, EnvName};
use crate::{Below, EnvContract, EnvRule, EnvValue, Program, TemplatePart, TrueNeeds, rules};
use source::{Diagnostic, Located, Report, list_of_names};

pub(super) fn check(
    sites: &Sites<'_>,
    program: &Program<'_>,
    contract: &EnvContract,
    rule: &Located<EnvRule>,
    report: &mut Report,
) {
    let rule = Rule {
        sites,
        program,
        contract,
        rule,
    };
    match &rule.rule.value {
        EnvRule::Equal(variables) => rule.equal(variables, report),
        EnvRule::Different(variables) => rule.different(variables, report),
        EnvRule::Below(below) => rule.below(below, report),
        EnvRule::NotBothTrue(variables) => rule.not_both_true(variables, report),
        EnvRule::TrueNeeds(needs) => rule.true_needs(needs, report),
        EnvRule::NamesSite(variable) => site::names_site(&rule, variable, report),
        EnvRule::NamesSites(variable) => site::names_sites(&rule, variable, report),
    }
}

/// A rule, and the variables it is about.
pub(super) struct Rule<'a> {
    pub(super) sites: &'a Sites<'a>,
    pub(super) program: &'a Program<'a>,
    pub(super) contract: &'a EnvContract,
    rule: &'a Located<EnvRule>,
}

impl Rule<'_> {
    pub(super) fn set(&self, variable: &str) -> Option<&Entry<EnvValue>> {
        self.program.env.get(variable)
    }

    /// The text that the application sees, when it is known here.
    pub(super) fn text(&self, variable: &str) -> Option<String> {
        let expected = self.contract.variables.get(variable);
        match self.set(variable) {
            Some(entry) => entry.text(expected.map(|expected| &expected.value)),
            None => Some(expected?.image_default.as_ref()?.value.clone()),
        }
    }

    fn is_true(&self, variable: &str) -> bool {
        match self.set(variable).map(|entry| &entry.value) {
            Some(EnvValue::Bool(boolean)) => *boolean,
            Some(EnvValue::Text(text)) => {
                let expected = self.contract.variables.get(variable);
                expected.is_some_and(|expected| *text == expected.true_as.value)
            }
            _ => false,
        }
    }

    pub(super) fn broken(&self, headline: String) -> Diagnostic {
        Diagnostic::error(&rules::ENV_RULE, headline)
    }

    /// Adds the rule itself to what is said about it.
    pub(super) fn report(&self, diagnostic: Diagnostic, report: &mut Report) {
        report.add(diagnostic.and(&self.rule.origin, "the application relies on it"));
    }

    fn equal(&self, variables: &[Located<EnvName>], report: &mut Report) {
        let texts = variables.iter().map(|name| name.as_str());
        let known: Vec<(&str, String)> = texts
            .filter_map(|name| Some((name, self.text(name)?)))
            .collect();
        let Some((first, text)) = known.first() else {
            return;
        };
        for (other, other_text) in known.iter().filter(|(_, other)| other != text) {
            let mut diagnostic = self.broken(format!("`{first}` and `{other}` must be equal"));
            if let Some(entry) = self.set(other) {
                diagnostic = diagnostic.at(&entry.origin, format!("this is {other_text:?}"));
            }
            if let Some(entry) = self.set(first) {
                diagnostic = diagnostic.and(&entry.origin, format!("this is {text:?}"));
            }
            self.report(diagnostic, report);
        }
    }

    fn different(&self, variables: &[Located<EnvName>], report: &mut Report) {
        let mut known: Vec<(&str, String)> = Vec::new();
        for name in variables.iter().map(|name| name.as_str()) {
            let Some(named) = self.named_by(name) else {
                continue;
            };
            if let Some((first, _)) = known.iter().find(|(_, other)| *other == named) {
                let both = format!("`{first}` and `{name}` must differ, and both name {named:?}");
                let mut diagnostic = self.broken(both);
                if let Some(entry) = self.set(name) {
                    diagnostic = diagnostic.at(&entry.origin, "given here");
                }
                if let Some(entry) = self.set(first) {
                    diagnostic = diagnostic.and(&entry.origin, "and here");
                }
                self.report(diagnostic, report);
            }
            known.push((name, named));
        }
    }

    /// What a variable names: of a URL the place it leads to, as far as that is known here.
    fn named_by(&self, variable: &str) -> Option<String> {
        let text = match self.set(variable).map(|entry| &entry.value) {
            Some(EnvValue::SecretTemplate(template)) => {
                let parts = template.parts.iter().map(|part| match part {
                    TemplatePart::Text(text) => text.as_str(),
                    TemplatePart::Secret { .. } => url::UNKNOWN,
                });
                parts.collect()
            }
            _ => self.text(variable)?,
        };
        let named = url::destination(&text).unwrap_or(text);
        (!named.contains(url::UNKNOWN)).then_some(named)
    }

    fn below(&self, below: &Below, report: &mut Report) {
        let (path, folder) = (below.path.as_str(), below.folder.as_str());
        let (Some(path_text), Some(folder_text)) = (self.text(path), self.text(folder)) else {
            return;
        };
        let parsed = (
            AbsolutePath::parse(&path_text),
            AbsolutePath::parse(&folder_text),
        );
        let is_below = matches!(&parsed, (Some(path), Some(folder)) if path.is_below(folder));
        if is_below {
            return;
        }
        let mut diagnostic = self.broken(format!("`{path}` must lie below `{folder}`"));
        if let Some(entry) = self.set(path) {
            diagnostic = diagnostic.at(&entry.origin, format!("this is {path_text:?}"));
        }
        if let Some(entry) = self.set(folder) {
            diagnostic = diagnostic.and(&entry.origin, format!("this is {folder_text:?}"));
        }
        self.report(diagnostic, report);
    }

    fn not_both_true(&self, variables: &[Located<EnvName>], report: &mut Report) {
        let names = variables.iter().map(|name| name.as_str());
        let on: Vec<&str> = names.filter(|name| self.is_true(name)).collect();
        if on.len() < 2 {
            return;
        }
        let names = list_of_names(on.iter().copied());
        let mut diagnostic = self.broken(format!("only one of {names} can be true"));
        for entry in on.iter().filter_map(|name| self.set(name)) {
            diagnostic = diagnostic.at(&entry.origin, "true");
        }
        self.report(diagnostic, report);
    }

    fn true_needs(&self, needs: &TrueNeeds, report: &mut Report) {
        let variable = needs.variable.as_str();
        let names = needs.needs.iter().map(|name| name.as_str());
        let absent: Vec<&str> = names.filter(|name| self.set(name).is_none()).collect();
        let Some(entry) = self.set(variable) else {
            return;
        };
        if !self.is_true(variable) || absent.is_empty() {
            return;
        }
        let names = list_of_names(absent.iter().copied());
        let diagnostic = self.broken(format!("`{variable}` is true and needs {names}"));
        self.report(diagnostic.at(&entry.origin, "true"), report);
    }
}
