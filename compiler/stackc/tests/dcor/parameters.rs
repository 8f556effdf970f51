//! P: what differs from site to site, and that every use of it follows.

use crate::changes::{findings, with};
use crate::deployment::{DOMAIN, Deployment, LASTING, Variant, default};
use crate::nginx::https;
use crate::units::variables;

/// Asserts that a changed value has replaced the old one in every file.
#[track_caller]
fn assert_replaced(changed: &Deployment, old: &str, new: &str) {
    let before = default().files_with(old);
    assert!(!before.is_empty(), "`{old}` is used");
    assert_eq!(changed.files_with(old), [""; 0], "nothing holds `{old}`");
    assert_eq!(changed.files_with(new), before, "`{new}` took its places");
}

#[test]
fn dc_p1_the_domain_is_written_once_and_used_everywhere() {
    let changed = with("{ params.domain = \"data.example.org\" }");
    assert_replaced(&changed, DOMAIN, "data.example.org");
    let found = findings("{ params.domain = \"not a name\" }");
    assert!(found[0].text.contains("is not a host name"), "{found:#?}");
}

#[test]
fn dc_p2_on_an_intranet_the_pair_is_made_here_and_on_the_internet_asked_for() {
    let asks = |variant: Variant| {
        let paths = variant.built().paths();
        paths.contains("etc/systemd/system/dcor-certbot-dcor.service")
    };
    assert!(asks(Variant::Default));
    assert!(!asks(Variant::Intranet) && !asks(Variant::Provided));
    for variant in [Variant::Intranet, Variant::Provided] {
        assert_eq!(
            variant.built().files_with("letsencrypt"),
            [""; 0],
            "{variant:?}"
        );
    }
}

#[test]
fn dc_p3_the_release_is_ckan_2_11_on_ubuntu_24_04() {
    let manifest = default().manifest();
    assert_eq!(manifest["target"]["versions"]["nginx"], "1.24");
    // CKAN 2.11 has no `recline_view`, and asks Solr for a core.
    assert_eq!(default().files_with("recline"), [""; 0]);
    assert!(default().app()["solr_url"].ends_with("/solr/ckan"));
    let newer = Variant::Debian13.built().manifest();
    assert_eq!(newer["target"]["versions"]["nginx"], "1.26.3");
}

#[test]
fn dc_p4_the_data_may_be_elsewhere() {
    let changed = with("{ params.data = \"/srv/share\" }");
    assert_replaced(&changed, "/data/", "/srv/share/");
    assert!(changed.directories().contains_key("/srv/share"));
}

#[test]
fn dc_p5_there_are_several_workers() {
    assert_eq!(default().uwsgi()["workers"], "4");
    assert_eq!(with("{ params.workers = 10 }").uwsgi()["workers"], "10");
    for wrong in ["1", "0", "2.5", "\"4\""] {
        let found = findings(&format!("{{ params.workers = {wrong} }}"));
        assert!(
            found[0].text.contains("expected 2 to 64 workers"),
            "{found:#?}"
        );
    }
}

#[test]
fn dc_p6_downloads_are_buffered_or_streamed() {
    let spool = |variant: Variant| {
        let downloads = https(variant.built()).location(r"~ \.(rtdc)$").unwrap();
        downloads.words("proxy_max_temp_file_size").concat()
    };
    assert_eq!(spool(Variant::Default), "100000m");
    assert_eq!(spool(Variant::Streamed), "0");
    let found = findings("{ params.download = 'Sometimes }");
    assert!(!found.is_empty());
}

#[test]
fn dc_p7_one_limit_is_that_of_ckan_and_of_nginx() {
    let changed = with("{ params.upload_gigabytes = 20 }");
    assert_eq!(changed.app()["ckan.max_resource_size"], "20000");
    assert_eq!(https(&changed).words("client_max_body_size"), ["20g"]);
    assert_eq!(default().app()["ckan.max_resource_size"], "100000");
    assert_eq!(https(default()).words("client_max_body_size"), ["100g"]);
}

#[test]
fn dc_p8_on_a_share_files_are_not_locked() {
    let share = with("{ params.on_share = true }");
    for name in LASTING {
        let locking = "HDF5_USE_FILE_LOCKING=FALSE".to_owned();
        assert!(variables(&share.service(name)).contains(&locking), "{name}");
    }
}

#[test]
fn dc_p9_an_instance_is_for_something() {
    for (instance, registers) in [
        ("Production", "false"),
        ("Medical", "false"),
        ("Testing", "true"),
        ("Development", "true"),
    ] {
        let app = with(&format!(
            "{{ params = {{ instance = '{instance}, title = \"{instance}\" }} }}"
        ))
        .app();
        assert_eq!(
            app["ckan.auth.create_user_via_web"], registers,
            "{instance}"
        );
        assert_eq!(app["ckan.site_title"], instance);
    }
}

#[test]
fn dc_p10_development_is_a_profile() {
    let built = Variant::Development.built();
    assert!(https(built).location("= /robots.txt").is_some());
    assert!(
        built
            .paths()
            .contains("etc/systemd/system/dcor-reset.timer")
    );
    assert_eq!(built.app()["ckan.auth.create_user_via_web"], "true");
}
