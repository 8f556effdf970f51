//! `sysctl.d` and `modules-load.d`: what the programs read in what we print.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Cause;
use formats::modules_load::{self, Module};
use formats::sysctl::{self, File, Item, Key, Setting, Value};
use formats::unit::Comment;
use hostile::hostile_strings;
use proptest::prelude::*;
use source::{Origin, ValuePath};

/// A second reader, after `parse_file()` in `sysctl/sysctl.c` of systemd.
fn systemd(text: &str) -> Vec<(String, String)> {
    let blanks = [' ', '\t', '\n', '\r'];
    let lines = text
        .split(['\n', '\r', '\0'])
        .map(|line| line.trim_matches(blanks));
    lines
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']))
        .map(|line| {
            let (key, value) = line.split_once('=').unwrap();
            (
                key.trim_matches(blanks).to_owned(),
                value.trim_matches(blanks).to_owned(),
            )
        })
        .collect()
}

fn file(value: Value) -> File {
    let mut file = File::default();
    file.add(Setting::new(
        Key::parse("kernel.domainname").unwrap(),
        value,
    ));
    file
}

#[test]
fn hostile_strings_arrive_or_are_refused() {
    let mut carried = 0;
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        let must_carry = !text.is_empty()
            && text.chars().all(|c| matches!(c, ' '..='~' | '\t'))
            && text.trim_matches([' ', '\t']) == text;
        match Value::new(text) {
            Ok(value) => {
                assert!(must_carry, "{}", hostile.id);
                let file = file(value);
                let printed = sysctl::print(&file).text;
                assert_eq!(
                    systemd(&printed),
                    [("kernel.domainname".to_owned(), text.clone())]
                );
                assert_eq!(sysctl::parse(&printed), Ok(file));
                carried += 1;
            }
            Err(refused) => assert!(!must_carry, "{}: {refused}", hostile.id),
        }
        let is_module = !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        assert_eq!(Module::parse(text).is_ok(), is_module, "{}", hostile.id);
    }
    assert_eq!(carried, 81);
}

#[test]
fn keys_follow_their_grammar() {
    for good in [
        "vm.swappiness",
        "net/ipv4/conf/eth0.1/rp_filter",
        "net.ipv4.conf.*.rp_filter",
        "kernel",
    ] {
        assert!(Key::parse(good).is_ok(), "{good}");
    }
    let bad = [
        "",
        "-net.ipv4",
        "a b",
        "a=b",
        "a\n",
        "a\r",
        "/net/ipv4",
        "net..ipv4",
        "../../etc/passwd",
        "a.",
        "%n",
        "é",
        "#a",
        ";a",
        "A",
        "a?",
    ];
    for bad in bad {
        assert!(Key::parse(bad).is_err(), "{bad:?}");
    }
    assert!(Key::parse("net.*").unwrap().is_glob());
}

#[test]
fn foreign_files_are_read() {
    let text = "; c\n#d \\\n -net.ipv4.conf.*.rp_filter=1\r-net.ipv4.conf.lo.rp_filter\n\nnet.ipv4.tcp_rmem = 4096\t87380 # x\n";
    let file = sysctl::parse(text).unwrap();
    let expected = "\
# c
# d \\
-net.ipv4.conf.*.rp_filter = 1
-net.ipv4.conf.lo.rp_filter
net.ipv4.tcp_rmem = 4096\t87380 # x
";
    assert_eq!(sysctl::print(&file).text, expected);
    assert!(
        matches!(&file.items[3], Item::Except(key) if key.path() == "net/ipv4/conf/lo/rp_filter")
    );
    assert_eq!(file.settings().count(), 2);
    let text = "#x\n\n; y\r\n br_netfilter \noverlay";
    let modules = modules_load::parse(text).unwrap();
    assert_eq!(
        modules_load::print(&modules).text,
        "# x\n# y\nbr_netfilter\noverlay\n"
    );
}

#[test]
fn what_cannot_be_held_is_named_with_its_line() {
    let cases = [
        ("a = 1\nb\n", 2, "no `=`"),
        ("\n= 1\n", 2, "the key"),
        ("a =\n", 1, "the value"),
        ("a = é\n", 1, "the value"),
        ("-\n", 1, "the key"),
        ("a b = 1\n", 1, "the key"),
    ];
    for (text, line, message) in cases {
        let error = sysctl::parse(text).expect_err(text);
        assert!(error.message.contains(message), "{text:?}: {error}");
        assert_eq!(error.line, line, "{text:?}");
    }
    let error = modules_load::parse("a\nloop max_loop=8\n").unwrap_err();
    assert_eq!((error.line, error.message.contains("a blank")), (2, true));
    let refused = Module::parse("loop max_loop=8").unwrap_err();
    assert_eq!(
        refused.hint,
        "options of a module belong to a file of `modprobe.d`"
    );
}

#[test]
fn lines_say_what_caused_them() {
    let origin = Origin::new(ValuePath::root().field("kernel"), None);
    let head = Comment::new("head").unwrap();
    let mut file = File::new(head.clone());
    let setting = Setting::new(
        Key::parse("vm.swappiness").unwrap(),
        Value::new("1").unwrap(),
    );
    file.add(setting.because(Cause::from(&origin)));
    assert_eq!(sysctl::print(&file).causes, [(2, origin.clone())]);
    let mut file = modules_load::File::new(head);
    file.add(Module::parse("overlay").unwrap(), Cause::from(&origin));
    assert_eq!(modules_load::print(&file).causes, [(2, origin)]);
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed_back(
        pairs in prop::collection::vec(("[a-z0-9_*]{1,4}([./-][a-z0-9_*]{1,4}){0,3}", "[!-~]([ -~\t]{0,8}[!-~])?", any::<bool>()), 0..5),
    ) {
        let mut file = File::new(Comment::new("head").unwrap());
        for (key, value, may_fail) in pairs {
            let setting = Setting::new(Key::parse(&key).unwrap(), Value::new(&value).unwrap());
            file.add(if may_fail { setting.may_fail() } else { setting });
        }
        prop_assert_eq!(sysctl::parse(&sysctl::print(&file).text), Ok(file));
    }

    #[test]
    fn any_text_is_read_without_panic_and_keeps_its_meaning(text in "(-?[a-z.]{1,4} ?= ?[ -~]{0,6}(\n|\r)|[#;][^\n]{0,6}\n|[a-z_-]{1,5}\n|\\PC{0,6}){0,5}") {
        if let Ok(file) = sysctl::parse(&text) {
            prop_assert_eq!(sysctl::parse(&sysctl::print(&file).text), Ok(file));
        }
        if let Ok(file) = modules_load::parse(&text) {
            prop_assert_eq!(modules_load::parse(&modules_load::print(&file).text), Ok(file));
        }
    }
}
