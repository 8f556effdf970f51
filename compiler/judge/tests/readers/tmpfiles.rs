//! `tmpfiles.d`, really applied by systemd-tmpfiles.

use crate::hostile::{Hostile, Places, assert_same, bytes, carried, hostile_strings};
use crate::layer::{Layer, PRINT_OUT, assert_silent, read_out};
use formats::tmpfiles::{File, Item, Line, print};

fn line(line_type: &str, path: String) -> Result<Line, formats::Refused> {
    Line::new(line_type.parse()?, path)
}

/// A view with these lines and all comments.
fn layer(lines: impl IntoIterator<Item = Line>) -> Layer {
    let comments = hostile_strings().into_iter();
    let comments = comments.map(|hostile| Item::Comment(hostile.comment()));
    let mut file = File {
        items: comments.collect(),
    };
    lines.into_iter().for_each(|line| file.add(line));
    let layer = Layer::new();
    layer.file("/etc/tmpfiles.d/hostile.conf", &print(&file).text);
    layer
}

const CREATE: &str = "mkdir /out\nsystemd-tmpfiles --create hostile.conf\n";

#[test]
fn files_get_every_content() {
    let encode = |id: &str, text: &str| line("f", format!("/out/{id}"))?.argument(text);
    let lines = carried("tmpfiles_argument", |hostile| {
        encode(&hostile.id, &hostile.text)
    });
    let written = lines
        .iter()
        .map(|(hostile, _)| (hostile.id.clone(), hostile.text.clone().into()));
    let written: Places = written.collect();
    let layer = layer(lines.into_iter().map(|(_, line)| line));
    let outcome = layer.script(&format!("{CREATE}{PRINT_OUT}"), &[]);
    assert_same(&written, &read_out(&outcome));
}

/// Prints the name of each link below `/out` and its target, with NUL bytes between them.
const PRINT_LINKS: &str = r"
find /out -type l -printf '%P\0%l\0' | busybox xxd -p | tr -d '\n'
";

/// Prints the path of each file below `/out` and its content, with NUL bytes between them.
const PRINT_PATHS: &str = r"
find /out -type f -printf '%P\0' -exec cat {} \; -exec printf '\0' \; | busybox xxd -p | tr -d '\n'
";

/// What systemd-tmpfiles made of some lines: texts by path, as one of these commands prints them.
fn made(lines: Vec<Line>, print: &str) -> Places {
    let outcome = layer(lines).script(&format!("{CREATE}{print}"), &[]);
    assert_silent(&outcome);
    let bytes = bytes(&outcome.stdout);
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
    let pair = |pair: &[&[u8]]| {
        let path = String::from_utf8_lossy(pair[0]).into_owned();
        (path, pair[1].to_vec())
    };
    parts.chunks_exact(2).map(pair).collect()
}

#[test]
fn links_get_every_target() {
    let (mut lines, mut written) = (Vec::new(), Places::new());
    for hostile in hostile_strings() {
        let Hostile { id, text, .. } = hostile;
        // Without a target, it leads to a file of the same name below `/usr/share/factory`.
        let link = line("L", format!("/out/{id}")).and_then(|line| line.argument(text.as_str()));
        if let (Ok(link), false) = (link, text.is_empty()) {
            lines.push(link);
            written.insert(id, text.into());
        }
    }
    assert!(written.len() > 100, "{}", written.len());
    assert_same(&written, &made(lines, PRINT_LINKS));
}

#[test]
fn files_are_made_at_every_path() {
    let (mut lines, mut written) = (Vec::new(), Places::new());
    for hostile in hostile_strings() {
        let Hostile { id, text, .. } = hostile;
        let Ok(line) = line("f", format!("/out/{text}")) else {
            continue;
        };
        // systemd takes `//` for `/`; the folder itself is no file.
        let path = text.replace("//", "/");
        if !path.is_empty() {
            lines.push(line.argument(id.as_str()).unwrap());
            written.insert(path, id.into());
        }
    }
    assert!(written.len() > 80, "{}", written.len());
    assert_same(&written, &made(lines, PRINT_PATHS));
}
