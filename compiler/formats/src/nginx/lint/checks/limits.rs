//! Limits that are reached before the one that was meant.

use super::{Context, Scope, Weakness, WeaknessKind};
use crate::Version;

const KIND: WeaknessKind = WeaknessKind::ServerLimits;

/// Files that a service may have open when its unit says nothing (`DefaultLimitNOFILE=`, the soft limit).
const OPEN_FILES: u64 = 1024;

/// What connections lived for before 1.19.10.
const FEW_REQUESTS: u64 = 1000;

/// The release that keeps QUIC connections over a reload with `quic_bpf`.
const KEEPS_QUIC: Version = Version::new(1, 31, 7);

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    found.extend(open_files(scope));
    for directive in scope.frame.own("keepalive_requests") {
        let number = directive
            .parameter(0)
            .and_then(|word| word.parse::<u64>().ok());
        if let Some(number) = number.filter(|number| *number < FEW_REQUESTS) {
            let headline =
                format!("connections end after {number} requests, and those under way may fail");
            found.push(
                Weakness::warning(KIND, directive, headline).hint("remove it: nginx has 1000"),
            );
        }
    }
    found.extend(quic(scope));
}

/// A connection that is passed on takes two.
fn open_files(scope: &Scope<'_>) -> Option<Weakness> {
    if scope.frame.context != Context::Events {
        return None;
    }
    let connections = scope.frame.own("worker_connections").first()?;
    let number = connections.parameter(0)?.parse::<u64>().ok()?;
    let main = scope.frame.outer()?;
    let limit = main.own("worker_rlimit_nofile").first();
    let files = match limit {
        Some(limit) => limit.parameter(0)?.parse::<u64>().ok()?,
        None => OPEN_FILES,
    };
    (files < number.saturating_mul(2)).then(|| {
        let headline = format!(
            "{number} connections of a worker need twice as many files, and it may open {files}"
        );
        let weakness = Weakness::warning(KIND, connections, headline);
        let weakness = match limit {
            Some(limit) => weakness.and(limit, "limited here"),
            None => weakness,
        };
        weakness.hint("set `worker_rlimit_nofile` to twice `worker_connections` or more")
    })
}

fn quic(scope: &Scope<'_>) -> Option<Weakness> {
    let bpf = scope.frame.own("quic_bpf").first()?;
    let workers = scope.frame.own("worker_processes").first()?;
    let is_on = bpf.parameter(0) == Some("on") && workers.parameter(0) != Some("1");
    (is_on && scope.build.nginx < KEEPS_QUIC).then(|| {
        let headline = format!(
            "nginx {} loses QUIC connections at a reload with `quic_bpf`",
            scope.build.nginx
        );
        Weakness::warning(KIND, bpf, headline).hint("leave `quic_bpf` off")
    })
}
