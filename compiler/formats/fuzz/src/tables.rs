//! Formats of one line for each thing: tmpfiles.d, sysusers.d, sysctl.d, modules-load.d.

use super::input::Input;
use super::lines::{begin, comes_back, is_clean, stays, text};
use formats::unit::{Comment, Text};
use formats::{Cause, Refused, modules_load, sysctl, sysusers, tmpfiles};

const COMMENTS: [&str; 2] = ["#", ";"];

pub(crate) fn parse_tmpfiles(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, tmpfiles::parse, |file| tmpfiles::print(file).text);
}

pub(crate) fn parse_sysusers(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, sysusers::parse, |file| sysusers::print(file).text);
}

pub(crate) fn parse_sysctl(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, sysctl::parse, |file| sysctl::print(file).text);
}

pub(crate) fn parse_modules_load(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, modules_load::parse, |file| {
        modules_load::print(file).text
    });
}

fn head(input: &mut Input<'_>) -> Comment {
    let text = input.text();
    Comment::new(&text).unwrap_or_else(|_| Comment::escaped(&text))
}

fn some_text(input: &mut Input<'_>) -> Text {
    let text = Text::from(input.text());
    match input.up_to(5) {
        0 => text.then(Text::specifier(input.pick(&['h', 't', 'n', 'z']))),
        _ => text,
    }
}

fn tmpfiles_line(input: &mut Input<'_>) -> Result<tmpfiles::Line, Refused> {
    let line_type = format!(
        "{}{}",
        input.word("dfLCzwh").chars().next().unwrap_or('d'),
        input.pick(&["", "+", "!", "~"])
    );
    let path = Text::from("/").then(some_text(input));
    let mut line = tmpfiles::Line::new(line_type.parse()?, path)?;
    if input.flag() {
        line = line.mode(input.word("01234567~:").parse()?);
    }
    if input.flag() {
        line = line.user(input.text().parse()?);
    }
    if input.flag() {
        line = line.age(input.word("0123mhd:~").parse()?);
    }
    match input.flag() {
        true => line.argument(some_text(input)),
        false => Ok(line),
    }
}

pub(crate) fn print_tmpfiles(data: &[u8]) {
    let mut input = Input::new(data);
    let mut file = tmpfiles::File::new(head(&mut input));
    let lines = input.some(4, tmpfiles_line);
    let beginnings: Vec<String> = lines
        .iter()
        .map(|line| line.line_type().letter().into())
        .collect();
    lines.into_iter().for_each(|line| file.add(line));
    let printed = comes_back(&file, tmpfiles::parse, |file| tmpfiles::print(file).text);
    begin(&printed, &beginnings, &["#"]);
    is_clean(&printed);
}

fn user(input: &mut Input<'_>) -> Result<sysusers::User, Refused> {
    let mut user = sysusers::User::new(input.word("abzAZ_-0.").parse()?);
    if input.flag() {
        user = user.id(sysusers::Id::user(input.number())?);
    }
    if input.flag() {
        user = user.description(some_text(input))?;
    }
    if input.flag() {
        user = user.home(Text::from("/").then(some_text(input)))?;
    }
    if input.flag() {
        user = user.shell(Text::from("/").then(some_text(input)))?;
    }
    Ok(user)
}

pub(crate) fn print_sysusers(data: &[u8]) {
    let mut input = Input::new(data);
    let mut file = sysusers::File::new(head(&mut input));
    let users = input.some(4, user);
    let beginnings: Vec<String> = users
        .iter()
        .map(|user| format!("u {} ", user.name()))
        .collect();
    users.into_iter().for_each(|user| file.add(user));
    let printed = comes_back(&file, sysusers::parse, |file| sysusers::print(file).text);
    begin(&printed, &beginnings, &["#"]);
    is_clean(&printed);
}

pub(crate) fn print_sysctl(data: &[u8]) {
    let mut input = Input::new(data);
    let mut file = sysctl::File::new(head(&mut input));
    let mut beginnings = Vec::new();
    for _ in 0..input.up_to(4) {
        let key = match input.flag() {
            true => input.word("abz_09./*-"),
            false => input.text(),
        };
        if file.set(&key, &input.text(), Cause::default()).is_ok() {
            beginnings.push(format!("{key} = "));
        }
    }
    let printed = comes_back(&file, sysctl::parse, |file| sysctl::print(file).text);
    begin(&printed, &beginnings, &COMMENTS);
    is_clean(&printed);
}

pub(crate) fn print_modules_load(data: &[u8]) {
    let mut input = Input::new(data);
    let mut file = modules_load::File::new(head(&mut input));
    let mut beginnings = Vec::new();
    for _ in 0..input.up_to(4) {
        let name = match input.flag() {
            true => input.word("abzAZ_09-"),
            false => input.text(),
        };
        if let Ok(module) = modules_load::Module::parse(&name) {
            file.add(module, Cause::default());
            beginnings.push(name);
        }
    }
    let printed = comes_back(&file, modules_load::parse, |file| {
        modules_load::print(file).text
    });
    begin(&printed, &beginnings, &COMMENTS);
    is_clean(&printed);
}
