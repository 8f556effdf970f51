//! Volumes and images that podman keeps.

use super::{Live, Programs, complaint, of_scope};
use crate::{Plan, quadlets};
use formats::quadlet::{self, UnitKind};
use formats::unit::File;
use std::collections::{BTreeMap, BTreeSet};
use tree::{Artifact, Reader, Scope};

pub(super) fn look(plan: &Plan<'_>, programs: &impl Programs, live: &mut Live) {
    let mut wanted: BTreeMap<Scope, Wanted> = BTreeMap::new();
    for artifact in plan.generation.tree().iter() {
        if let Some((scope, kind, stem, file)) = quadlet_of(artifact) {
            wanted.entry(scope).or_default().note(kind, stem, &file);
        }
    }
    for (scope, wanted) in wanted {
        wanted.look(scope, programs, live);
    }
}

/// What the quadlets of a scope name.
#[derive(Default)]
struct Wanted {
    volumes: BTreeSet<String>,
    /// Images that are pulled, and those that are built.
    images: BTreeMap<String, &'static str>,
}

impl Wanted {
    fn note(&mut self, kind: UnitKind, stem: &str, file: &File) {
        let value = |section: &str, key: &str| {
            let value = file.values(section, key).last();
            value.map(|value| value.as_str().to_owned())
        };
        match kind {
            UnitKind::Volume => {
                let name = value("Volume", "VolumeName");
                let name = name.or_else(|| quadlet::object_name(kind, stem));
                self.volumes.extend(name);
            }
            UnitKind::Container => {
                let image = value("Container", "Image").filter(|image| !is_quadlet(image));
                let how = "the next start pulls it";
                self.images.extend(image.map(|image| (image, how)));
            }
            UnitKind::Build => {
                let how = "the next start builds it";
                self.images
                    .extend(value("Build", "ImageTag").map(|tag| (tag, how)));
            }
            UnitKind::Network
            | UnitKind::Pod
            | UnitKind::Kube
            | UnitKind::Image
            | UnitKind::Artifact => {}
        }
    }

    fn look(self, scope: Scope, programs: &impl Programs, live: &mut Live) {
        if !self.volumes.is_empty() {
            match names(scope, &["volume", "ls", "--format={{.Name}}"], programs) {
                Ok(kept) => {
                    for volume in self.volumes.difference(&kept) {
                        let matter = "is missing in podman: the next start makes an empty one";
                        live.find("volume", scope, &format!("volume {volume}"), matter);
                    }
                }
                Err(reason) => live.unseen(of_scope("volumes of podman", scope), reason),
            }
        }
        for (image, how) in self.images {
            match programs.ask(scope, &["podman", "image", "exists", &image]) {
                Ok(answer) if answer.is_success => {}
                // podman-image-exists(1): 1 without a word when it does not, 125 when something is wrong.
                Ok(answer) if answer.stderr.trim().is_empty() => {
                    let matter = format!("is missing in podman: {how}");
                    live.find("image", scope, &format!("image {image}"), matter);
                }
                Ok(answer) => {
                    let reason = complaint("podman", &answer);
                    live.unseen(of_scope("images of podman", scope), reason);
                }
                Err(reason) => {
                    live.unseen(of_scope("images of podman", scope), reason);
                    break;
                }
            }
        }
    }
}

/// Whether an image is that of another quadlet.
fn is_quadlet(image: &str) -> bool {
    image.ends_with(".build") || image.ends_with(".image")
}

/// The names that podman lists.
///
/// # Errors
/// Why it did not.
pub(super) fn names(
    scope: Scope,
    arguments: &[&str],
    programs: &impl Programs,
) -> Result<BTreeSet<String>, String> {
    let command: Vec<&str> = std::iter::once(&"podman")
        .chain(arguments)
        .copied()
        .collect();
    let answer = programs.ask(scope, &command)?;
    match answer.is_success {
        true => Ok(answer.stdout.lines().map(str::to_owned).collect()),
        false => Err(complaint("podman", &answer)),
    }
}

/// A quadlet: whose it is, its kind, its name without extension, and what stands in it.
fn quadlet_of(artifact: &Artifact) -> Option<(Scope, UnitKind, &str, File)> {
    let scope = artifact.readers.iter().find_map(|reader| match reader {
        Reader::Manager(scope) => Some(*scope),
        _ => None,
    })?;
    let (folder, name) = artifact.path.below_etc().rsplit_once('/')?;
    let (stem, extension) = name.rsplit_once('.')?;
    let kind = UnitKind::with_extension(extension).filter(|_| quadlets::is_folder(folder))?;
    let text = std::str::from_utf8(artifact.bytes()?).ok()?;
    Some((scope, kind, stem, quadlet::parse(text).ok()?))
}
