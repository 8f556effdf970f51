//! `logrotate.d`: blocks are what logrotate reads, and nothing gets out of its directive.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Cause;
use formats::logrotate::{
    self, Account, Block, Count, Create, Directive, File, Flag, Item, Line, LogPath, Mode,
    MonthDay, Number, Script, ScriptKind, Setting, Size, SizeLimit, SizeUnit, WeekDay, Word, Words,
};
use formats::unit::Comment;
use hostile::hostile_strings;
use proptest::prelude::*;
use source::{Origin, ValuePath};

fn block() -> Block {
    Block::new(LogPath::file("/var/log/x").unwrap())
}

fn printed(directive: Directive) -> String {
    let mut file = File::default();
    file.add(block().with(directive).with(Directive::Flag(Flag::Daily)));
    let text = logrotate::print(&file).text;
    assert_eq!(logrotate::parse(&text), Ok(file), "{text}");
    let inner = text.strip_prefix("/var/log/x {\n    ").unwrap();
    inner.strip_suffix("\n    daily\n}\n").unwrap().to_owned()
}

#[test]
fn hostile_strings_arrive_in_scripts_or_are_refused() {
    let mut carried = 0;
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        let is_control = |c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t');
        let must_carry = !text.trim().is_empty() && !text.contains(is_control);
        match Script::new(text) {
            Ok(script) => {
                assert!(must_carry, "{}", hostile.id);
                assert_eq!(script.as_str(), text.trim_end_matches('\n'));
                let text = printed(Directive::Script(ScriptKind::Postrotate, script));
                assert!(text.starts_with("postrotate\n") && text.ends_with("\n    endscript"));
                carried += 1;
            }
            Err(refused) => assert!(!must_carry, "{}: {refused}", hostile.id),
        }
    }
    assert_eq!(carried, 104);
}

#[test]
fn hostile_strings_arrive_in_paths_and_words_or_are_refused() {
    let is_path = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        let path = format!("/{text}");
        let is_good = path.chars().all(is_path) && path.len() <= 2048;
        assert_eq!(LogPath::file(&path).is_ok(), is_good, "{}", hostile.id);
        let is_good = path.chars().all(|c| is_path(c) || c == '*') && path.len() <= 2048;
        assert_eq!(LogPath::glob(&path).is_ok(), is_good, "{}", hostile.id);
        let is_word = |c: char| is_path(c) || ":%@+,=".contains(c);
        let is_good = !text.is_empty() && text.chars().all(is_word) && !text.starts_with('=');
        assert_eq!(Word::parse(text).is_ok(), is_good, "{}", hostile.id);
        if let Ok(word) = Word::parse(text) {
            let line = printed(Directive::Setting(Setting::Extension, word));
            assert_eq!(line, format!("extension {text}"));
        }
    }
}

#[test]
fn a_script_cannot_end_before_its_end() {
    let bad = [
        "endscript",
        "x\n  endscript\ny",
        "\tendscript",
        "endscript2",
        "endscript; reboot",
        "endscript}",
        "",
    ];
    for text in bad {
        assert!(Script::new(text).is_err(), "{text:?}");
    }
    for text in [
        "endscripts",
        "endscriptendscript",
        "echo endscript",
        "# endscript",
        "x endscript\n\n\ny",
    ] {
        let script = Script::new(text).unwrap();
        printed(Directive::Script(ScriptKind::Prerotate, script));
    }
}

#[test]
fn directives_are_written_as_they_are_read() {
    let word = |text: &str| Word::parse(text).unwrap();
    let account = |name: &str| Account::parse(name).unwrap();
    let create = |mode, owner| Create { mode, owner };
    let mode = Mode::new(0o640);
    let owner = Some((account("www-data"), account("adm")));
    let cases = [
        (
            Directive::Number(Number::Rotate, Count::from(7)),
            "rotate 7",
        ),
        (
            Directive::Number(Number::MaxAge, Count::new(i32::MAX as u32).unwrap()),
            "maxage 2147483647",
        ),
        (Directive::RotateForever, "rotate -1"),
        (Directive::Weekly(None), "weekly"),
        (Directive::Weekly(WeekDay::new(7)), "weekly 7"),
        (Directive::Monthly(MonthDay::new(31)), "monthly 31"),
        (
            Directive::Size(SizeLimit::MaxSize, Size::new(100, SizeUnit::Mebi)),
            "maxsize 100M",
        ),
        (
            Directive::Size(SizeLimit::Size, Size::new(0, SizeUnit::Bytes)),
            "size 0",
        ),
        (
            Directive::Setting(Setting::DateFormat, word("-%Y%m%d")),
            "dateformat -%Y%m%d",
        ),
        (
            Directive::CompressOptions(Words::new(vec![word("-9"), word("-T0")]).unwrap()),
            "compressoptions -9 -T0",
        ),
        (Directive::Create(create(None, None)), "create"),
        (Directive::Create(create(mode, None)), "create 0640"),
        (
            Directive::Create(create(None, owner.clone())),
            "create www-data adm",
        ),
        (
            Directive::CreateOldDir(create(mode, owner)),
            "createolddir 0640 www-data adm",
        ),
        (
            Directive::Su(account("root"), account("adm")),
            "su root adm",
        ),
    ];
    for (directive, expected) in cases {
        assert_eq!(printed(directive), expected);
    }
    for flag in Flag::ALL {
        assert_eq!(printed(Directive::Flag(*flag)), flag.word());
    }
    assert_eq!(Count::new(1 << 31), None);
    assert_eq!(WeekDay::new(8), None);
    assert_eq!(MonthDay::new(32), None);
    assert_eq!(Mode::new(0o10000), None);
    assert_eq!(Words::new(vec![]), None);
    assert_eq!(Size::new(3, SizeUnit::Gibi).bytes(), 3 << 30);
}

#[test]
fn the_files_of_debian_are_read() {
    let text = r#"# system-wide
weekly
su root adm
rotate 4
create
#compress
include /etc/logrotate.d

/var/log/nginx/*.log {
	daily
	missingok
	rotate = 14
	notifempty
	create 0640 www-data adm
	sharedscripts
	prerotate
		if [ -d /etc/logrotate.d/httpd-prerotate ]; then \
			run-parts /etc/logrotate.d/httpd-prerotate; \
		fi \
	endscript
	postrotate
		invoke-rc.d nginx rotate >/dev/null 2>&1
	endscript
}
"/var/log/a.log" '/var/log/b.log'
# both
/var/log/\c.log { compress delaycompress # and so on
size=100k
}
"#;
    let file = logrotate::parse(text).unwrap();
    let printed = logrotate::print(&file).text;
    assert_eq!(logrotate::parse(&printed), Ok(file.clone()));
    let blocks: Vec<&Block> = file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Block(block) => Some(block),
            Item::Comment(_) | Item::Directive(..) | Item::Include(..) => None,
        })
        .collect();
    assert_eq!(blocks.len(), 2);
    assert_eq!(blocks[0].directives().count(), 8);
    assert!(blocks[0].paths().all(LogPath::is_glob));
    let paths: Vec<&str> = blocks[1].paths().map(LogPath::as_str).collect();
    assert_eq!(
        paths,
        ["/var/log/a.log", "/var/log/b.log", "/var/log/c.log"]
    );
    assert!(printed.ends_with(
        "/var/log/a.log /var/log/b.log /var/log/c.log {\n    compress\n    delaycompress\n    # and so on\n    size 100k\n}\n"
    ));
}

#[test]
fn what_cannot_be_held_is_named_with_its_line() {
    let cases = [
        ("/x {\n rotate 1 # c\n}\n", 2, "cannot be read"),
        ("/x {\n rotate 010\n}\n", 2, "cannot be read"),
        ("/x {\n rotate\n}\n", 2, "no value"),
        ("/x {\n daily=1\n}\n", 2, "must begin with a directive"),
        ("/x {\n daily2\n}\n", 2, "no blank behind"),
        ("/x {\r\n}\n", 1, "carriage return"),
        ("/x {\n dayly\n}\n", 2, "no directive `dayly`"),
        ("/x {\n create 0640 a\n b c d\n}\n", 3, "no directive `b`"),
        ("/x {\n create 9\n}\n", 2, "cannot be read"),
        ("/x {\n weekly 8\n}\n", 2, "cannot be read"),
        ("/x {\n weekly +1\n}\n", 2, "cannot be read"),
        ("/x {\n size 1T\n}\n", 2, "cannot be read"),
        ("/x {\n size=100k }\n", 2, "cannot be read"),
        ("/x {\n su root\n}\n", 2, "cannot be read"),
        ("/x {\n olddir a b\n}\n", 2, "the value of `olddir`"),
        ("/x {\n /y {\n", 2, "inside a block"),
        ("/x {\n include /y\n}\n", 2, "cannot stand in a block"),
        ("/x {\n", 2, "not closed"),
        ("}\n", 1, "no block"),
        ("/x {\n} /y\n", 2, "text behind `}`"),
        ("/x\n", 2, "no `{`"),
        ("/x }\n", 1, "between paths"),
        ("\"/a{b\" {\n}\n", 1, "a quote is not closed"),
        ("/x[1] {\n}\n", 1, "the path"),
        ("/x {\n postrotate\n x\n}\n", 5, "no `endscript`"),
        (
            "/x {\n postrotate x\n endscript\n}\n",
            2,
            "text behind `postrotate`",
        ),
        (
            "/x {\n postrotate\n x\n endscript2\n}\n",
            4,
            "text behind `endscript`",
        ),
        ("tabooext + .x\n", 1, "no directive"),
        ("=\n", 1, "must begin with a directive"),
    ];
    for (text, line, message) in cases {
        let error = logrotate::parse(text).expect_err(text);
        assert!(error.message.contains(message), "{text:?}: {error}");
        assert_eq!(error.line, line, "{text:?}: {error}");
    }
}

#[test]
fn lines_say_what_caused_them() {
    let origin = Origin::new(ValuePath::root().field("logs"), None);
    let cause = Cause::from(&origin);
    let mut file = File::new(Comment::new("head").unwrap());
    let mut block = block()
        .and(LogPath::file("/y").unwrap())
        .because(cause.clone());
    let script = Script::new("a\nb").unwrap();
    let script = Directive::Script(ScriptKind::LastAction, script);
    block.lines.push(Line::Directive(script, cause.clone()));
    block
        .lines
        .push(Line::Directive(Directive::RotateForever, cause));
    file.add(block);
    let printed = logrotate::print(&file);
    let lines: Vec<usize> = printed.causes.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4, 8], "{}", printed.text);
}

fn directive() -> impl Strategy<Value = Directive> {
    let word =
        || "[a-zA-Z0-9_./%:@+,-][a-z0-9=%.]{0,6}".prop_map(|text| Word::parse(&text).unwrap());
    let account = || "[a-z0-9_][a-z0-9_.-]{0,6}".prop_map(|name| Account::parse(&name).unwrap());
    let owner = prop::option::of((account(), account()));
    let create = (prop::option::of(0u16..0o10000), owner).prop_map(|(mode, owner)| Create {
        mode: mode.and_then(Mode::new),
        owner,
    });
    prop_oneof![
        prop::sample::select(Flag::ALL).prop_map(Directive::Flag),
        (prop::sample::select(Number::ALL), 0..=i32::MAX as u32)
            .prop_map(|(kind, number)| Directive::Number(kind, Count::new(number).unwrap())),
        (0..=8u8).prop_map(|day| Directive::Weekly(WeekDay::new(day))),
        (0..=32u8).prop_map(|day| Directive::Monthly(MonthDay::new(day))),
        (prop::sample::select(SizeLimit::ALL), any::<u32>())
            .prop_map(|(limit, count)| Directive::Size(limit, Size::new(count, SizeUnit::Gibi))),
        (prop::sample::select(Setting::ALL), word())
            .prop_map(|(setting, word)| Directive::Setting(setting, word)),
        prop::collection::vec(word(), 1..4)
            .prop_map(|words| Directive::CompressOptions(Words::new(words).unwrap())),
        create.prop_map(Directive::Create),
        (account(), account()).prop_map(|(user, group)| Directive::Su(user, group)),
        (prop::sample::select(ScriptKind::ALL), "[ -~\n\t]{0,20}").prop_filter_map(
            "refused",
            |(kind, text)| Some(Directive::Script(kind, Script::new(&text).ok()?))
        ),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed_back(
        globals in prop::collection::vec(directive(), 0..3),
        blocks in prop::collection::vec(("/[a-z/*.]{0,8}", prop::collection::vec(directive(), 0..6)), 0..3),
    ) {
        let mut file = File::new(Comment::new("head").unwrap());
        file.items.extend(globals.into_iter().map(|directive| Item::Directive(directive, Cause::default())));
        for (path, directives) in blocks {
            let block = Block::new(LogPath::glob(&path).unwrap());
            file.add(directives.into_iter().fold(block, Block::with));
        }
        prop_assert_eq!(logrotate::parse(&logrotate::print(&file).text), Ok(file));
    }

    #[test]
    fn any_text_is_read_without_panic_and_keeps_its_meaning(
        text in "((/|\"/)[ -z]{0,6}|\\{|\\}|\n|rotate|postrotate\n|endscript|size 1k| |#|[ -~]{0,4}|\\PC){0,12}",
    ) {
        if let Ok(file) = logrotate::parse(&text) {
            prop_assert_eq!(logrotate::parse(&logrotate::print(&file).text), Ok(file));
        }
    }
}
