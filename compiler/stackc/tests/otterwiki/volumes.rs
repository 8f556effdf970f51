//! V: volumes, the network, and what is built.

use crate::deployment::{Variant, default};
use formats::quadlet::{UnitKind, object_name};

/// Asserts that a volume is there, is called so by podman, and is left to its image.
#[track_caller]
fn assert_volume(stem: &str, object: &str) {
    let volume = default().quadlet(&format!("{stem}.volume"));
    // A name of its own would break the link between the file and the object.
    assert!(!volume.has("Volume.VolumeName"));
    assert_eq!(object_name(UnitKind::Volume, stem).as_deref(), Some(object));
    // `User=` turns off that podman gives a new volume the owner of the folder in the image.
    for key in ["Volume.User", "Volume.Group", "Volume.UID", "Volume.GID"] {
        assert!(!volume.has(key), "{stem}: {key}");
    }
}

#[test]
fn ow_v1_the_application_data_belongs_to_whom_the_image_gives_it() {
    assert_volume("otterwiki-app_data", "systemd-otterwiki-app_data");
}

#[test]
fn ow_v2_the_database_volume_is_left_to_its_image() {
    assert_volume("otterwiki-db", "systemd-otterwiki-db");
}

#[test]
fn ow_v3_the_certificates_have_a_volume_under_one_name() {
    assert_volume("otterwiki-letsencrypt", "systemd-otterwiki-letsencrypt");
    // Whoever mounts certificates mounts the quadlet, not a podman volume of some other name.
    for container in ["nginx", "certbot", "certificate-wiki"] {
        let mount = default().container(container).mount_at("/etc/letsencrypt");
        let source = mount.map(|mount| mount.source);
        assert_eq!(
            source.as_deref(),
            Some("otterwiki-letsencrypt.volume"),
            "{container}"
        );
    }
}

#[test]
fn ow_v4_the_static_files_are_those_of_the_image_that_runs() {
    assert_volume("otterwiki-static", "systemd-otterwiki-static");
    // Podman fills a volume once. A job copies the files of the image at every start, before the wiki.
    let job = default().container("static_files");
    job.assert("Service.Type", &["oneshot"]);
    job.assert(
        "Container.Image",
        &default().container("web").each("Container.Image")[0]
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
    );
    job.assert(
        "Container.Exec",
        &["-a", "/app/otterwiki/static/.", "/refreshed/"],
    );
    let target = job.mount_at("/refreshed").unwrap();
    assert_eq!(target.source, "otterwiki-static.volume");
    assert!(target.is(&["rw"]));
    let after = default().container("web").words("Unit.After");
    assert!(
        after.contains(&"otterwiki-static_files.service".to_owned()),
        "{after:?}"
    );
}

#[test]
fn ow_v5_challenges_have_a_volume_where_they_are_asked_for() {
    assert_volume("otterwiki-acme", "systemd-otterwiki-acme");
    let mount = |name: &str| default().container(name).mount_at("/var/www/acme").unwrap();
    assert!(mount("certbot").is(&["rw", "z"]), "{:?}", mount("certbot"));
    assert!(mount("nginx").is(&["ro", "z"]), "{:?}", mount("nginx"));
    for variant in [Variant::Standalone, Variant::SelfSigned, Variant::Provided] {
        let volumes = variant.built().quadlets("volume");
        let acme = "otterwiki-acme.volume".to_owned();
        assert!(!volumes.contains(&acme), "{variant:?} needs no webroot");
    }
}

#[test]
fn ow_v6_volumes_are_local() {
    let volumes = default().quadlets("volume");
    assert_eq!(volumes.len(), 5, "{volumes:?}");
    for name in volumes {
        default().quadlet(&name).assert("Volume.Driver", &["local"]);
    }
}

#[test]
fn ow_v7_the_network_is_a_bridge_under_the_name_of_the_stack() {
    assert_eq!(default().quadlets("network"), ["otterwiki.network"]);
    let network = default().quadlet("otterwiki.network");
    network.assert("Network.Driver", &["bridge"]);
    assert!(!network.has("Network.NetworkName"));
    let object = object_name(UnitKind::Network, "otterwiki");
    assert_eq!(object.as_deref(), Some("systemd-otterwiki"));
}

#[test]
fn ow_v8_the_image_of_the_wiki_is_built_from_the_checkout() {
    let build = default().quadlet("otterwiki-web.build");
    build.assert("Build.File", &["docker/Dockerfile.prod"]);
    build.assert("Build.SetWorkingDirectory", &["/home/otterwiki/otterwiki"]);
    build.assert("Build.ImageTag", &["localhost/otterwiki_web:latest"]);
    // What the container file says is its own: user 33, port 9090. uwsgi is started with this file.
    let web = default().container("web");
    assert!(web.mount_at("/app/uwsgi.ini").is_some());

    // Below podman 5.2 a job builds the same image, and the container waits for it.
    let ubuntu = Variant::Ubuntu2404.built();
    assert_eq!(ubuntu.quadlets("build"), [""; 0]);
    let job = ubuntu.user_unit("otterwiki-web-build.service");
    job.assert("Service.WorkingDirectory", &["/home/otterwiki/otterwiki"]);
    let command = job.words("Service.ExecStart");
    assert_eq!(command[..2], ["/usr/bin/podman", "build"]);
    for word in ["localhost/otterwiki_web:latest", "docker/Dockerfile.prod"] {
        assert!(command.contains(&word.to_owned()), "{command:?}");
    }
    let web = ubuntu.container("web");
    web.assert("Container.Image", &["localhost/otterwiki_web:latest"]);
    for setting in ["Unit.Requires", "Unit.After"] {
        let words = web.words(setting);
        assert!(
            words.contains(&"otterwiki-web-build.service".to_owned()),
            "{words:?}"
        );
    }
}

#[test]
fn ow_v9_nginx_needs_no_build_because_its_site_is_mounted() {
    assert_eq!(default().quadlets("build"), ["otterwiki-web.build"]);
    let site = default().container("nginx").mount_at("/etc/nginx/conf.d");
    assert!(site.is_some_and(|mount| mount.is(&["ro"])));
}
