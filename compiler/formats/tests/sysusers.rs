//! `sysusers.d`: lines are what systemd-sysusers reads.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Cause;
use formats::sysusers::{self, File, Id, Item, Name, User};
use formats::unit::Comment;
use hostile::hostile_strings;
use proptest::prelude::proptest;
use source::{Origin, ValuePath};

fn user() -> User {
    User::new("wiki".parse().unwrap())
}

fn print(user: User) -> String {
    let mut file = File::default();
    file.add(user);
    let text = sysusers::print(&file).text;
    assert_eq!(sysusers::parse(&text).unwrap(), file);
    text
}

#[test]
fn hostile_strings_arrive_in_descriptions_or_are_refused() {
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else {
            assert!(!hostile.is_carried("sysusers_gecos"));
            continue;
        };
        let result = user().description(text);
        assert_eq!(
            result.is_ok(),
            hostile.is_carried("sysusers_gecos"),
            "{}",
            hostile.id
        );
        let Ok(user) = result else { continue };
        let printed = print(user);
        if let Some(expected) = hostile.written("sysusers_gecos") {
            assert_eq!(
                printed,
                format!("u wiki - {expected} - -\n"),
                "{}",
                hostile.id
            );
        }
    }
}

#[test]
fn fields_are_checked_where_systemd_does_not() {
    for bad in [
        "",
        "1a",
        "a.b",
        "-a",
        "a b",
        "é",
        "a:b",
        "a\n",
        &"x".repeat(32),
    ] {
        assert!(bad.parse::<Name>().is_err(), "{bad}");
    }
    for bad in [0, 0xffff, u32::MAX] {
        assert!(Id::user(bad).is_err(), "{bad}");
    }
    for bad in [
        "",
        "x",
        "-",
        "1:",
        ":1",
        "+1",
        "65535",
        "4294967296",
        "/a b",
        "1:a b",
    ] {
        assert!(bad.parse::<Id>().is_err(), "{bad}");
    }
    let (long_name, long_path) = (format!("/{}", "x".repeat(256)), "/x".repeat(2048));
    for bad in [
        "", "home", "/a:b", "/a\nb", "-", "/a/..", "/../a", &long_name, &long_path,
    ] {
        assert!(
            user().home(bad).is_err() && user().shell(bad).is_err(),
            "{bad}"
        );
    }
    for folder in ["/", "/bin/"] {
        assert!(user().shell(folder).is_err() && user().home(folder).is_ok());
    }
    let group: Name = "www".parse().unwrap();
    let user = user()
        .id(Id::user_in_group(5001, group).unwrap())
        .home("/srv/a b")
        .unwrap()
        .locked();
    assert_eq!(print(user), "u! wiki 5001:www - \"/srv/a b\" -\n");
}

#[test]
fn g18_a_cr_ends_no_line_of_ours_and_every_line_of_others() {
    assert!(user().description("x\ru evil 0").is_err());
    assert!(user().home("/x\ru evil 0").is_err());
    assert_eq!(sysusers::parse("# a\rg x\0g y").unwrap().items.len(), 3);
}

#[test]
fn lines_say_what_caused_them() {
    let origin = Origin::new(ValuePath::root().field("users"), None);
    let mut file = File::new(Comment::new("head").unwrap());
    file.add(user().because(Cause::from(&origin)));
    file.items.push(Item::Member {
        user: "wiki".parse().unwrap(),
        group: "www".parse().unwrap(),
        cause: Cause::from(&origin),
    });
    assert_eq!(
        sysusers::print(&file).causes,
        [(2, origin.clone()), (3, origin)]
    );
}

#[test]
fn real_files_keep_their_meaning() {
    let file = sysusers::parse(include_str!("corpus/sysusers/debian.conf")).unwrap();
    let printed = sysusers::print(&file).text;
    assert_eq!(sysusers::parse(&printed).unwrap(), file);
    let lines: Vec<&str> = printed
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(
        lines,
        [
            "u root 0 \"Super User\" /root /bin/sh",
            "u httpd 404 \"HTTP \\\"User\\\" 100%%\" /srv/http -",
            "u! _authd /usr/bin/authd \"Authorization user\" - -",
            "u redis -:postgres - \"/var/lib/redis data\" -",
            "u mail 8:12 - - -",
            "g input -",
            "g kvm 101",
            "m _authd input",
            "r - 500-900",
        ]
    );
    let text = include_str!("corpus/sysusers/site.conf");
    let file = sysusers::parse(text).unwrap();
    let printed = sysusers::print(&file).text;
    assert_eq!(sysusers::parse(&printed).unwrap(), file);
    let backup = "u site-backup - \"Reads, and writes nothing\" - /usr/sbin/nologin";
    assert!(printed.lines().any(|line| line == backup), "{printed}");
}

#[test]
fn lines_that_systemd_refuses_are_errors() {
    for bad in [
        "u",
        "x y",
        "u a b c d e f g",
        "g a 1:2",
        "g a - x",
        "m a",
        "m a b c",
        "r - 9-1",
        "r - x",
        "u a 1 \"x",
        "u a.b 1",
        "u a - x:y",
        "; comment",
        "u a - - relative",
    ] {
        assert!(sysusers::parse(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn any_description_arrives_or_is_refused(text in "\\PC{0,20}|[ -~\t\r\n\\\\%\"]{0,12}") {
        if let Ok(user) = user().description(&text) {
            print(user);
        }
    }

    #[test]
    fn any_file_is_read_without_panic_and_keeps_its_meaning(text in "([ugmr]!? [a-z -~]{0,20}(\n|\r)|#[^\n]{0,8}\n|\\PC{0,10}){0,4}") {
        if let Ok(file) = sysusers::parse(&text) {
            assert_eq!(sysusers::parse(&sysusers::print(&file).text).unwrap(), file);
        }
    }
}
