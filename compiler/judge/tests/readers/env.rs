//! Environment files, read by podman and by POSIX shells. What systemd reads is in
//! [`systemd`](crate::systemd).

use crate::hostile::{Places, assert_same, carried};
use crate::layer::{Layer, PRINT_OUT, read_out};
use crate::podman::{IMAGE, IMPORT_IMAGE, inspected};
use formats::Cause;
use formats::env::{Dialect, File, print};

/// A file of all strings that a dialect carries, and what must be read from it: values by name.
fn file(column: &str, dialect: Dialect) -> (String, Places) {
    let mut file = File::empty(dialect);
    let mut written = Places::new();
    let encode = |name: &str, text: &str| {
        let mut file = File::empty(dialect);
        file.set(name, text, Cause::default())
    };
    for (hostile, ()) in carried(column, |hostile| encode("K", &hostile.text)) {
        // The longest line has no room for a longer name.
        let long = format!("K_{}", hostile.id.replace('-', "_"));
        let name = match encode(&long, &hostile.text) {
            Ok(()) => long,
            Err(_) => "K".to_owned(),
        };
        file.comment(hostile.comment());
        file.set(&name, &hostile.text, Cause::default()).unwrap();
        written.insert(name, hostile.text.into());
    }
    (print(&file).text, written)
}

/// What podman makes of a file that is given as `--env-file`.
fn podman(text: &str) -> Places {
    let layer = Layer::new();
    layer.file("/srv/hostile.env", text);
    let script = format!(
        "{IMPORT_IMAGE}\n$PODMAN create --name readers --env-file /srv/hostile.env {IMAGE} true > /dev/null\n\
         $PODMAN inspect readers"
    );
    let container = inspected(&layer.script_of_root(&script));
    let variables = container["Config"]["Env"].as_array().unwrap();
    named(
        variables
            .iter()
            .map(|variable| variable.as_str().unwrap().as_bytes()),
    )
}

/// The variables of ours among these.
fn named<'a>(variables: impl Iterator<Item = &'a [u8]>) -> Places {
    let variable = |variable: &[u8]| {
        let at = variable.iter().position(|byte| *byte == b'=')?;
        let name = String::from_utf8_lossy(&variable[..at]).into_owned();
        name.starts_with('K')
            .then(|| (name, variable[at + 1..].to_vec()))
    };
    variables.filter_map(variable).collect()
}

/// The variables that a shell hands on after `. file`.
fn shell(shell: &[&str], text: &str) -> Places {
    let layer = Layer::new();
    layer.file("/srv/hostile.env", text);
    let script = format!(
        "mkdir /out; \"$@\" -eu -c 'set -a; . /srv/hostile.env; exec cat /proc/self/environ' > /out/environ\n\
         {PRINT_OUT}"
    );
    let read = read_out(&layer.script(&script, shell));
    named(read["environ"].split(|byte| *byte == 0))
}

#[test]
fn podman_reads_every_value_of_its_dialect() {
    let (text, written) = file("env_file_podman", Dialect::Podman);
    assert_same(&written, &podman(&text));
}

#[test]
fn shells_read_every_value_of_the_systemd_dialect() {
    let (text, written) = file("env_file_systemd", Dialect::Systemd);
    for program in [&["dash"][..], &["busybox", "sh"]] {
        assert_same(&written, &shell(program, &text));
    }
}

#[test]
fn podman_reads_every_value_of_the_common_dialect() {
    let (text, written) = file("env_file_common", Dialect::Common);
    assert_same(&written, &podman(&text));
}
