//! Secrets that must be on a host before anything starts: whether they are there, never what they are.

use super::podman::names;
use super::{Live, Programs, of_scope};
use crate::Plan;
use std::collections::{BTreeMap, BTreeSet};
use store::{Delivery, Via};
use tree::Scope;

pub(super) fn look(plan: &Plan<'_>, programs: &impl Programs, live: &mut Live) {
    let needs = plan.generation.manifest().secrets.values();
    // Those that are made of others are made when they are needed.
    let given = needs.filter(|need| need.template.is_none());
    let mut kept = BTreeMap::new();
    for delivery in given.flat_map(|need| &need.deliveries) {
        match &delivery.via {
            Via::PodmanVariable { scope, secret, .. } | Via::PodmanFile { scope, secret, .. } => {
                let kept = kept.entry(*scope).or_insert_with(|| {
                    names(*scope, &["secret", "ls", "--format={{.Name}}"], programs)
                });
                of_podman(*scope, secret, delivery, kept, live);
            }
            Via::Credential { path, .. } | Via::HostFile { path, .. } => {
                of_host(path, delivery, programs, live);
            }
        }
    }
}

fn of_podman(
    scope: Scope,
    secret: &str,
    delivery: &Delivery,
    kept: &Result<BTreeSet<String>, String>,
    live: &mut Live,
) {
    match kept {
        Ok(kept) if kept.contains(secret) => {}
        Ok(_) => {
            let matter = format!("is missing in podman; {} it", wanted_by(delivery));
            live.find("secret", scope, &format!("secret {secret}"), matter);
        }
        Err(reason) => live.unseen(of_scope("secrets of podman", scope), reason.as_str()),
    }
}

fn of_host(path: &str, delivery: &Delivery, programs: &impl Programs, live: &mut Live) {
    match programs.exists(path) {
        Ok(true) => {}
        Ok(false) => {
            let matter = format!("is missing; {} it", wanted_by(delivery));
            live.find(
                "secret",
                Scope::System,
                &format!("secret file {path}"),
                matter,
            );
        }
        Err(reason) => live.unseen(path, reason),
    }
}

/// Who uses a secret, before a word for it.
fn wanted_by(delivery: &Delivery) -> String {
    let units: Vec<&str> = (delivery.consumers.iter())
        .map(|unit| unit.name.as_str())
        .collect();
    match units.as_slice() {
        [] => "nobody uses".to_owned(),
        [one] => format!("{one} needs"),
        several => format!("{} need", several.join(", ")),
    }
}
