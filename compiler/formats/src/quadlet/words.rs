//! The words that some keys take: those of podman's options of the same meaning.

pub(super) const AUTO_UPDATE: &[&str] = &["registry", "local"];
pub(super) const BUILD_PULL: &[&str] = &[
    "always",
    "missing",
    "never",
    "newer",
    "true",
    "false",
    "ifmissing",
    "ifnewer",
];
pub(super) const CGROUPS: &[&str] = &["enabled", "disabled", "no-conmon", "split"];
pub(super) const EXIT_CODES: &[&str] = &["all", "any", "none"];
pub(super) const EXIT_POLICY: &[&str] = &["continue", "stop"];
pub(super) const IPAM: &[&str] = &["host-local", "dhcp", "none"];
pub(super) const LOG_DRIVERS: &[&str] = &[
    "journald",
    "k8s-file",
    "json-file",
    "none",
    "passthrough",
    "passthrough-tty",
];
pub(super) const NOTIFY: &[&str] = &["true", "false", "healthy"];
pub(super) const ON_FAILURE: &[&str] = &["none", "kill", "restart", "stop"];
pub(super) const PULL: &[&str] = &["always", "missing", "never", "newer"];
pub(super) const REMAP: &[&str] = &["manual", "auto", "keep-id"];
