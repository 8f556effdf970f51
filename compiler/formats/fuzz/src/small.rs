//! Environment files, logrotate, apt, certbot, and lists of keys and values.

use super::input::Input;
use super::lines::{begin, comes_back, is_clean, stays, text};
use formats::unit::Comment;
use formats::{Cause, Refused, apt, certbot, env, logrotate, properties};

const ENVS: [env::Dialect; 3] = [
    env::Dialect::Systemd,
    env::Dialect::Podman,
    env::Dialect::Common,
];

const LISTS: [properties::Dialect; 3] = [
    properties::Dialect::Ssmtp,
    properties::Dialect::LoginDefs,
    properties::Dialect::Perl,
];

pub(crate) fn parse_env(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for dialect in ENVS {
        stays(
            text,
            |text| env::parse(text, dialect),
            |file| env::print(file).text,
        );
    }
}

pub(crate) fn parse_logrotate(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, logrotate::parse, |file| logrotate::print(file).text);
}

pub(crate) fn parse_apt(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, apt::parse, |file| apt::print(file).text);
}

pub(crate) fn parse_certbot(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, certbot::parse, |file| certbot::print(file).text);
}

pub(crate) fn parse_properties(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for dialect in LISTS {
        stays(
            text,
            |text| properties::parse(text, dialect),
            |file| properties::print(file).text,
        );
    }
}

fn head(input: &mut Input<'_>) -> Comment {
    let text = input.text();
    Comment::new(&text).unwrap_or_else(|_| Comment::escaped(&text))
}

pub(crate) fn print_env(data: &[u8]) {
    let mut input = Input::new(data);
    let dialect = input.pick(&ENVS);
    let mut file = env::File::new(dialect, head(&mut input));
    let mut beginnings = Vec::new();
    for _ in 0..input.up_to(4) {
        let name = match input.flag() {
            true => input.word("AZ_09"),
            false => input.text(),
        };
        if file.set(&name, &input.text(), Cause::default()).is_ok() {
            beginnings.push(format!("{name}="));
        }
    }
    let printed = comes_back(
        &file,
        |text| env::parse(text, dialect),
        |file| env::print(file).text,
    );
    // In quotes, systemd reads on beyond the ends of lines.
    if dialect != env::Dialect::Systemd {
        begin(&printed, &beginnings, &["#", ";"]);
        is_clean(&printed);
    }
}

pub(crate) fn print_properties(data: &[u8]) {
    let mut input = Input::new(data);
    let dialect = input.pick(&LISTS);
    let mut file = properties::File::new(dialect, head(&mut input));
    let mut beginnings = Vec::new();
    for _ in 0..input.up_to(4) {
        let key = match input.up_to(2) {
            0 => input.word("aZ_0"),
            1 => format!("{}{{{}}}", input.word("aZ_0"), input.word("aZ_0")),
            _ => input.text(),
        };
        if file.set(&key, &input.text(), Cause::default()).is_ok() {
            beginnings.push(match dialect {
                properties::Dialect::Ssmtp => format!("{key}="),
                properties::Dialect::LoginDefs => format!("{key} "),
                properties::Dialect::Perl => format!("${key} = '"),
            });
        }
    }
    let parse = |text: &str| properties::parse(text, dialect);
    let printed = comes_back(&file, parse, |file| properties::print(file).text);
    is_clean(&printed);
    // Strings of Perl may span lines.
    if dialect != properties::Dialect::Perl {
        begin(&printed, &beginnings, &["#"]);
    }
}

pub(crate) fn print_certbot(data: &[u8]) {
    let mut input = Input::new(data);
    let mut file = certbot::File::new(head(&mut input));
    let mut beginnings = Vec::new();
    for _ in 0..input.up_to(4) {
        let key = match input.flag() {
            true => input.word("abz-09"),
            false => input.text(),
        };
        let value = match input.flag() {
            true => certbot::Value::text(&input.text()),
            false => {
                let words = input.many(3, |input| input.word("ae1.-+N_/:@*,"));
                certbot::Value::list(words.iter().map(String::as_str))
            }
        };
        let (Ok(key), Ok(value)) = (certbot::Key::parse(&key), value) else {
            continue;
        };
        let sign = if value.as_list().is_some() { '[' } else { '"' };
        beginnings.push(format!("{} = {sign}", key.as_str()));
        file.add(certbot::Entry::new(key, value));
    }
    let printed = comes_back(&file, certbot::parse, |file| certbot::print(file).text);
    begin(&printed, &beginnings, &["#", ";"]);
    is_clean(&printed);
}

fn statement(input: &mut Input<'_>, depth: usize) -> Result<apt::Statement, Refused> {
    let name = match input.up_to(3) {
        0 => apt::Name::parse(&input.text())?,
        _ => apt::Name::parse(&input.word("aZ_.+-0"))?,
    };
    Ok(match input.up_to(2) {
        0 if depth > 0 => {
            let items = input.some(3, |input| match input.up_to(3) {
                0 => Ok(apt::Inner::Comment(head(input))),
                1 => apt::ListEntry::new(&input.text()).map(apt::Inner::from),
                _ => statement(input, depth - 1).map(apt::Inner::from),
            });
            apt::Statement::scope(name, items)
        }
        1 => apt::Statement::append(name, apt::Value::new(&input.text())?),
        _ => apt::Statement::set(name, apt::Value::new(&input.text())?),
    })
}

fn beginnings(statement: &apt::Statement, lines: &mut Vec<String>) {
    match statement {
        apt::Statement::Set { name, .. } => lines.push(format!("{} \"", name.as_str())),
        apt::Statement::Append { list, .. } => lines.push(format!("{}:: \"", list.as_str())),
        apt::Statement::Scope { name, items, .. } => {
            lines.push(format!("{} {{", name.as_str()));
            for item in items {
                match item {
                    apt::Inner::Comment(_) => {}
                    apt::Inner::Entry(..) => lines.push("\"".to_owned()),
                    apt::Inner::Statement(statement) => beginnings(statement, lines),
                }
            }
            lines.push("};".to_owned());
        }
    }
}

pub(crate) fn print_apt(data: &[u8]) {
    let mut input = Input::new(data);
    let mut file = apt::File::new(head(&mut input));
    let mut lines = Vec::new();
    for statement in input.some(4, |input| statement(input, 4)) {
        beginnings(&statement, &mut lines);
        file.add(statement);
    }
    let printed = comes_back(&file, apt::parse, |file| apt::print(file).text);
    begin(&printed, &lines, &["//"]);
    is_clean(&printed);
}

fn directive(input: &mut Input<'_>) -> Result<logrotate::Directive, Refused> {
    use logrotate::{Account, Count, Create, Directive, Flag, Mode, Number, ScriptKind, Setting};
    use logrotate::{Script, Size, SizeLimit, SizeUnit, Word, Words};
    let account = |input: &mut Input<'_>| Account::parse(&input.word("az_0.-"));
    let word = |input: &mut Input<'_>| Word::parse(&input.word("az/.%:=,-09"));
    Ok(match input.up_to(7) {
        0 => Directive::Script(input.pick(ScriptKind::ALL), Script::new(&input.text())?),
        1 => Directive::Setting(input.pick(Setting::ALL), Word::parse(&input.text())?),
        2 => Directive::Setting(input.pick(Setting::ALL), word(input)?),
        3 => {
            let number = Count::from(input.number() as u16);
            Directive::Number(input.pick(Number::ALL), number)
        }
        4 => Directive::Create(Create {
            mode: Mode::new(input.number() as u16),
            owner: Some((account(input)?, account(input)?)).filter(|_| input.flag()),
        }),
        5 => Directive::Size(SizeLimit::Size, Size::new(input.number(), SizeUnit::Kibi)),
        6 => match Words::new(input.some(3, word)) {
            Some(words) => Directive::CompressOptions(words),
            None => Directive::RotateForever,
        },
        _ => Directive::Flag(input.pick(Flag::ALL)),
    })
}

/// The lines of a file of logrotate, those of scripts left out.
fn without_scripts(printed: &str) -> Vec<&str> {
    let mut in_script = false;
    let scripts: Vec<&str> = logrotate::ScriptKind::ALL
        .iter()
        .map(|kind| kind.word())
        .collect();
    let outside = printed.split('\n').map(str::trim).filter(|line| {
        let is_outside = !in_script;
        in_script = match in_script {
            // The first letters of the line, as many as there are: `endscript2` ends a script, too.
            true => line.split(|c: char| !c.is_ascii_alphabetic()).next() != Some("endscript"),
            false => scripts.contains(line),
        };
        is_outside && !line.is_empty() && !line.starts_with('#')
    });
    outside.collect()
}

pub(crate) fn print_logrotate(data: &[u8]) {
    let mut input = Input::new(data);
    let mut file = logrotate::File::new(head(&mut input));
    let mut n_lines = 0;
    for _ in 0..input.up_to(3) {
        let path = match input.flag() {
            true => logrotate::LogPath::file(&format!("/{}", input.text())),
            false => logrotate::LogPath::glob(&format!("/{}", input.word("az*./_-"))),
        };
        let Ok(path) = path else { continue };
        let directives = input.some(4, directive);
        n_lines += 2 + directives.len();
        let block = logrotate::Block::new(path);
        file.add(directives.into_iter().fold(block, logrotate::Block::with));
    }
    let printed = comes_back(&file, logrotate::parse, |file| logrotate::print(file).text);
    assert_eq!(without_scripts(&printed).len(), n_lines, "{printed:?}");
    is_clean(&printed);
}
