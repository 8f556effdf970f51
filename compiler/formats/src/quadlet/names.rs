//! Which service a quadlet file makes, and how podman calls the object.

use super::UnitKind;
use crate::Version;
use crate::unit::{NameError, UnitName};

/// From here on, templates work for all kinds of files.
const ALL_TEMPLATES: Version = Version::new(5, 7, 0);

/// The service that the generator makes of `STEM.KIND`, without `ServiceName=`.
///
/// The stem may be a template (`t@`) or an instance (`t@one`).
///
/// # Errors
/// A stem that gives no unit name, and templates of other kinds than `.container` and `.kube` before
/// podman 5.7, which made objects whose names podman refuses.
pub fn service_name(unit: UnitKind, stem: &str, podman: Version) -> Result<UnitName, NameError> {
    let suffix = match unit {
        UnitKind::Container | UnitKind::Kube => "",
        UnitKind::Pod => "-pod",
        UnitKind::Network => "-network",
        UnitKind::Volume => "-volume",
        UnitKind::Image => "-image",
        UnitKind::Build => "-build",
        UnitKind::Artifact => "-artifact",
    };
    let name = match stem.split_once('@') {
        Some(_) if !suffix.is_empty() && podman < ALL_TEMPLATES => {
            return Err(NameError {
                name: format!("{stem}{unit}"),
                reason: format!("`{unit}` files cannot be templates before podman {ALL_TEMPLATES}"),
            });
        }
        Some((prefix, instance)) => format!("{prefix}{suffix}@{instance}.service"),
        None => format!("{stem}{suffix}.service"),
    };
    name.parse()
}

/// The name podman gives to the object of `STEM.KIND`, when no key names it; specifiers written out.
///
/// `None` for kinds whose object has no name of its own (images, builds, artifacts, kube), and for a
/// template, whose objects are named by its instances.
pub fn object_name(unit: UnitKind, stem: &str) -> Option<String> {
    match unit {
        UnitKind::Image | UnitKind::Build | UnitKind::Kube | UnitKind::Artifact => return None,
        UnitKind::Container | UnitKind::Pod | UnitKind::Network | UnitKind::Volume => {}
    }
    match (stem.split_once('@'), unit) {
        (None, _) => Some(format!("systemd-{stem}")),
        (Some((_, "")), _) => None,
        (Some((prefix, instance)), UnitKind::Container) => {
            Some(format!("systemd-{prefix}_{instance}"))
        }
        (Some((prefix, instance)), _) => Some(format!("systemd-{prefix}-{instance}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_make_services_and_objects() {
        let v54 = Version::new(5, 4, 2);
        let cases = [
            (
                UnitKind::Container,
                "foo",
                "foo.service",
                Some("systemd-foo"),
            ),
            (UnitKind::Kube, "foo", "foo.service", None),
            (UnitKind::Pod, "foo", "foo-pod.service", Some("systemd-foo")),
            (
                UnitKind::Network,
                "foo",
                "foo-network.service",
                Some("systemd-foo"),
            ),
            (
                UnitKind::Volume,
                "foo",
                "foo-volume.service",
                Some("systemd-foo"),
            ),
            (UnitKind::Image, "foo", "foo-image.service", None),
            (UnitKind::Build, "foo", "foo-build.service", None),
            (UnitKind::Artifact, "foo", "foo-artifact.service", None),
            (UnitKind::Container, "t@", "t@.service", None),
            (
                UnitKind::Container,
                "t@one",
                "t@one.service",
                Some("systemd-t_one"),
            ),
        ];
        for (unit, stem, service, object) in cases {
            assert_eq!(service_name(unit, stem, v54).unwrap().as_str(), service);
            assert_eq!(object_name(unit, stem).as_deref(), object, "{stem}{unit}");
        }
        assert!(service_name(UnitKind::Network, "n@", v54).is_err());
        let later = service_name(UnitKind::Network, "n@", Version::new(5, 7, 0)).unwrap();
        assert_eq!(later.as_str(), "n-network@.service");
        assert_eq!(
            object_name(UnitKind::Network, "n@i").as_deref(),
            Some("systemd-n-i")
        );
        assert!(service_name(UnitKind::Container, "../x", v54).is_err());
    }
}
