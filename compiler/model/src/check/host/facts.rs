//! What is true of a host, its stacks agree about.
//!
//! What the host itself says, the library hands down to its stacks; what one of them says instead must be
//! the same in the others.

use super::super::expand::Expanded;
use crate::leaf::Name;
use crate::{Reach, Runs, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

/// The fact that the versions follow from.
const RELEASE: &str = "its release";

/// Something that a stack takes for true.
struct Fact<'a> {
    what: &'static str,
    value: String,
    origin: &'a Origin,
}

pub(super) fn check(stacks: &[Expanded], report: &mut Report) {
    let mut known: BTreeMap<&str, (&Name, Fact<'_>)> = BTreeMap::new();
    for stack in stacks {
        let name = &stack.stack.name.value;
        for fact in facts(stack) {
            match known.get(fact.what) {
                Some((other, first)) if first.value != fact.value => {
                    let is_release = fact.what == RELEASE;
                    report.add(disagree(name, &fact, other, first));
                    // Its programs are others as well.
                    if is_release {
                        break;
                    }
                }
                Some(_) => {}
                None => {
                    known.insert(fact.what, (name, fact));
                }
            }
        }
    }
    provided(stacks, report);
}

fn facts(stack: &Expanded) -> Vec<Fact<'_>> {
    let stack = &stack.stack;
    let versions = &stack.versions;
    let mut facts = vec![Fact {
        what: RELEASE,
        value: stack.target.to_string(),
        origin: &stack.target.origin,
    }];
    for (what, version) in [
        ("its podman", &versions.podman),
        ("its systemd", &versions.systemd),
        ("its nginx", &versions.nginx),
        ("its nftables", &versions.nftables),
    ] {
        facts.push(Fact {
            what,
            value: version.to_string(),
            origin: &version.origin,
        });
    }
    if let Some(memory) = &stack.host.memory {
        facts.push(Fact {
            what: "its memory",
            value: format!("{} MiB", memory.bytes() >> 20),
            origin: &memory.origin,
        });
    }
    facts
}

fn disagree(stack: &Name, fact: &Fact<'_>, other: &Name, first: &Fact<'_>) -> Diagnostic {
    // What a stack says comes before what follows from its release.
    if fact.origin.is_default() && !first.origin.is_default() {
        return disagree(other, first, stack, fact);
    }
    let what = fact.what.trim_start_matches("its ");
    Diagnostic::error(
        &rules::HOST_FACT,
        format!("two stacks of a host disagree about {}", fact.what),
    )
    .at(fact.origin, format!("`{}` for `{stack}`", fact.value))
    .and(first.origin, format!("`{}` for `{other}`", first.value))
    .hint(format!(
        "say the {what} once, at the host, and leave it out of the stacks"
    ))
}

/// A unit of a package is one, whoever declares it.
fn provided(stacks: &[Expanded], report: &mut Report) {
    let mut known: BTreeMap<(&str, u16), (&Reach, &Origin)> = BTreeMap::new();
    for stack in stacks {
        for part in stack.services.values() {
            let Runs::Provided(unit) = &part.service.runs.value else {
                continue;
            };
            let reach = &part.service.reach;
            for listener in part.service.listens.values() {
                let key = (unit.as_str(), listener.value.number());
                let Some((first, other)) = known.get(&key) else {
                    known.insert(key, (&reach.value, &reach.origin));
                    continue;
                };
                if **first == reach.value || super::is_same_place(other, &reach.origin) {
                    continue;
                }
                report.add(
                    Diagnostic::error(
                        &rules::HOST_FACT,
                        format!(
                            "two services disagree about who reaches port {} of `{unit}`",
                            listener.value
                        ),
                    )
                    .at(&reach.origin, said(&reach.value))
                    .and(other, said(first))
                    .and(&listener.origin, "this port")
                    .hint("it is one unit of the host: say the same of it in both"),
                );
            }
        }
    }
}

fn said(reach: &Reach) -> &'static str {
    match reach {
        Reach::Host => "only the host itself",
        Reach::Everyone => "everyone",
    }
}
