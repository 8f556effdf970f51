//! V: networks and volumes.

use crate::deployment::{Variant, default};
use crate::servers::upstream;
use formats::quadlet::{UnitKind, object_name};
use std::collections::BTreeSet;

fn stems(extension: &str) -> BTreeSet<String> {
    let names = default().quadlets(extension).into_iter();
    let stem = |name: String| name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
    names.filter_map(stem).collect()
}

#[test]
fn pg_v1_there_are_two_bridges() {
    let expected = ["pgaw-backnet", "pgaw-frontnet"].map(str::to_owned);
    assert_eq!(stems("network"), BTreeSet::from(expected));
    for stem in stems("network") {
        let network = default().quadlet(&format!("{stem}.network"));
        network.assert("Network.Driver", &["bridge"]);
        // A name of its own would break the link between the file and the object.
        assert!(!network.has("Network.NetworkName"));
        assert!(!network.has("Network.Internal"), "5432 is published");
    }
}

#[test]
fn pg_v2_data_and_challenges_have_volumes() {
    let stems = stems("volume");
    for volume in ["awdb-data", "pgdb-data", "certbot-www"] {
        let stem = format!("pgaw-{volume}");
        assert!(stems.contains(&stem), "{stems:?}");
        let unit = default().quadlet(&format!("{stem}.volume"));
        assert!(!unit.has("Volume.VolumeName"));
        for key in ["Volume.User", "Volume.Group"] {
            assert!(!unit.has(key), "{stem}: {key}");
        }
        let object = object_name(UnitKind::Volume, &stem);
        assert_eq!(object, Some(format!("systemd-{stem}")));
    }
    // The others are those of the certificate. Nobody creates one by hand, as upstream's second
    // compose project did.
    let others = stems
        .iter()
        .filter(|stem| !stem.ends_with("-data") && !stem.ends_with("-www"));
    let expected = ["pgaw-certificate-pgaw-aw-db", "pgaw-letsencrypt"];
    assert_eq!(others.collect::<Vec<_>>(), expected);
}

#[test]
fn pg_v3_replicas_keep_sessions_to_themselves_and_so_clients_come_back() {
    for variant in Variant::ALL {
        for replica in ["backend-1", "backend-2", "backend-3"] {
            let mounts = variant.built().container(replica).mounts();
            let volumes = mounts
                .iter()
                .filter(|mount| mount.source.ends_with(".volume"));
            assert_eq!(volumes.count(), 0, "{variant:?}: {mounts:?}");
        }
        let group = upstream(variant.built(), "backend").unwrap();
        assert!(group.has("ip_hash"), "{variant:?}");
    }
}
