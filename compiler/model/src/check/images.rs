//! Images are what their name says, today and next year.

use super::expand::Expanded;
use crate::leaf::ImageReference;
use crate::{Image, rules};
use source::{Diagnostic, Located, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for part in expanded.parts.values() {
        if let Image::Pull(image) = &part.container.image.value {
            check_pulled(image, report);
        }
    }
    for build in expanded.stack.builds.values() {
        if !build.tag.is_local() {
            report.add(
                Diagnostic::error(
                    &rules::UNPINNED_IMAGE,
                    format!(
                        "the local image `{}` has the name of a remote one",
                        build.tag
                    ),
                )
                .at(&build.tag.origin, "podman would look for it in a registry")
                .hint(format!("call it `localhost/{}`", path_of(&build.tag))),
            );
        }
    }
}

/// A reference without its registry.
fn path_of(image: &ImageReference) -> &str {
    let registry = image.registry().unwrap_or_default();
    let path = image.as_str().strip_prefix(registry);
    path.unwrap_or(image.as_str()).trim_start_matches('/')
}

fn check_pulled(image: &Located<ImageReference>, report: &mut Report) {
    let pinned = image.has_digest() || image.tag().is_some_and(|tag| tag != "latest");
    let trouble = if image.registry().is_none() {
        "does not name its registry"
    } else if !pinned && !image.is_local() {
        "is not pinned to a release"
    } else {
        return;
    };
    report.add(
        Diagnostic::error(
            &rules::UNPINNED_IMAGE,
            format!("the image `{image}` {trouble}"),
        )
        .at(&image.origin, "may be another image tomorrow")
        .hint("write registry, name and tag, as in `docker.io/library/postgres:16.4`"),
    );
}
