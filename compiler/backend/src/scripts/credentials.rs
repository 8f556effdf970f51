//! `credentials.sh`: checks the secrets of services, and writes those that are variables into a file for
//! each service (`systemd.exec(5)`, `EnvironmentFile=`).

use super::add;
use super::secrets::{constraints, encode, filled, variables};
use crate::context::{Context, Output};
use crate::credentials;
use formats::Refused;
use formats::shell::{
    Command, Line, Piece, Redirection, Script, Statement, VariableName, Word,
    quote_for_environment_file,
};
use model::decode::Entry;
use model::leaf::Name;
use model::{EnvValue, Secret};
use source::Origin;
use std::collections::BTreeMap;
use tree::{Reader, Scope, UnitRef};

/// Where the script stands in the tree.
pub(crate) fn path(context: &Context<'_>) -> String {
    format!("{}/credentials.sh", context.own_folder())
}

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let secrets = credentials::read_by_job(context);
    if secrets.is_empty() {
        return;
    }
    let origin = &context.stack.stack.name.origin;
    let reader = Reader::Unit(UnitRef::new(Scope::System, credentials::unit(context)));
    let path = path(context);
    let script = script(context, &secrets);
    add(context, &path, script, [reader], origin, output);
}

fn script(context: &Context<'_>, secrets: &BTreeMap<&Name, &Origin>) -> Result<Script, Refused> {
    let variables = variables(secrets.keys().copied())?;
    let mut lines = Vec::new();
    for name in secrets.keys() {
        // A name without a secret is reported by the checker.
        if let Some(secret) = context.stack.stack.secrets.get(*name) {
            lines.extend(read(context, name, secret, &variables[*name])?);
        }
    }
    let umask = Command::new("umask").arguments(["077"]);
    lines.push(Statement::from(umask).into());
    let mut encoded = Vec::new();
    for (service, part) in &context.stack.services {
        let mut file = Vec::new();
        for (variable, value, origin) in credentials::variables(&part.service) {
            let text = match value {
                EnvValue::SecretTemplate(template) => {
                    lines.extend(encode(template, origin, &variables, &mut encoded)?);
                    filled(template, &variables)?
                }
                EnvValue::Secret(name) => {
                    Word::from(Piece::Variable(variables[&name.value].clone()))
                }
                _ => continue,
            };
            file.push((variable, text, origin));
        }
        lines.extend(write(context, service, file)?);
    }
    Ok(Script::new(lines))
}

/// Reads a secret and holds it against its constraints. One that is missing stops the job before this.
///
/// The shell drops newlines at the end of what a command prints, so that a secret in a file that ends
/// with one is used without it.
fn read(
    context: &Context<'_>,
    name: &Name,
    secret: &Entry<Secret>,
    variable: &VariableName,
) -> Result<Vec<Line>, Refused> {
    let host_path = credentials::path(context, name);
    let folder = VariableName::parse("CREDENTIALS_DIRECTORY")?;
    let file = Word::of([
        Piece::Variable(folder),
        Piece::literal(&format!("/{name}"))?,
    ]);
    let read = Command::new("cat").argument(file);
    let assign = Statement::Assign(variable.clone(), Piece::Output(read.into()).into());
    let mut lines = vec![assign.caused_by(&secret.key)];
    lines.extend(constraints(&host_path, secret, variable)?);
    Ok(lines)
}

/// Writes the secret variables of a service, first beside their place, so that they are there whole.
fn write(
    context: &Context<'_>,
    service: &Name,
    variables: Vec<(&str, Word, &Origin)>,
) -> Result<Vec<Line>, Refused> {
    if variables.is_empty() {
        return Ok(Vec::new());
    }
    let path = credentials::env_file(context, service);
    let beside = Word::literal(&format!("{path}.new"))?;
    let empty = Command::new(":").redirect(Redirection::To(beside.clone()));
    let mut lines = vec![Line::from(Statement::from(empty))];
    for (variable, text, origin) in variables {
        let value = VariableName::parse("value")?;
        lines.push(Statement::Assign(value.clone(), text).caused_by(origin));
        let quoted = Word::from(Piece::Output(quote_for_environment_file(&value)));
        let print = Command::new("printf")
            .arguments(["%s=\"%s\"\\n"])
            .argument(Word::literal(variable)?)
            .argument(quoted)
            .redirect(Redirection::Append(beside.clone()));
        lines.push(Statement::from(print).caused_by(origin));
    }
    let take = Command::new("mv")
        .argument(beside)
        .argument(Word::literal(&path)?);
    lines.push(Statement::from(take).into());
    Ok(lines)
}
