//! `subids.sh`: gives the account its subordinate ids, once (R11).

use super::add;
use crate::context::{Context, Output};
use formats::Refused;
use formats::shell::{Command, Condition, Line, Script, Statement, Word};
use model::{Account, Rootless};
use tree::{Reader, Scope, UnitRef};

/// Where the script stands in the tree.
pub(crate) fn path(context: &Context<'_>) -> String {
    format!("{}/subids.sh", context.own_folder())
}

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let Account::Rootless(rootless) = &context.stack.stack.account.value else {
        return;
    };
    let origin = &rootless.subordinate_ids.origin;
    let unit = format!("{}-subids.service", context.name());
    let reader = Reader::Unit(UnitRef::new(Scope::System, unit));
    let path = path(context);
    add(context, &path, script(rootless), [reader], origin, output);
}

/// `usermod` refuses to work without the files, and adds a range every time it is asked.
fn script(rootless: &Rootless) -> Result<Script, Refused> {
    let make_files = Command::new("touch").arguments(["/etc/subuid", "/etc/subgid"]);
    let mut lines = vec![Line::from(Statement::from(make_files))];
    for (file, option) in [
        ("/etc/subuid", "--add-subuids"),
        ("/etc/subgid", "--add-subgids"),
    ] {
        lines.push(add_range(rootless, file, option)?);
    }
    Ok(Script::new(lines))
}

fn add_range(
    rootless: &Rootless,
    file: &'static str,
    option: &'static str,
) -> Result<Line, Refused> {
    let Rootless {
        user,
        subordinate_ids: ids,
        ..
    } = rootless;
    let first = u64::from(ids.first.number());
    let last = first + u64::from(ids.count.number()).saturating_sub(1);
    let has_one = Command::new("grep")
        .arguments(["-q"])
        .argument(Word::literal(&format!("^{user}:"))?)
        .arguments([file]);
    let give = Command::new("usermod")
        .arguments([option])
        .argument(Word::literal(&format!("{first}-{last}"))?)
        .argument(Word::literal(user.as_str())?);
    let statement = Statement::If {
        condition: Condition::Succeeds(has_one.into()).negated(),
        then: vec![Statement::from(give).into()],
        otherwise: Vec::new(),
    };
    Ok(statement.caused_by(&ids.origin))
}
