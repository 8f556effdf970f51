//! What jobs that stackc makes for its own ends may reach: no more than they need (`systemd.exec(5)`).
//!
//! They have no fields in a stack, so this stands here and not in the library; for services of the stack there
//! is `recipes.hardened`. A drop-in of the user can take each setting back.

use crate::writer::Writer;
use formats::systemd::Section;
use formats::unit::Argument;
use model::Settings;
use model::check::Role;
use source::Origin;

/// What a job needs.
pub(crate) struct Job {
    /// Capabilities; root has none of the others, either.
    capabilities: &'static str,
    /// Kinds of sockets.
    sockets: &'static str,
    /// What of the host is read-only.
    read_only: &'static str,
    /// Whether it has a network.
    has_network: bool,
    /// Whether `/tmp` is its own; before local file systems are up there is none.
    has_tmp: bool,
    /// Whether what it makes is for itself alone.
    is_private: bool,
}

/// Puts secrets that systemd has handed to it into files below its own folder in `/run`.
pub(crate) const CREDENTIALS: Job = Job {
    capabilities: "",
    sockets: "none",
    read_only: "strict",
    has_network: false,
    has_tmp: true,
    is_private: true,
};

/// Loads a table of nftables, before anything else is up.
pub(crate) const TABLE: Job = Job {
    capabilities: "CAP_NET_ADMIN",
    sockets: "AF_NETLINK",
    read_only: "full",
    has_network: true,
    has_tmp: false,
    is_private: true,
};

/// Adds lines to `/etc/subuid`: `usermod` locks and renames files of root there, and may log.
pub(crate) const ID_RANGES: Job = Job {
    capabilities: "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_FSETID CAP_AUDIT_WRITE",
    sockets: "AF_UNIX AF_NETLINK",
    read_only: "true",
    has_network: true,
    has_tmp: true,
    is_private: false,
};

/// Makes a key pair in `/etc`, for whoever reads it.
const CERTIFICATE: Job = Job {
    capabilities: "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER",
    sockets: "AF_UNIX",
    read_only: "true",
    has_network: false,
    has_tmp: true,
    is_private: false,
};

/// Asks Let's Encrypt, listens for its challenge, and tells systemd about a new certificate.
const CERTBOT: Job = Job {
    capabilities: "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_NET_BIND_SERVICE",
    sockets: "AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    read_only: "true",
    has_network: true,
    has_tmp: true,
    is_private: false,
};

/// The job of a part that the stack did not write.
pub(super) fn of(role: &Role) -> Option<&'static Job> {
    match role {
        Role::Own => None,
        Role::CertificatePair(_) => Some(&CERTIFICATE),
        Role::Certbot(_) => Some(&CERTBOT),
    }
}

/// What no job needs.
const NEVER: &[(&str, &str)] = &[
    ("LockPersonality", "true"),
    ("NoNewPrivileges", "true"),
    ("PrivateDevices", "true"),
    ("ProtectClock", "true"),
    ("ProtectControlGroups", "true"),
    ("ProtectHome", "true"),
    ("ProtectHostname", "true"),
    ("ProtectKernelLogs", "true"),
    ("ProtectKernelModules", "true"),
    ("ProtectKernelTunables", "true"),
    ("ProtectProc", "invisible"),
    ("RestrictNamespaces", "true"),
    ("RestrictRealtime", "true"),
    ("RestrictSUIDSGID", "true"),
    ("SystemCallArchitectures", "native"),
    ("SystemCallErrorNumber", "EPERM"),
    ("SystemCallFilter", "@system-service"),
];

impl Job {
    /// Writes the settings, but for those that further settings of the part have.
    pub(crate) fn write(&self, writer: &mut Writer<'_>, extra: Option<&Settings>, origin: &Origin) {
        let further = extra.and_then(|extra| extra.get("Service"));
        let is_further = |key: &str| further.is_some_and(|keys| keys.value.contains_key(key));
        let own = [
            ("CapabilityBoundingSet", Some(self.capabilities)),
            ("RestrictAddressFamilies", Some(self.sockets)),
            ("ProtectSystem", Some(self.read_only)),
            ("PrivateNetwork", (!self.has_network).then_some("true")),
            ("PrivateTmp", self.has_tmp.then_some("true")),
            ("UMask", self.is_private.then_some("0077")),
        ];
        let own = own
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)));
        for (key, value) in own.chain(NEVER.iter().copied()) {
            if is_further(key) {
                continue;
            }
            let argument = match value {
                "" => Argument::Reset,
                value => Argument::written(value),
            };
            writer.set(Section::Service, key, argument, origin);
        }
    }
}
