//! Blocks of logrotate.

use super::refuse;
use crate::context::Context;
use crate::refusal::{self, carried};
use crate::rules;
use formats::logrotate::{
    self, Account, Block, Count, Create, Directive, File, Flag, Item, Line, LogPath, Mode, Number,
    Script, ScriptKind, Size, SizeLimit, SizeUnit,
};
use formats::{Cause, ParseError, Printed};
use model::leaf::LoginName;
use model::{CreatedLog, FileText, RotatedAs, Rotation, Schedule};
use source::{Diagnostic, Located, Origin, Report};

const READER: &str = "logrotate";

pub(super) fn print(
    context: &Context<'_>,
    rotations: &[Located<Rotation>],
    report: &mut Report,
) -> Printed {
    let mut file = File::new(context.head());
    for rotation in rotations {
        if let Some(block) = block(rotation, report) {
            file.add(block);
        }
    }
    logrotate::print(&file)
}

fn block(rotation: &Located<Rotation>, report: &mut Report) -> Option<Block> {
    let mut paths = Vec::new();
    for path in &rotation.paths {
        let made = match path.contains('*') {
            true => LogPath::glob(path),
            false => LogPath::file(path),
        };
        paths.extend(carried(made, &path.origin, report));
    }
    let mut lines = Vec::new();
    for (directive, origin) in directives(rotation, report) {
        lines.push(Line::Directive(directive, Cause::from(&origin)));
    }
    if let Some(extra) = &rotation.extra {
        extend(&mut lines, extra, report);
    }
    let mut paths = paths.into_iter();
    let Some(first) = paths.next() else {
        if rotation.paths.is_empty() {
            let hint = "name at least one log file in `paths`";
            refuse(
                READER,
                "cannot rotate no file",
                hint,
                &rotation.origin,
                report,
            );
        }
        return None;
    };
    let mut block = paths.fold(Block::new(first), Block::and);
    block.lines = lines;
    Some(block.because(Cause::from(&rotation.origin)))
}

/// The directives of the fields, in the order of the fields.
fn directives(rotation: &Rotation, report: &mut Report) -> Vec<(Directive, Origin)> {
    let Rotation {
        paths: _,
        schedule,
        rotate,
        maxage,
        minsize,
        maxsize,
        compress,
        delaycompress,
        missingok,
        notifempty,
        copytruncate,
        dateext,
        sharedscripts,
        create,
        su,
        prerotate,
        postrotate,
        extra: _,
    } = rotation;
    let mut found: Vec<(Directive, Origin)> = Vec::new();
    found.extend(
        schedule
            .as_ref()
            .map(|s| (of_schedule(&s.value), s.origin.clone())),
    );
    for (kind, number) in [(Number::Rotate, rotate), (Number::MaxAge, maxage)] {
        found.extend(
            number
                .as_ref()
                .and_then(|number| count(kind, number, report)),
        );
    }
    for (limit, bytes) in [(SizeLimit::MinSize, minsize), (SizeLimit::MaxSize, maxsize)] {
        found.extend(bytes.as_ref().and_then(|bytes| size(limit, bytes, report)));
    }
    let flags = [
        (compress, Flag::Compress, Flag::NoCompress),
        (delaycompress, Flag::DelayCompress, Flag::NoDelayCompress),
        (missingok, Flag::MissingOk, Flag::NoMissingOk),
        (notifempty, Flag::NotIfEmpty, Flag::IfEmpty),
        (copytruncate, Flag::CopyTruncate, Flag::NoCopyTruncate),
        (dateext, Flag::DateExt, Flag::NoDateExt),
        (sharedscripts, Flag::SharedScripts, Flag::NoSharedScripts),
    ];
    for (is_set, yes, no) in flags {
        found.extend(is_set.as_ref().map(|is_set| {
            let flag = if is_set.value { yes } else { no };
            (Directive::Flag(flag), is_set.origin.clone())
        }));
    }
    found.extend(create.as_ref().and_then(|create| created(create, report)));
    found.extend(su.as_ref().and_then(|su| rotated_as(su, report)));
    for (kind, text) in [
        (ScriptKind::Prerotate, prerotate),
        (ScriptKind::Postrotate, postrotate),
    ] {
        found.extend(text.as_ref().and_then(|text| {
            let script = carried(Script::new(text), &text.origin, report)?;
            Some((Directive::Script(kind, script), text.origin.clone()))
        }));
    }
    found
}

fn of_schedule(schedule: &Schedule) -> Directive {
    match schedule {
        Schedule::Hourly => Directive::Flag(Flag::Hourly),
        Schedule::Daily => Directive::Flag(Flag::Daily),
        Schedule::Weekly => Directive::Weekly(None),
        Schedule::Monthly => Directive::Monthly(None),
        Schedule::Yearly => Directive::Flag(Flag::Yearly),
    }
}

fn count(kind: Number, number: &Located<u32>, report: &mut Report) -> Option<(Directive, Origin)> {
    let Some(count) = Count::new(number.value) else {
        let reason = format!("cannot count beyond {}", i32::MAX);
        refuse(
            READER,
            reason,
            "write a smaller number",
            &number.origin,
            report,
        );
        return None;
    };
    Some((Directive::Number(kind, count), number.origin.clone()))
}

/// In the largest unit that leaves no rest.
fn size(
    limit: SizeLimit,
    size: &Located<model::leaf::Size>,
    report: &mut Report,
) -> Option<(Directive, Origin)> {
    let bytes = size.bytes();
    let units = [
        (SizeUnit::Gibi, 30),
        (SizeUnit::Mebi, 20),
        (SizeUnit::Kibi, 10),
        (SizeUnit::Bytes, 0),
    ];
    let whole = units
        .iter()
        .find(|(_, shift)| (bytes >> shift) << shift == bytes && bytes > 0);
    let (unit, shift) = whole.unwrap_or(&(SizeUnit::Bytes, 0));
    match u32::try_from(bytes >> shift) {
        Ok(count) => Some((
            Directive::Size(limit, Size::new(count, *unit)),
            size.origin.clone(),
        )),
        Err(_) => {
            let reason = "cannot hold a size of so many digits";
            refuse(READER, reason, "round it", &size.origin, report);
            None
        }
    }
}

fn created(create: &Located<CreatedLog>, report: &mut Report) -> Option<(Directive, Origin)> {
    let CreatedLog { mode, user, group } = &create.value;
    let owner = match (user, group) {
        (Some(user), Some(group)) => Some(accounts(user, group, report)?),
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => {
            let reason = "cannot take one of user and group without the other";
            refuse(
                READER,
                reason,
                "set both `user` and `group`",
                &one.origin,
                report,
            );
            return None;
        }
    };
    let mode = mode.as_ref().and_then(|mode| Mode::new(mode.bits()));
    Some((
        Directive::Create(Create { mode, owner }),
        create.origin.clone(),
    ))
}

fn rotated_as(su: &Located<RotatedAs>, report: &mut Report) -> Option<(Directive, Origin)> {
    let RotatedAs { user, group } = &su.value;
    let (user, group) = accounts(user, group, report)?;
    Some((Directive::Su(user, group), su.origin.clone()))
}

fn accounts(
    user: &Located<LoginName>,
    group: &Located<LoginName>,
    report: &mut Report,
) -> Option<(Account, Account)> {
    let mut account =
        |name: &Located<LoginName>| carried(Account::parse(name.as_str()), &name.origin, report);
    Some((account(user)?, account(group)?))
}

/// Adds directives that the user writes in the syntax of logrotate: read in a block of their own, and
/// printed like all others.
fn extend(lines: &mut Vec<Line>, extra: &Located<FileText>, report: &mut Report) {
    match read(extra) {
        Ok(directives) => {
            for directive in directives {
                let set = lines.iter().find_map(|line| match line {
                    Line::Directive(other, cause) if word(other) == word(&directive) => Some(cause),
                    Line::Directive(..) | Line::Comment(_) => None,
                });
                if let Some(cause) = set {
                    report.add(conflict(&directive, &extra.origin, cause));
                    continue;
                }
                lines.push(Line::Directive(directive, Cause::from(&extra.origin)));
            }
        }
        Err(error) => report.add(refusal::not_parsed("logrotate", &error, &extra.origin)),
    }
}

fn read(text: &str) -> Result<Vec<Directive>, ParseError> {
    let file = logrotate::parse(&format!("/log {{\n{text}\n}}\n")).map_err(|error| ParseError {
        line: error.line.saturating_sub(1),
        ..error
    })?;
    match file.items.as_slice() {
        [Item::Block(block)] if block.paths().count() == 1 => {
            Ok(block.directives().cloned().collect())
        }
        _ => Err(ParseError {
            line: 1,
            message: "the text ends the block it stands in".to_owned(),
        }),
    }
}

fn conflict(directive: &Directive, origin: &Origin, cause: &Cause) -> Diagnostic {
    let headline = format!("`{}` is set by the stack already", word(directive));
    let diagnostic =
        Diagnostic::error(&rules::EXTRA_CONFLICT, headline).at(origin, "set again here");
    match &cause.0 {
        Some(other) => diagnostic.and(other, "set because of this"),
        None => diagnostic,
    }
    .hint("say it once")
}

/// The word a directive begins with.
fn word(directive: &Directive) -> &'static str {
    match directive {
        Directive::Flag(flag) => flag.word(),
        Directive::Number(number, _) => number.word(),
        Directive::RotateForever => Number::Rotate.word(),
        Directive::Weekly(_) => "weekly",
        Directive::Monthly(_) => "monthly",
        Directive::Size(limit, _) => limit.word(),
        Directive::Setting(setting, _) => setting.word(),
        Directive::CompressOptions(_) => "compressoptions",
        Directive::Create(_) => "create",
        Directive::CreateOldDir(_) => "createolddir",
        Directive::Su(..) => "su",
        Directive::Script(kind, _) => kind.word(),
    }
}
