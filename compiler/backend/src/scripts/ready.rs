//! `ready-NAME.sh`: waits until all ports of a service take connections.
//!
//! It runs beside the main process, as the same user, and gives up when that is gone; how long it may
//! wait is `TimeoutStartSec=` of the unit.

use super::add;
use crate::context::{Context, Output};
use formats::Refused;
use formats::shell::{Command, Condition, Line, Piece, Script, Statement, VariableName, Word};
use model::leaf::Name;
use model::{Readiness, Service};
use tree::Reader;

/// Where the script of a service stands in the tree.
pub(crate) fn path(context: &Context<'_>, service: &Name) -> String {
    format!("{}/ready-{service}.sh", context.own_folder())
}

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    for (name, part) in &context.stack.services {
        let ready = &part.service.ready;
        if ready.value != Readiness::Listening || part.service.provided().is_some() {
            continue;
        }
        let reader = Reader::Unit(context.part_unit(name));
        let path = path(context, name);
        let script = script(&part.service);
        add(context, &path, script, [reader], &ready.origin, output);
    }
}

fn script(service: &Service) -> Result<Script, Refused> {
    let main_process = VariableName::parse("MAINPID")?;
    let mut lines: Vec<Line> = Vec::new();
    for port in service.listens.values() {
        let filter = format!("sport = :{}", port.value);
        let listening = Command::new("ss")
            .arguments(["--no-header", "--listening", "--tcp", "--numeric"])
            .argument(Word::literal(&filter)?)
            .pipe(Command::new("grep").arguments(["-q", "."]));
        let is_alive = Command::new("kill")
            .arguments(["-0"])
            .argument(Piece::Variable(main_process.clone()));
        let pause = Command::new("sleep").arguments(["0.2"]);
        let wait = Statement::Until {
            condition: Condition::Succeeds(listening),
            meanwhile: vec![
                Statement::from(is_alive).into(),
                Statement::from(pause).into(),
            ],
        };
        lines.push(wait.caused_by(&port.origin));
    }
    Ok(Script::new(lines))
}
