//! Paths of the host in quadlets, which reach podman as arguments and systemd as mounts to wait for.

use crate::hostile::{Places, assert_same, hostile_strings};
use crate::layer::{Layer, PRINT_OUT, read_out};
use crate::podman::IMAGE;
use crate::quadlet::{PODMAN, RECORD_RUN};
use crate::systemd::SYSTEMD;
use formats::quadlet::{UnitKind::Container, assign, assign_passed, volume};
use formats::systemd::Section::Service;
use formats::unit::{Argument, File, print};
use serde_json::Value;

/// A quadlet that names a path wherever it can, and what must arrive from it.
fn unit(id: &str, path: &str, written: &mut Places) -> File {
    let mut unit = File::default();
    let section = unit.section(Container.section());
    section.add(assign(Container, "Image", IMAGE, PODMAN).unwrap());
    let volume = volume(path, "/target", &[]).ok();
    let volume = volume.and_then(|volume| assign(Container, "Volume", volume, PODMAN).ok());
    if let Some(entries) = volume {
        section.add(entries);
        written.insert(format!("{id} -v"), format!("{path}:/target").into());
        // The same path, as systemd writes it.
        let path = path.replace("//", "/");
        written.insert(format!("{id} mount"), path.into());
    }
    if let Ok(entries) = assign(
        Container,
        "EnvironmentFile",
        Argument::words([path]),
        PODMAN,
    ) {
        section.add(entries);
        written.insert(format!("{id} --env-file"), path.into());
    }
    for (key, argument) in [
        ("Type", "oneshot".into()),
        ("Environment", Argument::pair("OUT", id)),
    ] {
        let entries = assign_passed(Container, Service, key, argument, PODMAN, SYSTEMD);
        unit.section(Service.name()).add(entries.unwrap());
    }
    unit
}

#[test]
fn podman_and_systemd_get_every_path_of_the_host() {
    let layer = Layer::new();
    layer.program("/usr/bin/podman", RECORD_RUN);
    let (mut written, mut services) = (Places::new(), Vec::new());
    let mut ask = String::new();
    for (index, hostile) in hostile_strings().into_iter().enumerate() {
        let id = &hostile.id;
        let unit = unit(id, &format!("/{}", hostile.text), &mut written);
        layer.file(
            &format!("/etc/containers/systemd/u{index}.container"),
            &print(&unit).text,
        );
        services.push(format!("u{index}.service"));
        if !written.contains_key(&format!("{id} mount")) {
            continue;
        }
        ask += &format!(
            "busctl --json=short get-property org.freedesktop.systemd1 \
             /org/freedesktop/systemd1/unit/u{index}_2eservice \
             org.freedesktop.systemd1.Unit RequiresMountsFor > /out/{id}.mounts\n"
        );
    }
    for (place, least) in [("-v", 35), ("mount", 35), ("--env-file", 100)] {
        let n = written.keys().filter(|key| key.ends_with(place)).count();
        assert!(n > least, "{place}: {n}");
    }
    let script = format!(
        "mkdir /out\nsystemctl start {}\n{ask}{PRINT_OUT}",
        services.join(" ")
    );
    assert_same(&written, &read(&read_out(&layer.boot(&script))));
}

/// What podman and systemd got, by place.
fn read(files: &Places) -> Places {
    let mut read = Places::new();
    for (name, bytes) in files {
        if let Some(id) = name.strip_suffix(".mounts") {
            let json: Value = serde_json::from_slice(bytes).unwrap();
            let paths = json["data"].as_array().unwrap().iter();
            // The storage of podman is always there.
            let paths = paths
                .filter_map(Value::as_str)
                .filter(|path| *path != "/run/containers");
            read.extend(paths.map(|path| (format!("{id} mount"), path.into())));
            continue;
        }
        let words: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
        for option in ["-v", "--env-file"] {
            let at = words.iter().position(|word| *word == option.as_bytes());
            read.extend(at.map(|at| (format!("{name} {option}"), words[at + 1].to_vec())));
        }
    }
    read
}
