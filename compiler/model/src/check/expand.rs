//! From choices to parts: replicas become containers, a certificate becomes the volumes, jobs and
//! timers that obtain it.
//!
//! What is added here is emitted like everything else and obeys the same rules. Where it comes from
//! is not lost: each added part carries the origin of the choice that asked for it.

mod certificate;
mod index;
mod made;
mod service;
pub use certificate::{CERTIFICATES, LETSENCRYPT, copy_folder};
use index::Index;

use crate::decode::Entry;
use crate::leaf::{AbsolutePath, Calendar, Duration, Name, UnitName};
use crate::{
    Container, Directory, Image, Label, MountSource, Route, Service, Settings, Site, Stack, Volume,
    rules,
};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A stack and everything its choices ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded {
    /// The stack as it was written.
    pub stack: Arc<Stack>,
    /// Every container that is emitted, by name.
    pub parts: BTreeMap<Name, Part>,
    /// Every service of the host that is emitted or waited for, by name; no part has the same.
    pub services: BTreeMap<Name, ServicePart>,
    /// Every volume that is emitted, by name.
    pub volumes: BTreeMap<Name, Entry<Volume>>,
    /// Every directory that is made, by path.
    pub directories: BTreeMap<AbsolutePath, Entry<Directory>>,
    /// Every timer that is emitted.
    pub timers: Vec<Timer>,
    index: Index,
}

/// A container that is emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name under `containers`, or of the certificate's job; replicas share it.
    pub of: Name,
    /// Where it was asked for.
    pub origin: Origin,
    /// What it is.
    pub container: Arc<Container>,
    /// What it does beyond what it says.
    pub role: Role,
    /// What must be up before it starts.
    pub needs: Vec<Need>,
}

/// A service of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePart {
    /// Where it was asked for.
    pub origin: Origin,
    /// What it is.
    pub service: Arc<Service>,
    /// What it does beyond what it says.
    pub role: Role,
    /// What must be up before it starts.
    pub needs: Vec<Need>,
}

/// What a part does beyond what its container says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing: the stack wrote it.
    Own,
    /// Makes the pair of a certificate, a placeholder if need be, before nginx starts.
    CertificatePair(Name),
    /// Asks Let's Encrypt for a certificate; a new one is told to its consumers.
    Certbot(Name),
}

/// Something that must be up before a part starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// A part or a service.
    pub part: Name,
    /// Whether it goes on without it.
    pub strength: Strength,
    /// Who says so.
    pub origin: Origin,
}

/// How much something is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Not without it: `Requires=`.
    Required,
    /// Better with it: `Wants=`.
    Wanted,
}

/// A timer that starts a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// What its unit is called.
    pub name: TimerName,
    /// One line for `systemctl list-timers`.
    pub description: String,
    /// The part it starts.
    pub starts: Name,
    /// When.
    pub trigger: Trigger,
    /// Further settings, checked.
    pub extra: Settings,
    /// Further settings, not checked.
    pub unchecked: Settings,
    /// Where it was asked for.
    pub origin: Origin,
}

/// What the unit of a timer is called, without suffix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimerName {
    /// As that of a part of this name would be.
    Of(Name),
    /// By a name of its own.
    Given(UnitName),
}

/// When a timer elapses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// By the calendar.
    Calendar {
        /// When.
        schedule: Located<Calendar>,
        /// Largest random delay.
        random_delay: Located<Duration>,
        /// Whether a missed run is made up for.
        catch_up: bool,
    },
    /// Once after the timer starts and again after each failure; a success stops the timer.
    UntilItSucceeds {
        /// Seconds after the start.
        first: u32,
        /// Seconds after the end of a run.
        again: u32,
    },
}

/// Where a container finds the pair of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// Full chain.
    pub certificate: AbsolutePath,
    /// Private key.
    pub key: AbsolutePath,
}

impl Expanded {
    /// The parts that run a container of the stack: one for each replica, by name.
    pub fn parts_of<'a>(&'a self, of: &'a str) -> impl Iterator<Item = (&'a Name, &'a Part)> {
        let container = self.stack.containers.get(of);
        let replicas = container.map_or(1, |container| container.replicas.value);
        let names: BTreeSet<String> = match replicas {
            0 | 1 => BTreeSet::from([of.to_owned()]),
            _ => (1..=replicas.min(MOST_REPLICAS))
                .map(|replica| format!("{of}-{replica}"))
                .collect(),
        };
        let parts = names
            .into_iter()
            .filter_map(|name| self.parts.get_key_value(name.as_str()));
        parts.filter(move |(_, part)| part.of.as_str() == of)
    }

    /// Whether several parts run what a location hands its requests to.
    pub fn is_replicated(&self, route: &Route<'_>) -> bool {
        let container = self.stack.containers.get(route.to.as_str());
        container.is_some_and(|container| container.replicas.value > 1)
    }

    /// What a part or service waits for.
    pub fn needs_of(&self, name: &str) -> &[Need] {
        let part = self.parts.get(name).map(|part| &part.needs);
        let service = || Some(&self.services.get(name)?.needs);
        part.or_else(service).map_or(&[], Vec::as_slice)
    }

    /// The parts that mount a volume.
    pub fn mounts_of<'a>(
        &'a self,
        volume: &'a str,
    ) -> impl Iterator<Item = (&'a Name, &'a Located<Name>)> {
        let mounters = self.index.mounters.get(volume).into_iter().flatten();
        let parts = mounters.filter_map(|name| self.parts.get_key_value(name));
        parts.flat_map(move |(name, part)| {
            part.container
                .volumes
                .values()
                .flat_map(|mount| mount.value.sources())
                .filter_map(move |source| match source {
                    MountSource::Volume(mounted) if mounted.as_str() == volume => {
                        Some((name, mounted))
                    }
                    _ => None,
                })
        })
    }

    /// The SELinux label of a volume: what it says, else by how many parts mount it.
    pub fn label_of(&self, volume: &str) -> Label {
        let stated = self
            .volumes
            .get(volume)
            .and_then(|entry| entry.label.as_ref());
        if let Some(label) = stated {
            return label.value.clone();
        }
        let consumers = self.index.mounters.get(volume);
        if consumers.is_some_and(|consumers| consumers.len() > 1) {
            Label::Shared
        } else {
            Label::Private
        }
    }

    /// The timer that runs a part until it has succeeded.
    pub fn first_timer_of(&self, part: &Name) -> Option<&Timer> {
        let (_, first) = self.index.timers.get(part)?;
        self.timers.get((*first)?)
    }

    /// Whether a timer starts the part, so that nothing else does.
    pub fn is_timed(&self, part: &Name) -> bool {
        self.index.timers.contains_key(part)
    }

    /// Whether another part or service waits for it, or starts it beside itself.
    pub fn is_needed(&self, part: &Name) -> bool {
        self.index.needed.contains(part)
    }

    /// The reference of the image of a part; `None` when it names a build that does not exist.
    pub fn image_of<'a>(&'a self, container: &'a Container) -> Option<&'a str> {
        match &container.image.value {
            Image::Pull(reference) => Some(reference.as_str()),
            Image::Build(name) => Some(self.stack.builds.get(name.as_str())?.tag.as_str()),
        }
    }
}

/// Expands a stack. What cannot be expanded because a name is wrong is left for the rules to report.
pub(super) fn expand(stack: Arc<Stack>, report: &mut Report) -> Expanded {
    let mut expanded = Expanded {
        parts: BTreeMap::new(),
        services: BTreeMap::new(),
        volumes: stack.volumes.clone(),
        directories: stack.directories.clone(),
        timers: Vec::new(),
        index: Index::of_stack(&stack),
        stack,
    };
    replicate(&mut expanded, report);
    service::expand(&mut expanded, report);
    let stack = Arc::clone(&expanded.stack);
    for (name, certificate) in &stack.certificates {
        certificate::expand(name, certificate, &mut expanded, report);
    }
    collect_needs(&mut expanded);
    Index::finish(&mut expanded);
    expanded
}

/// The most replicas of one container; a typo should not fill the host.
const MOST_REPLICAS: u32 = 999;

fn replicate(expanded: &mut Expanded, report: &mut Report) {
    let stack = Arc::clone(&expanded.stack);
    for (name, entry) in &stack.containers {
        let replicas = entry.replicas.value.min(MOST_REPLICAS);
        if replicas < entry.replicas.value {
            report.add(
                Diagnostic::error(
                    &rules::FORBIDDEN_REPLICAS,
                    format!("`{name}` has more than {MOST_REPLICAS} replicas"),
                )
                .at(&entry.replicas.origin, "too many"),
            );
        }
        for replica in 1..=replicas {
            let part_name = match replicas {
                1 => Some(name.clone()),
                _ => crate::decode::Text::parse(&format!("{name}-{replica}")),
            };
            let part = Part {
                of: name.clone(),
                origin: entry.key.clone(),
                container: entry.value.clone(),
                role: Role::Own,
                needs: first_replica(name, entry, replica),
            };
            match part_name {
                Some(part_name) => add_part(expanded, part_name, part, report),
                None => report.add(
                    Diagnostic::error(
                        &rules::NAME_CONFLICT,
                        format!("the name `{name}` is too long for a replicated container"),
                    )
                    .at(&entry.key, "named here"),
                ),
            }
        }
    }
}

/// What a replica waits for beside all others: the first, where that must be alone for a while. When
/// the first fails later on, the others go on.
fn first_replica(name: &Name, container: &Container, replica: u32) -> Vec<Need> {
    if !container.first_alone.value || replica == 1 {
        return Vec::new();
    }
    let first = crate::decode::Text::parse(&format!("{name}-1"));
    let need = first.map(|part| Need {
        part,
        strength: Strength::Wanted,
        origin: container.first_alone.origin.clone(),
    });
    need.into_iter().collect()
}

/// Adds a part, unless its name is taken.
fn add_part(expanded: &mut Expanded, name: Name, part: Part, report: &mut Report) {
    if let Some(other) = expanded.parts.get(&name) {
        report.add(
            Diagnostic::error(
                &rules::NAME_CONFLICT,
                format!("two containers are called `{name}`"),
            )
            .at(&part.origin, format!("this asks for a container `{name}`"))
            .and(&other.origin, "so does this")
            .hint(match part.role {
                Role::Own => "give one of them another name",
                Role::CertificatePair(_) => "give the certificate another name",
                Role::Certbot(_) => {
                    "give it another `container`; without one it is called after its certificate"
                }
            }),
        );
        return;
    }
    expanded.parts.insert(name, part);
}

/// Adds a volume that a choice needs; several choices may share it, the stack may not declare it.
fn add_volume(
    expanded: &mut Expanded,
    name: &Name,
    description: &str,
    origin: &Origin,
    report: &mut Report,
) {
    if let Some(written) = expanded.stack.volumes.get(name) {
        report.add(
            Diagnostic::error(
                &rules::NAME_CONFLICT,
                format!("the volume `{name}` is made for a certificate"),
            )
            .at(&written.key, "declared here as well")
            .and(origin, "made for this")
            .hint("give the volume of the stack another name"),
        );
        return;
    }
    expanded
        .volumes
        .entry(name.clone())
        .or_insert_with(|| Entry {
            key: origin.clone(),
            origin: origin.clone(),
            value: Volume {
                description: Some(Located::new(description.to_owned(), origin.clone())),
                label: None,
                owner: None,
                extra: BTreeMap::new(),
                unchecked: BTreeMap::new(),
            },
        });
}

/// What each part and service waits for: what it says, and the upstreams of the sites it serves.
fn collect_needs(expanded: &mut Expanded) {
    let mut found: BTreeMap<Name, Vec<Need>> = BTreeMap::new();
    let mut sites: Sites<'_> = BTreeMap::new();
    for site in expanded.stack.sites.values() {
        let served = sites.entry(&site.served_by.value).or_default();
        served.push(site);
    }
    for (name, part) in &expanded.parts {
        let stated = needed(&part.container.needs, Strength::Required);
        let upstreams = upstreams(&sites, &part.of, &part.role, Strength::Required);
        found.insert(name.clone(), resolved(expanded, stated.chain(upstreams)));
    }
    for (name, part) in &expanded.services {
        let service = &part.service;
        let stated = needed(&service.needs, Strength::Required)
            .chain(needed(&service.wants, Strength::Wanted));
        // An nginx of the host serves others as well, and stays up for them.
        let upstreams = upstreams(&sites, name, &part.role, Strength::Wanted);
        found.insert(name.clone(), resolved(expanded, stated.chain(upstreams)));
    }
    for (name, mut found) in found {
        let needs = match expanded.parts.get_mut(&name) {
            Some(part) => &mut part.needs,
            None => {
                let service = expanded.services.get_mut(&name);
                &mut service
                    .expect("the names are those of parts and services")
                    .needs
            }
        };
        needs.append(&mut found);
        needs.sort_by(|a, b| a.part.cmp(&b.part));
    }
}

type Wish<'a> = (&'a str, Strength, &'a Origin);

fn needed(names: &[Located<Name>], strength: Strength) -> impl Iterator<Item = Wish<'_>> {
    names
        .iter()
        .map(move |name| (name.value.as_str(), strength, &name.origin))
}

/// The sites of each server.
type Sites<'a> = BTreeMap<&'a Name, Vec<&'a Site>>;

/// What the sites of a server hand requests to.
fn upstreams<'a>(
    sites: &Sites<'a>,
    server: &Name,
    role: &Role,
    strength: Strength,
) -> impl Iterator<Item = Wish<'a>> {
    let served = sites.get(server).filter(|_| *role == Role::Own);
    let served: Vec<&Site> = served.cloned().unwrap_or_default();
    served
        .into_iter()
        .flat_map(|site| site.routes())
        .map(move |route| (route.to.value.as_str(), strength, &route.to.origin))
}

/// The parts and services behind names, each once. Names without any are reported elsewhere.
///
/// Replicas are there so that one may fail: what needs them waits for all, and goes on without one.
fn resolved<'a>(expanded: &'a Expanded, wishes: impl Iterator<Item = Wish<'a>>) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let mut known: BTreeSet<&Name> = BTreeSet::new();
    for (name, strength, origin) in wishes {
        let services = expanded.services.get_key_value(name);
        let services = services.map(|(name, _)| name);
        let parts: Vec<&Name> = expanded.parts_of(name).map(|(name, _)| name).collect();
        // `Requires=` would restart whoever needs them whenever one of them starts again after a failure.
        let strength = match parts.len() {
            0 | 1 => strength,
            _ => Strength::Wanted,
        };
        for part in parts.into_iter().chain(services) {
            if !known.insert(part) {
                continue;
            }
            needs.push(Need {
                part: part.clone(),
                strength,
                origin: origin.clone(),
            });
        }
    }
    needs
}
