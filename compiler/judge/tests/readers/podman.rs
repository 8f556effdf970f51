//! Containers that podman makes and does not start.

use crate::layer::assert_silent;
use judge::Outcome;
use serde_json::Value;

/// The image of all containers; what is in it does not matter.
pub(crate) const IMAGE: &str = "localhost/image:1";

/// Makes [`IMAGE`], and `$PODMAN` a podman that works in a view.
pub(crate) const IMPORT_IMAGE: &str = "
export PODMAN_IGNORE_CGROUPSV1_WARNING=1
PODMAN='podman --root /var/lib/containers/readers --runroot /run/readers
  --storage-driver overlay --cgroup-manager cgroupfs'
tar -C / -cf /run/image.tar etc/os-release
$PODMAN import --quiet /run/image.tar localhost/image:1 > /dev/null
";

/// The container that `podman inspect` printed.
pub(crate) fn inspected(outcome: &Outcome) -> Value {
    assert_silent(outcome);
    let json: Value = serde_json::from_str(&outcome.stdout).unwrap();
    json[0].clone()
}
