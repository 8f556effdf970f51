//! Syntax to text.

use super::{Block, Create, Directive, File, Item, Line, LogPath, MonthDay, WeekDay};
use crate::unit::lines::Lines;
use crate::{Cause, Printed};

/// Writes a file: one directive a line, blocks apart.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in &file.items {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::Directive(directive, cause) => push(&mut lines, "", directive, cause),
            Item::Include(word, cause) => lines.push(&format!("include {}", word.as_str()), cause),
            Item::Block(block) => push_block(&mut lines, block),
        }
    }
    lines.finish()
}

fn push_block(lines: &mut Lines, block: &Block) {
    if !lines.is_empty() {
        lines.push_plain("");
    }
    let paths: Vec<&str> = block.paths().map(LogPath::as_str).collect();
    lines.push(&format!("{} {{", paths.join(" ")), &block.cause);
    for line in &block.lines {
        match line {
            Line::Comment(comment) => lines.push_plain(&format!("    {}", comment.line())),
            Line::Directive(directive, cause) => push(lines, "    ", directive, cause),
        }
    }
    lines.push_plain("}");
}

fn push(lines: &mut Lines, indent: &str, directive: &Directive, cause: &Cause) {
    let day = |word: &str, day: Option<u8>| match day {
        Some(day) => format!("{word} {day}"),
        None => word.to_owned(),
    };
    let line = match directive {
        Directive::Flag(flag) => flag.word().to_owned(),
        Directive::Number(kind, number) => format!("{} {}", kind.word(), number.get()),
        Directive::RotateForever => "rotate -1".to_owned(),
        Directive::Weekly(weekday) => day("weekly", weekday.map(WeekDay::get)),
        Directive::Monthly(monthday) => day("monthly", monthday.map(MonthDay::get)),
        Directive::Size(limit, size) => format!("{} {size}", limit.word()),
        Directive::Setting(setting, word) => format!("{} {}", setting.word(), word.as_str()),
        Directive::CompressOptions(words) => words
            .as_slice()
            .iter()
            .fold("compressoptions".to_owned(), |line, word| {
                line + " " + word.as_str()
            }),
        Directive::Create(how) => create("create", how),
        Directive::CreateOldDir(how) => create("createolddir", how),
        Directive::Su(user, group) => format!("su {} {}", user.as_str(), group.as_str()),
        // The lines of a script stand as they are: a heredoc would notice blanks.
        Directive::Script(kind, script) => {
            format!("{}\n{}\n{indent}endscript", kind.word(), script.as_str())
        }
    };
    lines.push(&format!("{indent}{line}"), cause);
}

fn create(word: &str, how: &Create) -> String {
    let Create { mode, owner } = how;
    let mode = mode.map(|mode| format!(" {mode}")).unwrap_or_default();
    let owner = owner
        .as_ref()
        .map(|(user, group)| format!(" {} {}", user.as_str(), group.as_str()));
    format!("{word}{mode}{}", owner.unwrap_or_default())
}
