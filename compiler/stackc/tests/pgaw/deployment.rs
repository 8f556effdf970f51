//! The trees that the tests look at: those of the stack as it stands, and of its variants.

use crate::common::stack;
pub(crate) use crate::tree::Deployment;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The name of the stack, and of its folder below `stacks`.
pub(crate) const STACK: &str = "pgaw";

/// The container that serves its sites.
pub(crate) const NGINX: &str = "proxy";

/// Where the quadlets of the system manager are.
pub(crate) const QUADLETS: &str = "etc/containers/systemd";

/// The stack with each choice it offers, as `variants.ncl` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The stack as it stands: Let's Encrypt, the database open, a Raspberry Pi.
    Default,
    /// A pair made on the host.
    SelfSigned,
    /// A database that is reached over TLS only.
    OnlyTls,
    /// A database that is not reached from outside, on another host, with a dump of settings.
    Closed,
    /// An older release, whose podman knows less.
    Ubuntu2404,
}

impl Variant {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [
        Self::Default,
        Self::SelfSigned,
        Self::OnlyTls,
        Self::Closed,
        Self::Ubuntu2404,
    ];

    /// Its environment in `variants.ncl`; the stack as it stands is in none.
    pub(crate) fn environment(self) -> Option<&'static str> {
        match self {
            Self::Default => None,
            Self::SelfSigned => Some("self_signed"),
            Self::OnlyTls => Some("only_tls"),
            Self::Closed => Some("closed"),
            Self::Ubuntu2404 => Some("ubuntu2404"),
        }
    }

    fn installable(self) -> PathBuf {
        match self.environment() {
            None => stack(STACK),
            Some(environment) => stack(STACK).join(format!("variants.ncl#{environment}")),
        }
    }

    /// Its tree; built once, whoever asks first.
    pub(crate) fn built(self) -> &'static Deployment {
        static BUILT: [OnceLock<Deployment>; Variant::ALL.len()] =
            [const { OnceLock::new() }; Variant::ALL.len()];
        BUILT[self as usize].get_or_init(|| Deployment::build(&self.installable()))
    }
}

/// The stack as it stands.
pub(crate) fn default() -> &'static Deployment {
    Variant::Default.built()
}
