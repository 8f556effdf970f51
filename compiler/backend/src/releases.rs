//! Whether the releases of the target are ones that the tables of `formats` know.

use crate::context::version;
use crate::rules;
use formats::{Releases, nft, nginx, quadlet, systemd};
use model::leaf::Version;
use model::{CheckedStack, Target};
use source::{Diagnostic, Located, Report};

/// Below the oldest release files would be written that the program does not read; above the newest
/// nobody has looked.
pub(crate) fn check(stack: &CheckedStack, report: &mut Report) {
    let stack = &stack.stack;
    let versions = &stack.versions;
    let target = &stack.target;
    // Older podmans are refused where there are containers.
    one(
        "podman",
        None,
        &versions.podman,
        target,
        quadlet::RELEASES,
        report,
    );
    let oldest = Some(systemd::RELEASES.oldest);
    one(
        "systemd",
        oldest,
        &versions.systemd,
        target,
        systemd::RELEASES,
        report,
    );
    let oldest = Some(nginx::RELEASES.oldest);
    one(
        "nginx",
        oldest,
        &versions.nginx,
        target,
        nginx::RELEASES,
        report,
    );
    let servers = stack.programs().filter_map(|program| program.nginx);
    for release in servers.filter_map(|nginx| nginx.version.as_ref()) {
        one("nginx", oldest, release, target, nginx::RELEASES, report);
    }
    let oldest = Some(nft::RELEASES.oldest);
    one(
        "nftables",
        oldest,
        &versions.nftables,
        target,
        nft::RELEASES,
        report,
    );
}

fn one(
    program: &str,
    oldest: Option<formats::Version>,
    release: &Located<Version>,
    target: &Located<Target>,
    known: Releases,
    report: &mut Report,
) {
    let at = match release.origin.is_default() {
        true => &target.origin,
        false => &release.origin,
    };
    let found = version(release.value);
    if let Some(oldest) = oldest.filter(|oldest| found < *oldest) {
        report.add(
            Diagnostic::error(
                &rules::UNKNOWN_RELEASE,
                format!(
                    "{program} {} is older than any that stackc writes for",
                    known.shown(found)
                ),
            )
            .at(at, "this release")
            .hint(format!(
                "build for {program} {} or later",
                known.shown(oldest)
            )),
        );
    }
    if known.is_exceeded_by(found) {
        report.add(
            Diagnostic::warning(
                &rules::UNKNOWN_RELEASE,
                format!(
                    "{program} {} is newer than any that stackc knows",
                    known.shown(found)
                ),
            )
            .at(at, "this release")
            .note(format!(
                "what {program} {} reads is written; settings that came later are refused",
                known.shown(known.newest)
            ))
            .hint("accept it with `accepts.unknown-release = \"…why…\"`"),
        );
    }
}
