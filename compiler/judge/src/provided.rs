//! What a host or a container has besides the tree: stated by the test, never guessed by a judge.

use crate::Root;
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

/// Facts about a host that its tree does not hold.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What other packages, people and programs put on the host.
    pub host: Provided,
    /// What images and volumes put into a container, by the name of its service without `.service`.
    pub containers: BTreeMap<String, Provided>,
    /// Names that the host resolves, for upstreams of its own nginx. Names of containers are found.
    pub names: Vec<String>,
    /// Addresses of the host that its own nginx listens on.
    pub addresses: Vec<IpAddr>,
}

/// What stands at an absolute path besides the tree.
#[derive(Clone, Debug)]
pub enum Stub {
    /// A file with this text: an env file with secrets, sysusers.d lines of a package.
    Text(String),
    /// A directory.
    Folder,
    /// A program of another package or of a checkout, for `ExecStart=`.
    Program,
    /// A service of another package.
    Service,
    /// A self-signed certificate.
    Certificate,
    /// The key of every [`Stub::Certificate`].
    CertificateKey,
    /// Diffie-Hellman parameters.
    DhParameters,
    /// Nothing: a file of the root that such a host does not have, as nginx's default site.
    Absent,
}

/// Stubs by absolute path.
#[derive(Clone, Debug, Default)]
pub struct Provided(BTreeMap<String, Stub>);

impl Provided {
    /// Adds a stub at an absolute path.
    #[must_use]
    pub fn with(mut self, path: &str, stub: Stub) -> Self {
        self.0.insert(path.to_owned(), stub);
        self
    }

    /// Adds all that another host has.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Paths that are to be absent.
    pub(crate) fn absent(&self) -> impl Iterator<Item = &str> {
        let absent = self
            .0
            .iter()
            .filter(|(_, stub)| matches!(stub, Stub::Absent));
        absent.map(|(path, _)| path.as_str())
    }

    /// Puts all stubs into a folder that is to be laid over a root.
    pub(crate) fn write(&self, root: &Root, layer: &Path) -> io::Result<()> {
        let mut stubs = self.0.iter();
        stubs.try_for_each(|(path, stub)| stub.write(root, &layer.join(unlinked(path))))
    }
}

/// A temporary folder that users other than root may enter, once it is the root of a view.
pub(crate) fn world_readable_folder() -> io::Result<TempDir> {
    tempfile::Builder::new()
        .permissions(PermissionsExt::from_mode(0o755))
        .tempdir()
}

/// The path relative to the root, without its links: `/bin` is one to `/usr/bin`, as in every Debian.
fn unlinked(path: &str) -> String {
    let path = path.trim_start_matches('/');
    match path.split('/').next() {
        Some("bin" | "sbin" | "lib" | "lib64") => format!("usr/{path}"),
        _ => path.to_owned(),
    }
}

impl Stub {
    fn write(&self, root: &Root, path: &Path) -> io::Result<()> {
        let text = match self {
            Self::Text(text) => text,
            Self::Folder => return std::fs::create_dir_all(path),
            Self::Program => "#!/bin/sh\n",
            Self::Service => "[Service]\nType=oneshot\nExecStart=/bin/true\n",
            Self::Certificate => &pair(root)?.certificate,
            Self::CertificateKey => &pair(root)?.key,
            Self::DhParameters => &openssl(root, DH_PARAMETERS)?,
            Self::Absent => return remove(path),
        };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut file = std::fs::File::create(path)?;
        file.write_all(text.as_bytes())?;
        let program = matches!(self, Self::Program);
        let mode = if program { 0o755 } else { 0o644 };
        file.set_permissions(PermissionsExt::from_mode(mode))
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

struct Pair {
    certificate: String,
    key: String,
}

/// One key and its self-signed certificate for all stubs of this process.
fn pair(root: &Root) -> io::Result<&'static Pair> {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    if let Some(pair) = PAIR.get() {
        return Ok(pair);
    }
    let both = openssl(root, NEW_PAIR)?;
    let start = both.find(CERTIFICATE).unwrap_or_default();
    let (key, certificate) = both.split_at(start);
    let (key, certificate) = (key.to_owned(), certificate.to_owned());
    Ok(PAIR.get_or_init(|| Pair { certificate, key }))
}

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// Writes the key first, then the certificate.
const NEW_PAIR: &str = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 \
    -subj /CN=stub -keyout /run/key -out /run/certificate 2> /dev/null; cat /run/key /run/certificate";

/// A group of RFC 7919, which takes no time to generate.
const DH_PARAMETERS: &str =
    "openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 2> /dev/null";

fn openssl(root: &Root, script: &str) -> io::Result<String> {
    let outcome = root.view().script(script, &[]);
    if outcome.succeeded() {
        Ok(outcome.stdout)
    } else {
        Err(io::Error::other(outcome.transcript()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stubs_in_linked_folders_are_written_where_the_links_lead() {
        let cases = [
            ("/bin/x", "usr/bin/x"),
            ("/usr/bin/x", "usr/bin/x"),
            ("/opt/lib/x", "opt/lib/x"),
            ("/library/x", "library/x"),
        ];
        for (path, expected) in cases {
            assert_eq!(unlinked(path), expected);
        }
    }
}
