//! Which format a file is in, by where it stands.

use super::{Assignment, lines, nft, nginx, plain, sections, statements, units};
use formats::ParseError;
use tree::TreePath;

/// Reads the assignments of a file; fails when the text is not in the format.
type Read = fn(&str) -> Result<Vec<Assignment>, ParseError>;

/// What the values of a key mean, in one form: equal forms are equal meanings.
type Canonical = fn(section: &str, key: &str, values: &[String]) -> Vec<String>;

/// A format that is compared by meaning.
#[derive(Clone, Copy)]
pub(super) struct Format {
    pub(super) read: Read,
    pub(super) canonical: Canonical,
    /// What stands between a key and its value.
    pub(super) separator: &'static str,
    /// Whether the order of different keys means something.
    pub(super) is_ordered: bool,
}

fn as_written(_section: &str, _key: &str, values: &[String]) -> Vec<String> {
    values.to_vec()
}

impl Format {
    const fn assigned(read: Read) -> Self {
        Self {
            read,
            canonical: as_written,
            separator: "=",
            is_ordered: false,
        }
    }

    const fn spaced(read: Read) -> Self {
        Self {
            separator: " ",
            ..Self::assigned(read)
        }
    }

    const fn ordered(read: Read) -> Self {
        Self {
            is_ordered: true,
            ..Self::spaced(read)
        }
    }

    const fn meaning(self, canonical: Canonical) -> Self {
        Self { canonical, ..self }
    }
}

const NFT: Format = Format::ordered(nft::nft).meaning(nft::canonical);
const NGINX: Format = Format::ordered(nginx::nginx);
const UNIT: Format = Format::assigned(sections::systemd).meaning(units::canonical);
const QUADLET: Format = Format::assigned(sections::quadlet).meaning(units::canonical);
const PYTHON: Format = Format::assigned(sections::python).meaning(sections::truths);
const SUPERVISOR: Format = Format::assigned(sections::supervisor).meaning(sections::truths);

/// Formats by the beginning of a path. The first that fits counts.
const FOLDERS: [(&str, Format); 15] = [
    ("etc/containers/systemd/", QUADLET),
    ("etc/systemd/", UNIT),
    ("etc/nginx/", NGINX),
    ("etc/nftables.conf", NFT),
    ("etc/sysusers.d/", Format::spaced(lines::sysusers)),
    ("etc/tmpfiles.d/", Format::spaced(lines::tmpfiles)),
    ("etc/user-tmpfiles.d/", Format::spaced(lines::tmpfiles)),
    ("etc/sysctl.d/", Format::assigned(lines::sysctl)),
    ("etc/modules-load.d/", Format::spaced(lines::modules)),
    ("etc/logrotate.d/", Format::spaced(statements::logrotate)),
    ("etc/apt/apt.conf.d/", Format::ordered(statements::apt)),
    ("etc/ssmtp/", Format::assigned(plain::ssmtp)),
    ("etc/needrestart/conf.d/", Format::assigned(plain::perl)),
    ("etc/supervisor/", SUPERVISOR),
    ("etc/uwsgi/", Format::assigned(sections::uwsgi)),
];

/// Formats by the end of a path.
const ENDS: [(&str, Format); 4] = [
    (".nft", NFT),
    (".env", Format::assigned(plain::env)),
    ("uwsgi.ini", Format::assigned(sections::uwsgi)),
    (".ini", PYTHON),
];

/// The format of a path. In the folder of a stack, where containers find their files, the text has to tell.
pub(super) fn format_of(path: &TreePath, texts: [Option<&str>; 2]) -> Option<Format> {
    let path = path.as_str();
    let folder = FOLDERS.iter().find(|(start, _)| path.starts_with(start));
    let end = ENDS.iter().find(|(end, _)| path.ends_with(end));
    let known = folder.or(end).map(|(_, format)| *format);
    let is_nginx = || {
        let texts = || texts.into_iter().flatten();
        path.starts_with("etc/stackc/") && path.ends_with(".conf") && texts().any(nginx::has_blocks)
    };
    known.or_else(|| is_nginx().then_some(NGINX))
}
