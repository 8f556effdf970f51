//! What an application is told about its sites names them.

use super::host;
use super::kind;
use super::rule::Rule;
use crate::decode::Text;
use crate::leaf::{EnvName, HostName, Name};
use crate::{EnvValue, Site, Stack, VariableType};
use source::{Located, Report};
use std::collections::{BTreeMap, BTreeSet};

/// The sites of a stack, by what they hand requests to.
pub(super) struct Sites<'a> {
    all: Vec<&'a Site>,
    leading_to: BTreeMap<&'a Name, Vec<&'a Site>>,
}

impl<'a> Sites<'a> {
    pub(super) fn of(stack: &'a Stack) -> Self {
        let mut sites = Self {
            all: Vec::new(),
            leading_to: BTreeMap::new(),
        };
        for site in stack.sites.values() {
            sites.all.push(site);
            let targets: BTreeSet<&Name> = site.routes().map(|route| &route.to.value).collect();
            for target in targets {
                sites.leading_to.entry(target).or_default().push(site);
            }
        }
        sites
    }

    /// Those that hand requests to a program; where none does, it may be told of any.
    fn told_to(&self, program: &Name) -> &[&'a Site] {
        self.leading_to.get(program).unwrap_or(&self.all)
    }
}

/// A URL or a host is that of one of the sites.
pub(super) fn names_site(rule: &Rule<'_>, variable: &Located<EnvName>, report: &mut Report) {
    let sites = rule.sites.told_to(rule.program.name);
    let names = || sites.iter().flat_map(|site| &site.names);
    let (Some(entry), Some(first)) = (rule.set(variable.as_str()), names().next()) else {
        return;
    };
    let Some(text) = rule.text(variable.as_str()) else {
        return;
    };
    let host = host_of(&text);
    let named = HostName::parse(host);
    if named.is_some_and(|named| names().any(|name| name.covers(&named))) {
        return;
    }
    let diagnostic = rule
        .broken(format!(
            "`{variable}` names `{host}`, which no site of `{}` answers to",
            rule.program.name
        ))
        .at(&entry.origin, "given here")
        .and(&first.origin, "a name of the site")
        .hint("make both from one value");
    rule.report(diagnostic, report);
}

/// A list holds every name of the sites.
pub(super) fn names_sites(rule: &Rule<'_>, variable: &Located<EnvName>, report: &mut Report) {
    let Some(entry) = rule.set(variable.as_str()) else {
        return;
    };
    let Some(listed) = listed(rule, variable) else {
        return;
    };
    let sites = rule.sites.told_to(rule.program.name);
    let names = sites.iter().flat_map(|site| &site.names);
    let mut missing = names.filter(|name| !listed.iter().any(|entry| is_let_in(entry, name)));
    let Some(first) = missing.next() else {
        return;
    };
    let mut diagnostic = rule
        .broken(format!("`{variable}` lacks the name `{first}` of a site"))
        .at(&entry.origin, "given here")
        .and(&first.origin, "a name of the site");
    for other in missing {
        diagnostic = diagnostic.and(&other.origin, "lacks this as well");
    }
    let hint = "add it, or make the list from `names` of the site";
    rule.report(diagnostic.hint(hint), report);
}

fn listed(rule: &Rule<'_>, variable: &Located<EnvName>) -> Option<Vec<String>> {
    match &rule.set(variable.as_str())?.value {
        EnvValue::List(entries) => Some(entries.iter().map(|entry| entry.value.clone()).collect()),
        _ => {
            let text = rule.text(variable.as_str())?;
            let expected = rule.contract.variables.get(variable.as_str());
            match expected.map(|expected| &expected.kind.value) {
                Some(VariableType::List(list)) => {
                    Some(kind::entries(&text, list).map(str::to_owned).collect())
                }
                _ => Some(vec![text]),
            }
        }
    }
}

/// Whether an entry stands for a name: itself, `*` for all, `.example.org` and `*.example.org` for what is
/// below, the first for the domain as well (Django, `ALLOWED_HOSTS`). An origin has a scheme before.
fn is_let_in(entry: &str, name: &HostName) -> bool {
    let entry = host_of(entry.trim()).to_ascii_lowercase();
    let name = name.as_str().to_ascii_lowercase();
    let below = entry.strip_prefix('*').unwrap_or(&entry);
    match below.strip_prefix('.') {
        Some(domain) => name.ends_with(below) || (entry == below && name == domain),
        None => entry == "*" || entry == name,
    }
}

/// The host that a URL names, or the text itself without a port.
fn host_of(text: &str) -> &str {
    let of_url = host::hosts_of_url(text).into_iter().next();
    of_url.unwrap_or_else(|| text.split(':').next().unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_let_names_in_as_applications_do() {
        let cases = [
            ("wiki.example.org", true),
            ("WIKI.example.org", true),
            ("https://wiki.example.org", true),
            ("wiki.example.org:8080", true),
            (".example.org", true),
            (".wiki.example.org", true),
            ("*.example.org", true),
            ("*.wiki.example.org", false),
            ("*", true),
            ("example.org", false),
            (".iki.example.org", false),
            ("", false),
        ];
        let name = HostName::parse("wiki.example.org").unwrap();
        for (entry, expected) in cases {
            assert_eq!(is_let_in(entry, &name), expected, "{entry}");
        }
    }
}
