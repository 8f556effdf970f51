//! Names that a host has once: of stacks, of secrets, of images that are built there.
//!
//! Files and units are compared where they are written: two that would have one path, or one name.

use super::super::expand::Expanded;
use crate::leaf::Name;
use crate::{Account, Build, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

pub(super) fn check(stacks: &[Expanded], report: &mut Report) {
    of_stacks(stacks, report);
    of_secrets(stacks, report);
    of_images(stacks, report);
}

/// Units and files of a stack begin with its name.
fn of_stacks(stacks: &[Expanded], report: &mut Report) {
    let mut known: BTreeMap<&Name, &Origin> = BTreeMap::new();
    for stack in stacks {
        let name = &stack.stack.name;
        if let Some(other) = known.insert(&name.value, &name.origin) {
            let diagnostic = Diagnostic::error(
                &rules::NAME_CONFLICT,
                format!("two stacks of the host are called `{name}`"),
            );
            let diagnostic = match name.origin.span() == other.span() {
                true => diagnostic.at(&name.origin, "named here, for both"),
                false => diagnostic
                    .at(&name.origin, "named here")
                    .and(other, "and here"),
            };
            report.add(
                diagnostic
                    .note("units and files of the host begin with the name of their stack")
                    .hint("give one of them another `name`"),
            );
        }
    }
}

/// Secrets are given to a host as `STACK-NAME`, and what is joined can be split in two ways.
fn of_secrets(stacks: &[Expanded], report: &mut Report) {
    let mut known: BTreeMap<String, (&Name, &Origin)> = BTreeMap::new();
    for stack in stacks {
        let name = &stack.stack.name.value;
        for (secret, entry) in &stack.stack.secrets {
            let full = format!("{name}-{secret}");
            let Some((other_stack, other)) = known.get(&full) else {
                known.insert(full, (name, &entry.key));
                continue;
            };
            if *other_stack == name {
                continue;
            }
            report.add(
                Diagnostic::error(
                    &rules::NAME_CONFLICT,
                    format!("two secrets of the host are called `{full}`"),
                )
                .at(&entry.key, format!("the secret `{secret}` of `{name}`"))
                .and(other, format!("a secret of `{other_stack}`"))
                .hint("give one of them another name"),
            );
        }
    }
}

/// Who has images of its own: root, or an account.
type Storage = Option<u32>;

/// Two builds that give one tag: the one that runs last wins, for both.
fn of_images(stacks: &[Expanded], report: &mut Report) {
    let mut known: BTreeMap<(Storage, &str), &Build> = BTreeMap::new();
    for stack in stacks {
        let storage = match &stack.stack.account.value {
            Account::Rootful => None,
            Account::Rootless(rootless) => Some(rootless.uid.number()),
        };
        for build in stack.stack.builds.values() {
            let build = &build.value;
            let Some(other) = known.get(&(storage, build.tag.as_str())) else {
                known.insert((storage, build.tag.as_str()), build);
                continue;
            };
            if is_same_image(build, other) {
                continue;
            }
            report.add(
                Diagnostic::error(
                    &rules::NAME_CONFLICT,
                    format!("two images are built as `{}`", build.tag),
                )
                .at(&build.tag.origin, "built here")
                .and(&other.tag.origin, "and from something else here")
                .note("whichever is built last is what both run")
                .hint("give one of them another tag"),
            );
        }
    }
}

fn is_same_image(one: &Build, other: &Build) -> bool {
    let Build {
        context,
        file,
        tag: _,
        extra,
        unchecked,
    } = one;
    context.value == other.context.value
        && file.value == other.file.value
        && extra.is_empty()
        && other.extra.is_empty()
        && unchecked.is_empty()
        && other.unchecked.is_empty()
}
