//! `sysusers.d`, really applied by systemd-sysusers.

use crate::hostile::{Places, assert_same, carried, hostile_strings};
use crate::layer::{Layer, PRINT_OUT, read_out};
use formats::sysusers::{File, Item, User, print};

/// The fields of `/etc/passwd` that ours are, for users whose names begin with `h_`.
fn read(users: Vec<User>, field: usize) -> Places {
    let comments = hostile_strings().into_iter();
    let comments = comments.map(|hostile| Item::Comment(hostile.comment()));
    let mut file = File {
        items: comments.collect(),
    };
    users.into_iter().for_each(|user| file.add(user));
    let layer = Layer::new();
    layer.file("/etc/sysusers.d/hostile.conf", &print(&file).text);
    let script = format!(
        "mkdir /out\nsystemd-sysusers hostile.conf 2> /run/said || {{ cat /run/said >&2; exit 1; }}\n\
         cp /etc/passwd /out\n{PRINT_OUT}"
    );
    let files = read_out(&layer.script(&script, &[]));
    let lines = files["passwd"].split(|byte| *byte == b'\n');
    let lines = lines.map(|line| line.split(|byte| *byte == b':').collect::<Vec<_>>());
    lines
        .filter(|fields| fields[0].starts_with(b"h_"))
        .map(|fields| {
            (
                String::from_utf8_lossy(fields[0]).into_owned(),
                fields[field].to_vec(),
            )
        })
        .collect()
}

fn user(id: &str) -> User {
    User::new(format!("h_{id}").parse().unwrap())
}

#[test]
fn users_get_every_description() {
    let users = carried("sysusers_gecos", |hostile| {
        user(&hostile.id).description(&hostile.text)
    });
    let written = users
        .iter()
        .map(|(hostile, _)| (format!("h_{}", hostile.id), hostile.text.clone().into()))
        .collect();
    let users = users.into_iter().map(|(_, user)| user).collect();
    assert_same(&written, &read(users, 4));
}

#[test]
fn users_get_every_home_and_shell() {
    for (field, set) in [(5, User::home as fn(User, String) -> _), (6, User::shell)] {
        let (mut users, mut written) = (Vec::new(), Places::new());
        for hostile in hostile_strings() {
            let path = format!("/{}", hostile.text);
            if let Ok(user) = set(user(&hostile.id), path.clone()) {
                users.push(user);
                // systemd writes no `//`, and no `/` at the end, which is the same path.
                let path = path.replace("//", "/");
                written.insert(format!("h_{}", hostile.id), path.into());
            }
        }
        assert!(written.len() > 80, "{}", written.len());
        assert_same(&written, &read(users, field));
    }
}
