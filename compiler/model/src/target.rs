//! The release a stack is built for. Mirrors `lib/target.ncl`.

use crate::decode::{choice, record};
use crate::leaf::Version;
use source::Located;

choice! {
    /// A release of a distribution, or of the programs themselves.
    pub enum Target {
        /// Debian 12: podman without quadlets.
        Debian12,
        /// Ubuntu 24.04.
        Ubuntu2404,
        /// Debian 13.
        Debian13,
        /// The newest releases of the programs, whatever distribution has them.
        Upstream,
    }
}

record! {
    /// The programs that read the output.
    pub struct Versions {
        /// Podman with its quadlet generator.
        pub podman: Located<Version>,
        /// systemd.
        pub systemd: Located<Version>,
        /// The nginx of the host.
        pub nginx: Located<Version>,
        /// nft.
        pub nftables: Located<Version>,
    }
}

impl std::fmt::Display for Target {
    /// Writes the name as the stack does: `Debian13`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Debian12 => "Debian12",
            Self::Ubuntu2404 => "Ubuntu2404",
            Self::Debian13 => "Debian13",
            Self::Upstream => "Upstream",
        })
    }
}
