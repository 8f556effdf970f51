//! From choices to parts: replicas become containers, a certificate becomes the volumes, jobs and
//! timers that obtain it.
//!
//! What is added here is emitted like everything else and obeys the same rules. Where it comes from
//! is not lost: each added part carries the origin of the choice that asked for it.

mod certificate;
mod made;
pub use certificate::{CERTIFICATES, LETSENCRYPT, WEBROOT};

use crate::decode::Entry;
use crate::leaf::{AbsolutePath, Calendar, Duration, Name};
use crate::{Container, Image, Label, MountSource, Route, Settings, Stack, Volume, rules};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::{BTreeMap, BTreeSet};

/// A stack and everything its choices ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded {
    /// The stack as it was written.
    pub stack: Stack,
    /// Every container that is emitted, by name.
    pub parts: BTreeMap<Name, Part>,
    /// Every volume that is emitted, by name.
    pub volumes: BTreeMap<Name, Entry<Volume>>,
    /// Every timer that is emitted.
    pub timers: Vec<Timer>,
}

/// A container that is emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name under `containers`, or of the certificate's job; replicas share it.
    pub of: Name,
    /// Where it was asked for.
    pub origin: Origin,
    /// What it is.
    pub container: Container,
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
    /// A part.
    pub part: Name,
    /// Who says so.
    pub origin: Origin,
}

/// A timer that starts a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Name of its unit, without suffix; the stack's name is put before it unless `is_whole_name`.
    pub name: Name,
    /// Whether the name was given as the whole name of the unit.
    pub is_whole_name: bool,
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

/// When a timer elapses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// By the calendar; a missed run is made up for.
    Calendar {
        /// When.
        schedule: Located<Calendar>,
        /// Largest random delay.
        random_delay: Located<Duration>,
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
    /// The parts that run a container of the stack: one for each replica.
    pub fn parts_of<'a>(&'a self, of: &'a str) -> impl Iterator<Item = (&'a Name, &'a Part)> {
        self.parts
            .iter()
            .filter(move |(_, part)| part.of.as_str() == of)
    }

    /// Whether several parts run what a location hands its requests to.
    pub fn is_replicated(&self, route: &Route<'_>) -> bool {
        let container = self.stack.containers.get(route.to.as_str());
        container.is_some_and(|container| container.replicas.value > 1)
    }

    /// The parts that mount a volume.
    pub fn mounts_of<'a>(
        &'a self,
        volume: &'a str,
    ) -> impl Iterator<Item = (&'a Name, &'a Located<Name>)> {
        self.parts.iter().flat_map(move |(name, part)| {
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
        let consumers: BTreeSet<&Name> = self.mounts_of(volume).map(|(name, _)| name).collect();
        if consumers.len() > 1 {
            Label::Shared
        } else {
            Label::Private
        }
    }

    /// The timer that runs a part until it has succeeded.
    pub fn first_timer_of(&self, part: &Name) -> Option<&Timer> {
        let mut timers = self.timers.iter().filter(|timer| timer.starts == *part);
        timers.find(|timer| matches!(timer.trigger, Trigger::UntilItSucceeds { .. }))
    }

    /// Whether a timer starts the part, so that nothing else does.
    pub fn is_timed(&self, part: &Name) -> bool {
        self.timers.iter().any(|timer| timer.starts == *part)
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
pub(super) fn expand(stack: Stack, report: &mut Report) -> Expanded {
    let mut expanded = Expanded {
        parts: BTreeMap::new(),
        volumes: stack.volumes.clone(),
        timers: Vec::new(),
        stack,
    };
    replicate(&mut expanded, report);
    let certificates = expanded.stack.certificates.clone();
    for (name, certificate) in &certificates {
        certificate::expand(name, certificate, &mut expanded, report);
    }
    collect_needs(&mut expanded);
    expanded
}

/// The most replicas of one container; a typo should not fill the host.
const MOST_REPLICAS: u32 = 999;

fn replicate(expanded: &mut Expanded, report: &mut Report) {
    let containers = expanded.stack.containers.clone();
    for (name, entry) in &containers {
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
                needs: Vec::new(),
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

/// What each part waits for: what it says, and the upstreams and pairs of the sites it serves.
fn collect_needs(expanded: &mut Expanded) {
    let mut needs: BTreeMap<Name, Vec<Need>> = BTreeMap::new();
    for (name, part) in &expanded.parts {
        let stated = part.container.needs.iter();
        let mut all: Vec<(&str, &Origin)> = stated
            .map(|need| (need.value.as_str(), &need.origin))
            .collect();
        let sites = expanded.stack.sites.values();
        for site in sites.filter(|site| site.served_by.value == part.of && part.role == Role::Own) {
            let routes = site.routes();
            all.extend(routes.map(|route| (route.to.as_str(), &route.to.origin)));
        }
        let found = needs.entry(name.clone()).or_default();
        for (needed, origin) in all {
            for (part_name, _) in expanded.parts_of(needed) {
                if !found.iter().any(|need| need.part == *part_name) {
                    found.push(Need {
                        part: part_name.clone(),
                        origin: origin.clone(),
                    });
                }
            }
        }
    }
    for (name, mut found) in needs {
        let part = expanded
            .parts
            .get_mut(&name)
            .expect("the names are those of the parts");
        part.needs.append(&mut found);
        part.needs.sort_by(|a, b| a.part.cmp(&b.part));
    }
}
