//! Which format a file is in, by where it stands.

use super::{Assignment, lines, nft, nginx, plain, sections, statements};
use formats::ParseError;
use tree::TreePath;

/// A format that is compared by meaning.
#[derive(Clone, Copy)]
pub(super) struct Format {
    /// Reads the assignments of a file; fails when the text is not in the format.
    pub(super) read: fn(&str) -> Result<Vec<Assignment>, ParseError>,
    /// What stands between a key and its value.
    pub(super) separator: &'static str,
}

impl Format {
    const fn assigned(read: fn(&str) -> Result<Vec<Assignment>, ParseError>) -> Self {
        let separator = "=";
        Self { read, separator }
    }

    const fn spaced(read: fn(&str) -> Result<Vec<Assignment>, ParseError>) -> Self {
        let separator = " ";
        Self { read, separator }
    }
}

const NGINX: Format = Format::spaced(nginx::nginx);

/// Formats by the beginning of a path. The first that fits counts.
const FOLDERS: [(&str, Format); 15] = [
    ("etc/containers/systemd/", Format::assigned(sections::quadlet)),
    ("etc/systemd/", Format::assigned(sections::systemd)),
    ("etc/nginx/", NGINX),
    ("etc/nftables.conf", Format::spaced(nft::nft)),
    ("etc/sysusers.d/", Format::spaced(lines::sysusers)),
    ("etc/tmpfiles.d/", Format::spaced(lines::tmpfiles)),
    ("etc/user-tmpfiles.d/", Format::spaced(lines::tmpfiles)),
    ("etc/sysctl.d/", Format::assigned(lines::sysctl)),
    ("etc/modules-load.d/", Format::spaced(lines::modules)),
    ("etc/logrotate.d/", Format::spaced(statements::logrotate)),
    ("etc/apt/apt.conf.d/", Format::spaced(statements::apt)),
    ("etc/ssmtp/", Format::assigned(plain::ssmtp)),
    ("etc/needrestart/conf.d/", Format::assigned(plain::perl)),
    ("etc/supervisor/", Format::assigned(sections::supervisor)),
    ("etc/uwsgi/", Format::assigned(sections::uwsgi)),
];

/// Formats by the end of a path.
const ENDS: [(&str, Format); 4] = [
    (".nft", Format::spaced(nft::nft)),
    (".env", Format::assigned(plain::env)),
    ("uwsgi.ini", Format::assigned(sections::uwsgi)),
    (".ini", Format::assigned(sections::python)),
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
