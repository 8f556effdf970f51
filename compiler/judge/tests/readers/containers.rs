//! A container that podman itself makes, after quadlet and systemd: all strings in one.

use crate::hostile::{Hostile, Places, assert_same, carried, hostile_strings};
use crate::layer::Layer;
use crate::podman::{IMAGE, IMPORT_IMAGE, inspected};
use crate::quadlet::PODMAN;
use crate::systemd::SYSTEMD;
use formats::Refused;
use formats::quadlet::{UnitKind::Container, assign, assign_passed, csv_record, volume};
use formats::systemd::Section::Service;
use formats::unit::{Argument, File, print};
use serde_json::Value;

/// A podman that makes the container instead of running it.
const CREATE: &str = r#"
[ "$1" = run ] || exit 0
shift
for word; do
  shift
  case $word in
    --rm | --replace | --cidfile=* | --cgroups=*) ;;
    *) set -- "$@" "$word" ;;
  esac
done
exec /usr/bin/real-podman --root /var/lib/containers/readers --runroot /run/readers \
  --storage-driver overlay --cgroup-manager cgroupfs create "$@"
"#;

/// The strings that can all be words of one command line, each short enough to be one together with others:
/// Linux takes 128 KiB for a word, and the health check is one.
fn strings_for_all() -> Vec<Hostile> {
    let strings = carried("quadlet_exec_word", |hostile| {
        assign(Container, "Exec", Argument::words([&hostile.text]), PODMAN)
    });
    let strings = strings.into_iter().map(|(hostile, _)| hostile);
    strings
        .filter(|hostile| hostile.text.len() < 65_000)
        .collect()
}

#[test]
fn containers_get_every_string() {
    let strings = strings_for_all();
    assert!(strings.len() > 100, "{}", strings.len());
    let texts = || strings.iter().map(|hostile| hostile.text.as_str());
    let mut unit = File::default();
    let section = unit.section(Container.section());
    let mut set = |key, argument: Argument| {
        section.add(assign(Container, key, argument, PODMAN).unwrap());
    };
    set("Image", IMAGE.into());
    set("Exec", Argument::words(texts()));
    set("HealthCmd", Argument::json(texts()));
    let mut written = Places::new();
    for (index, Hostile { text, .. }) in strings.iter().enumerate() {
        set("Label", Argument::pair(format!("K_{index}"), text));
        set("Annotation", Argument::pair(format!("K_{index}"), text));
        for place in ["word", "health", "label", "annotation"] {
            written.insert(format!("{place} {index}"), text.clone().into());
        }
        // Podman turns it into a line feed there, and the encoder refuses it.
        if !text.contains("\r\n") {
            set("Environment", Argument::pair(format!("K_{index}"), text));
            written.insert(format!("variable {index}"), text.clone().into());
        }
    }
    assert_same(&written, &arrived(&container(unit)));
}

/// The container that podman makes of a quadlet.
fn container(mut unit: File) -> Value {
    let one_shot = assign_passed(Container, Service, "Type", "oneshot", PODMAN, SYSTEMD);
    unit.section(Service.name()).add(one_shot.unwrap());
    let layer = Layer::new();
    layer.program("/srv/podman", CREATE);
    layer.file(
        "/etc/containers/systemd/hostile.container",
        &print(&unit).text,
    );
    let script = format!(
        "{IMPORT_IMAGE}\nmv /usr/bin/podman /usr/bin/real-podman; cp /srv/podman /usr/bin/podman\n\
         systemctl start hostile.service || journalctl --no-pager --unit=hostile.service >&2\n\
         real-$PODMAN inspect systemd-hostile"
    );
    inspected(&layer.boot(&script))
}

/// The strings in a container, by place.
fn arrived(container: &Value) -> Places {
    let mut places = Places::new();
    let mut insert = |place: &str, index: &str, value: &str| {
        places.insert(format!("{place} {index}"), value.into());
    };
    let config = &container["Config"];
    for (place, list) in [
        ("word", &config["Cmd"]),
        ("health", &config["Healthcheck"]["Test"]),
    ] {
        // Podman puts `CMD` before the words of a health check.
        let words = list
            .as_array()
            .unwrap()
            .iter()
            .map(|word| word.as_str().unwrap());
        let words = words.skip(usize::from(place == "health"));
        words
            .enumerate()
            .for_each(|(index, word)| insert(place, &index.to_string(), word));
    }
    for variable in config["Env"].as_array().unwrap() {
        let (name, value) = variable.as_str().unwrap().split_once('=').unwrap();
        if let Some(index) = name.strip_prefix("K_") {
            insert("variable", index, value);
        }
    }
    for (place, map) in [
        ("label", &config["Labels"]),
        ("annotation", &config["Annotations"]),
    ] {
        for (name, value) in map.as_object().unwrap() {
            if let Some(index) = name.strip_prefix("K_") {
                insert(place, index, value.as_str().unwrap());
            }
        }
    }
    places
}

#[test]
fn containers_mount_at_every_path() {
    let (mut unit, mut written) = (File::default(), Places::new());
    let section = unit.section(Container.section());
    section.add(assign(Container, "Image", IMAGE, PODMAN).unwrap());
    let keys = [
        ("Mount", mount as fn(&str) -> Result<Argument, Refused>),
        ("Volume", mounted_volume),
    ];
    for (index, hostile) in hostile_strings().into_iter().enumerate() {
        for (key, argument) in keys {
            let target = format!("/{key}/{index}-{}", hostile.text);
            let Ok(argument) = argument(&target) else {
                continue;
            };
            if let Ok(entries) = assign(Container, key, argument, PODMAN) {
                section.add(entries);
                // The same path, as podman writes it.
                written.insert(target.replace("//", "/"), Vec::new());
            }
        }
    }
    assert!(written.len() > 160, "{}", written.len());
    let container = container(unit);
    let mounts = container["Mounts"].as_array().unwrap();
    let read = mounts.iter().map(|mount| {
        let target = mount["Destination"].as_str().unwrap();
        (target.to_owned(), Vec::new())
    });
    assert_same(&written, &read.collect());
}

/// `Mount=` of a volume at this path.
fn mount(target: &str) -> Result<Argument, Refused> {
    let target = format!("target={target}");
    let record = csv_record(&["type=volume", "source=data", &target])?;
    Ok(Argument::words([record]))
}

/// `Volume=` at this path.
fn mounted_volume(target: &str) -> Result<Argument, Refused> {
    volume("data", target, &[]).map(Argument::from)
}
