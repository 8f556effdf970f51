//! Units and quadlets.

use super::input::Input;
use super::lines::{begin, comes_back, is_clean, stays, text};
use formats::Version;
use formats::quadlet::{self, UnitKind};
use formats::systemd;
use formats::unit::{self, Argument, Command, Comment, Entry, File, Piece, Text, Value};

const SYSTEMD: Version = Version::new(257, 0, 0);
const PODMAN: Version = Version::new(5, 8, 0);

fn print(file: &File) -> String {
    unit::print(file).text
}

pub(crate) fn parse_unit(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, unit::parse, print);
    if let Ok(file) = unit::parse(text) {
        begin(&print(&file), &beginnings(&file), &["#", ";"]);
        drop(systemd::links(
            &"a@b.service".parse().expect("a name"),
            &file,
        ));
    }
}

pub(crate) fn parse_quadlet(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, quadlet::parse, print);
    if let Ok(file) = quadlet::parse(text) {
        // systemd reads what the generator reads.
        comes_back(&file, unit::parse, print);
    }
}

/// The first line chooses a directive, the others are its value.
pub(crate) fn parse_values(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (key, written) = text.split_once('\n').unwrap_or(("ExecStart", text));
    for directive in systemd::directives().filter(|directive| directive.name == key) {
        let (section, name) = (directive.sections[0], directive.name);
        let assign = |argument| systemd::assign(section, name, argument, SYSTEMD);
        if let Ok(entries) = assign(Argument::written(written)) {
            let read = |entry: &Entry| systemd::read(section, name, &entry.value);
            entries
                .iter()
                .for_each(|entry| drop(read(entry).expect("what was taken is read")));
        }
        if let Ok(value) = Value::unchecked(written) {
            drop(systemd::read(section, name, &value));
        }
    }
    for setting in UnitKind::ALL.into_iter().flat_map(quadlet::settings) {
        if setting.name == key {
            let argument = Argument::written(written);
            if let Ok(entries) = quadlet::assign(setting.unit, setting.name, argument, PODMAN) {
                for entry in entries {
                    let read = quadlet::read(setting.unit, setting.name, &entry.value, PODMAN);
                    drop(read.expect("what was taken is read"));
                }
            }
        }
    }
}

fn some_text(input: &mut Input<'_>) -> Text {
    let parts = input.many(3, |input| match input.up_to(7) {
        0 => Piece::Specifier(input.pick(&['h', 'n', 't', '%', 'z', 'é'])),
        1 => Piece::Variable(input.word("ABC_1 }")),
        2 => Piece::Splice(input.word("ABC_1 $")),
        _ => Piece::Literal(input.text()),
    });
    parts
        .into_iter()
        .fold(Text::default(), |text, part| text.then(part))
}

fn argument(input: &mut Input<'_>) -> Argument {
    match input.up_to(8) {
        0 => Argument::Words(input.many(3, some_text)),
        1 => Argument::Pair(input.text(), some_text(input)),
        2 => Argument::Json(input.many(3, some_text)),
        3 => Argument::written(input.text()),
        4 => Argument::Number(input.number().into()),
        5 => Argument::Bool(input.flag()),
        6 => Argument::Reset,
        7 => Argument::Command(Command {
            name: input.flag().then(|| some_text(input)),
            ..Command::new(some_text(input), input.many(3, some_text))
        }),
        _ => Argument::Text(some_text(input)),
    }
}

fn beginnings(file: &File) -> Vec<String> {
    let sections = file.sections.iter().flat_map(|section| {
        let entries = section.items.iter().filter_map(unit::Item::entry);
        let keys = entries.map(|entry| format!("{}=", entry.key));
        std::iter::once(format!("[{}]", section.name)).chain(keys)
    });
    sections.collect()
}

fn file(input: &mut Input<'_>) -> File {
    match Comment::new(&input.text()) {
        Ok(head) => File::new(head),
        Err(_) => File::new(Comment::escaped(&input.text())),
    }
}

/// What is read of a value, written again, is read the same.
fn means_the_same(
    argument: &Argument,
    entries: &[Entry],
    read: impl Fn(&Value) -> Result<Argument, unit::AssignError>,
    assign: impl Fn(Argument) -> Result<Vec<Entry>, unit::AssignError>,
) {
    for entry in entries {
        let meaning = read(&entry.value).expect("what was written is read");
        let again = match (assign(meaning.clone()), argument) {
            (Ok(again), _) => again,
            // Somebody else's variables may have no name: `$5.00`.
            (Err(_), Argument::Written(_)) => continue,
            (Err(error), _) => panic!("{error}: {meaning:?}"),
        };
        let meanings: Vec<Argument> = again
            .iter()
            .map(|entry| read(&entry.value).expect("what was written is read"))
            .collect();
        assert_eq!(meanings, [meaning], "{argument:?}: {entry:?}");
    }
}

pub(crate) fn print_systemd(data: &[u8]) {
    let mut input = Input::new(data);
    let directives: Vec<_> = systemd::directives().collect();
    let mut file = file(&mut input);
    for _ in 0..input.up_to(4) {
        let directive = input.pick(&directives);
        let section = input.pick(directive.sections);
        let argument = argument(&mut input);
        let assign = |argument| systemd::assign(section, directive.name, argument, SYSTEMD);
        let Ok(entries) = assign(argument.clone()) else {
            continue;
        };
        let read = |value: &Value| systemd::read(section, directive.name, value);
        means_the_same(&argument, &entries, read, assign);
        file.section(section.name()).add(entries);
    }
    let printed = comes_back(&file, unit::parse, print);
    begin(&printed, &beginnings(&file), &["#", ";"]);
    is_clean(&printed);
}

pub(crate) fn print_quadlet(data: &[u8]) {
    let mut input = Input::new(data);
    let settings: Vec<_> = UnitKind::ALL
        .into_iter()
        .flat_map(quadlet::settings)
        .collect();
    let mut file = file(&mut input);
    for _ in 0..input.up_to(4) {
        let setting = input.pick(&settings);
        let argument = argument(&mut input);
        let (unit, name) = (setting.unit, setting.name);
        let assign = |argument| quadlet::assign(unit, name, argument, PODMAN);
        let Ok(entries) = assign(argument.clone()) else {
            continue;
        };
        let read = |value: &Value| quadlet::read(unit, name, value, PODMAN);
        means_the_same(&argument, &entries, read, assign);
        file.section(unit.section()).add(entries);
    }
    let printed = comes_back(&file, unit::parse, print);
    comes_back(&file, quadlet::parse, print);
    begin(&printed, &beginnings(&file), &["#", ";"]);
    is_clean(&printed);
}
