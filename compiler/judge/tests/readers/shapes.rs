//! Settings of all shapes, read by systemd and asked for over D-Bus. Nothing is started.

use crate::hostile::{Hostile, Places, assert_same, hostile_strings};
use crate::layer::{Layer, PRINT_OUT, read_out};
use crate::systemd::SYSTEMD;
use formats::systemd::Section::Service;
use formats::systemd::assign;
use formats::unit::{Argument, Command, File, Prefixes, print};
use serde_json::Value;

/// Where a string stands. The property has the name of the setting.
struct Setting {
    key: &'static str,
    argument: fn(&str) -> Argument,
    /// Where it stands in the JSON of the property.
    pointer: &'static str,
    /// What stands there before it.
    before: &'static str,
}

const fn setting(
    key: &'static str,
    argument: fn(&str) -> Argument,
    pointer: &'static str,
    before: &'static str,
) -> Setting {
    Setting {
        key,
        argument,
        pointer,
        before,
    }
}

const SETTINGS: [Setting; 11] = [
    setting("RootDirectory", path, "", "/"),
    setting("WorkingDirectory", path, "", "/"),
    setting("ReadWritePaths", path, "/0", "/"),
    setting("ConfigurationDirectory", |text| text.into(), "/0", ""),
    setting("NetworkNamespacePath", path, "", "/"),
    setting("SyslogIdentifier", |text| text.into(), "", ""),
    setting(
        "LogExtraFields",
        |text| format!("K={text}").into(),
        "/0",
        "K=",
    ),
    setting(
        "SetCredential",
        |text| Argument::pair("id", text),
        "/0/1",
        "",
    ),
    setting("ExecStartPre", program, "/0/0", "/"),
    setting("ExecStartPost", name, "/0/1/0", ""),
    setting("ExecReload", unexpanded, "/0/1/1", ""),
];

fn path(text: &str) -> Argument {
    format!("/{text}").into()
}

fn program(text: &str) -> Argument {
    Command::new(format!("/{text}"), [""; 0]).into()
}

/// As `argv[0]` of another program.
fn name(text: &str) -> Argument {
    let command = Command::new("/bin/true", [""; 0]);
    let name = Some(text.into());
    Command { name, ..command }.into()
}

/// In a line without variables.
fn unexpanded(text: &str) -> Argument {
    let prefixes = Prefixes {
        keeps_variables: true,
        ..Prefixes::default()
    };
    let command = Command::new("/bin/true", [text]);
    Command {
        prefixes,
        ..command
    }
    .into()
}

#[test]
fn systemd_understands_every_string_in_every_shape() {
    let layer = Layer::new();
    let (mut written, mut script) = (Places::new(), String::new());
    let properties = SETTINGS.map(|setting| setting.key).join(" ");
    for (index, hostile) in hostile_strings().iter().enumerate() {
        let unit = unit(hostile, &mut written);
        layer.file(
            &format!("/etc/systemd/system/u{index}.service"),
            &print(&unit).text,
        );
        script += &format!(
            "busctl --json=short get-property org.freedesktop.systemd1 \
             /org/freedesktop/systemd1/unit/u{index}_2eservice \
             org.freedesktop.systemd1.Service {properties} > /out/{}\n",
            hostile.id
        );
    }
    for Setting { key, .. } in SETTINGS {
        let n = written.keys().filter(|place| place.ends_with(key)).count();
        assert!(n > 60, "{key}: {n}");
    }
    let files = read_out(&layer.boot(&format!("mkdir /out\n{script}\n{PRINT_OUT}")));
    assert_same(&written, &read(&files));
}

/// A unit with a string in all settings that carry it.
fn unit(Hostile { id, text, .. }: &Hostile, written: &mut Places) -> File {
    let mut unit = File::default();
    let service = unit.section(Service.name());
    service.add(assign(Service, "ExecStart", ["/bin/true"], SYSTEMD).unwrap());
    for Setting {
        key,
        argument,
        before,
        ..
    } in SETTINGS
    {
        if let Ok(entries) = assign(Service, key, argument(text), SYSTEMD) {
            service.add(entries);
            let mut arrives = format!("{before}{text}");
            if before == "/" {
                // The same path, as systemd writes it.
                arrives = arrives.replace("//", "/");
            }
            written.insert(format!("{id} {key}"), arrives.into());
        }
    }
    unit
}

/// What D-Bus answered, by place: a line for each property.
fn read(files: &Places) -> Places {
    let mut read = Places::new();
    for (id, answers) in files {
        let answers = answers.split(|byte| *byte == b'\n');
        for (Setting { key, pointer, .. }, answer) in SETTINGS.iter().zip(answers) {
            let json: Value = serde_json::from_slice(answer).unwrap();
            let value = json["data"].pointer(pointer).map(bytes);
            // What is not set is nowhere, or an empty text.
            if let Some(value) = value.filter(|value| !(pointer.is_empty() && value.is_empty())) {
                read.insert(format!("{id} {key}"), value);
            }
        }
    }
    read
}

/// A string, or an array of bytes.
fn bytes(json: &Value) -> Vec<u8> {
    match json.as_array() {
        Some(bytes) => bytes
            .iter()
            .map(|byte| byte.as_u64().unwrap() as u8)
            .collect(),
        None => json.as_str().unwrap().into(),
    }
}
