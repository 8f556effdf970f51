//! `subids.sh`: gives the account its subordinate ids, once, and never those of another login (R11).

use super::add;
use crate::context::{Context, Output};
use formats::Refused;
use formats::shell::{Command, Condition, Line, Redirection, Script, Statement, Word, fail};
use model::{Account, Rootless};
use tree::{Reader, Scope, UnitRef};

/// Prints the lines whose range meets `first` to `last`, and succeeds when there is one.
const PRINT_TAKEN: &str = "$2 <= last && $2 + $3 > first { print; taken = 1 } END { exit !taken }";

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
        uid,
        subordinate_ids: ids,
        ..
    } = rootless;
    let first = u64::from(ids.first.number());
    let last = first + u64::from(ids.count.number()).saturating_sub(1);
    // A login stands there by name or by number (`subuid(5)`).
    let has_one = Command::new("grep")
        .arguments(["-q", "-E"])
        .argument(Word::literal(&format!("^({user}|{uid}):"))?)
        .arguments([file]);
    let is_taken = Command::new("awk")
        .arguments(["-F:", "-v"])
        .argument(Word::literal(&format!("first={first}"))?)
        .arguments(["-v"])
        .argument(Word::literal(&format!("last={last}"))?)
        .arguments([PRINT_TAKEN, file])
        .redirect(Redirection::ToStandardError);
    let taken = format!(
        "the ids {first} to {last} of `{user}` meet those of another login in {file}: give `account.subordinate_ids` a free range"
    );
    let refuse = Statement::If {
        condition: Condition::Succeeds(is_taken.into()),
        then: fail(&taken)?,
        otherwise: Vec::new(),
    };
    let give = Command::new("usermod")
        .arguments([option])
        .argument(Word::literal(&format!("{first}-{last}"))?)
        .argument(Word::literal(user.as_str())?);
    let statement = Statement::If {
        condition: Condition::Succeeds(has_one.into()).negated(),
        then: vec![refuse.into(), Statement::from(give).into()],
        otherwise: Vec::new(),
    };
    Ok(statement.caused_by(&ids.origin))
}
