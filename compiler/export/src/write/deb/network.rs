//! What podman calls the network that a quadlet makes: `podman-systemd.unit(5)`, *Network units*.

use formats::unit;
use tree::Artifact;

/// The name, for a `.network` file whose name podman does not have to compute.
pub(super) fn network_of(artifact: &Artifact) -> Option<String> {
    let path = &artifact.path;
    if !path.as_str().starts_with("etc/containers/systemd/") {
        return None;
    }
    let stem = path.file_name().strip_suffix(".network")?;
    let text = std::str::from_utf8(artifact.bytes()?).ok()?;
    let file = unit::parse(text).ok()?;
    let name = match file.values("Network", "NetworkName").last() {
        Some(name) => name.as_str().to_owned(),
        None => format!("systemd-{stem}"),
    };
    // Specifiers are podman's to replace; what else is not plain is no name of a network.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_name = !name.starts_with('-') && !name.is_empty() && name.chars().all(is_plain);
    is_name.then_some(name)
}
