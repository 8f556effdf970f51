//! What an official nginx image has: `docker.io/library/nginx`, as far as its configuration can tell.

use crate::Root;
use crate::provided::world_readable_folder;
use crate::root::is_root;
use std::io;
use std::path::Path;
use tempfile::TempDir;

/// Configuration of the image 1.25.3, where it is the image's own.
const NGINX_CONF: &str = include_str!("nginx_image/nginx.conf");
const DEFAULT_CONF: &str = include_str!("nginx_image/conf.d/default.conf");

/// Files of `/etc/nginx` that the image shares with Debian's package, apart from space.
const SHARED: &[&str] = &[
    "fastcgi_params",
    "mime.types",
    "scgi_params",
    "uwsgi_params",
];

/// Accounts of the image, as a line for `/etc/passwd` and one for `/etc/group`.
const USER: &str = "nginx:x:101:101:nginx user:/nonexistent:/bin/false\n";
const GROUP: &str = "nginx:x:101:\n";

/// A folder with the image's files, whose `etc/nginx` holds all of that folder.
pub(crate) fn layer(root: &Root) -> io::Result<TempDir> {
    let layer = world_readable_folder()?;
    let etc = layer.path().join("etc");
    let nginx = etc.join("nginx");
    std::fs::create_dir_all(nginx.join("conf.d"))?;
    std::fs::write(nginx.join("nginx.conf"), as_root_if_alone(NGINX_CONF))?;
    std::fs::write(nginx.join("conf.d/default.conf"), DEFAULT_CONF)?;
    for name in SHARED {
        std::fs::copy(root.folder().join("etc/nginx").join(name), nginx.join(name))?;
    }
    account(root, &etc, "passwd", USER)?;
    account(root, &etc, "group", GROUP)?;
    Ok(layer)
}

fn account(root: &Root, etc: &Path, name: &str, line: &str) -> io::Result<()> {
    let debian = std::fs::read_to_string(root.folder().join("etc").join(name))?;
    std::fs::write(etc.join(name), debian + line)
}

/// The same main file for a user namespace, where there is no user but root to run workers as.
pub(crate) fn as_root_if_alone(main: &str) -> String {
    let lines = main
        .lines()
        .map(|line| match line.split_whitespace().next() {
            Some("user") if !is_root() => "user root;\n".to_owned(),
            _ => format!("{line}\n"),
        });
    lines.collect()
}
