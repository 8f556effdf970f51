//! `secrets.sh`: checks the secrets of the account before anything starts, and makes those that are
//! made from others.

use super::add;
use crate::context::{Context, Output};
use formats::Refused;
use formats::shell::{
    Command, Comparison, Condition, Line, Piece, Script, Statement, VariableName, Word, fail,
    percent_encode,
};
use model::check::Part;
use model::decode::Entry;
use model::leaf::Name;
use model::{EnvValue, Secret, Template, TemplatePart};
use source::Origin;
use std::collections::BTreeMap;
use tree::Reader;

/// Where the script stands in the tree.
pub(crate) fn path(context: &Context<'_>) -> String {
    format!("{}/secrets.sh", context.own_folder())
}

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    if !context.has_secrets() {
        return;
    }
    let origin = &context.stack.stack.name.origin;
    let reader = Reader::Unit(context.unit(context.secrets_unit()));
    let path = path(context);
    add(context, &path, script(context), [reader], origin, output);
}

fn script(context: &Context<'_>) -> Result<Script, Refused> {
    let secrets = &context.stack.stack.secrets;
    let variables = variables(secrets.keys())?;
    let mut lines = Vec::new();
    for (name, secret) in secrets {
        lines.extend(check(context, name, secret, &variables[name])?);
    }
    let mut encoded: Vec<&Name> = Vec::new();
    for (name, (template, origin)) in derived(context) {
        lines.extend(encode(template, origin, &variables, &mut encoded)?);
        lines.push(make(&name, template, &variables)?.caused_by(origin));
    }
    Ok(Script::new(lines))
}

/// Percent-encodes the secrets that a template wants so, each once in a script.
pub(super) fn encode<'a>(
    template: &'a Template,
    origin: &Origin,
    variables: &BTreeMap<&Name, VariableName>,
    encoded: &mut Vec<&'a Name>,
) -> Result<Vec<Line>, Refused> {
    let mut lines = Vec::new();
    for part in &template.parts {
        let TemplatePart::Secret {
            name,
            percent: true,
        } = part
        else {
            continue;
        };
        if encoded.contains(&name) {
            continue;
        }
        encoded.push(name);
        let output = Piece::Output(percent_encode(&variables[name]));
        let assign = Statement::Assign(in_percent(&variables[name])?, output.into());
        lines.push(assign.caused_by(origin));
    }
    Ok(lines)
}

/// A variable of the shell for each secret.
pub(super) fn variables<'a>(
    names: impl Iterator<Item = &'a Name>,
) -> Result<BTreeMap<&'a Name, VariableName>, Refused> {
    let mut variables: BTreeMap<&Name, VariableName> = BTreeMap::new();
    for name in names {
        let plain = format!("secret_{}", name.as_str().replace('-', "_"));
        // `a-b` and `a_b` are two secrets.
        let taken = variables.values().any(|known| known.as_str() == plain);
        let variable = if taken {
            format!("{plain}_{}", variables.len())
        } else {
            plain
        };
        variables.insert(name, VariableName::parse(&variable)?);
    }
    Ok(variables)
}

fn in_percent(variable: &VariableName) -> Result<VariableName, Refused> {
    VariableName::parse(&format!("percent_{}", variable.as_str()))
}

/// Reads a secret and holds it against its constraints.
///
/// The shell drops newlines at the end of what a command prints, so that a secret that was typed with
/// one is used without it.
fn check(
    context: &Context<'_>,
    name: &Name,
    secret: &Entry<Secret>,
    variable: &VariableName,
) -> Result<Vec<Line>, Refused> {
    let podman_name = context.secret(name);
    let exists = Command::new("podman")
        .arguments(["secret", "exists"])
        .argument(Word::literal(&podman_name)?);
    let read = Command::new("podman")
        .arguments([
            "secret",
            "inspect",
            "--showsecret",
            "--format",
            "{{.SecretData}}",
        ])
        .argument(Word::literal(&podman_name)?);
    let purpose = secret.description.as_ref().map_or(String::new(), |text| {
        format!(" ({})", text.value.trim_end_matches('.'))
    });
    let missing = format!(
        "the secret `{podman_name}`{purpose} is missing: make it with `podman secret create {podman_name} FILE`"
    );
    let mut lines = vec![
        unless(Condition::Succeeds(exists.into()), &missing)?.caused_by(&secret.key),
        Statement::Assign(variable.clone(), Piece::Output(read.into()).into())
            .caused_by(&secret.key),
    ];
    lines.extend(constraints(&podman_name, secret, variable)?);
    Ok(lines)
}

/// Holds the value of a secret against what it must keep to.
pub(super) fn constraints(
    shown: &str,
    secret: &Secret,
    variable: &VariableName,
) -> Result<Vec<Line>, Refused> {
    let mut lines = Vec::new();
    let least = &secret.min_length;
    let length = Word::from(Piece::Length(variable.clone()));
    let is_short = Condition::Number(length, Comparison::Less, least.value);
    let too_short = format!("the secret `{shown}` needs at least {least} characters");
    lines.push(when(is_short, &too_short)?.caused_by(&least.origin));
    for value in &secret.forbidden {
        let given = Word::from(Piece::Variable(variable.clone()));
        let same = Condition::Same(given, Word::literal(&value.value)?);
        let message = format!("the secret `{shown}` must not be {:?}", value.value);
        lines.push(when(same, &message)?.caused_by(&value.origin));
    }
    Ok(lines)
}

fn when(condition: Condition, message: &str) -> Result<Statement, Refused> {
    Ok(Statement::If {
        condition,
        then: fail(message)?,
        otherwise: Vec::new(),
    })
}

fn unless(condition: Condition, message: &str) -> Result<Statement, Refused> {
    when(condition.negated(), message)
}

/// Makes a secret from a template.
fn make(
    name: &str,
    template: &Template,
    variables: &BTreeMap<&Name, VariableName>,
) -> Result<Statement, Refused> {
    let text = filled(template, variables)?;
    let create = Command::new("podman")
        .arguments(["secret", "create", "--replace"])
        .argument(Word::literal(name)?)
        .arguments(["-"]);
    let print = Command::new("printf").arguments(["%s"]).argument(text);
    // The identifier that podman prints is of no use in the journal.
    let create = create.redirect(formats::shell::Redirection::To(Word::keyword("/dev/null")));
    Ok(Statement::Run(print.pipe(create)))
}

/// A template with the values of its secrets.
pub(super) fn filled(
    template: &Template,
    variables: &BTreeMap<&Name, VariableName>,
) -> Result<Word, Refused> {
    let mut pieces = Vec::new();
    for part in &template.parts {
        pieces.push(match part {
            TemplatePart::Text(text) => Piece::literal(text)?,
            TemplatePart::Secret { name, percent } => {
                let variable = &variables[name];
                Piece::Variable(match percent {
                    true => in_percent(variable)?,
                    false => variable.clone(),
                })
            }
        });
    }
    Ok(Word::of(pieces))
}

/// The secrets that are made from others: name, template and place.
fn derived<'a>(context: &Context<'a>) -> BTreeMap<String, (&'a Template, &'a Origin)> {
    let templates = |part: &'a Part| {
        part.container
            .env
            .iter()
            .filter_map(move |(name, value)| match &value.value {
                EnvValue::SecretTemplate(template) => {
                    Some((name, &template.value, &template.origin))
                }
                _ => None,
            })
    };
    let mut derived = BTreeMap::new();
    for part in context.stack.parts.values() {
        for (name, template, origin) in templates(part) {
            let name = context.derived_secret(&part.of, name.as_str());
            derived.insert(name, (template, origin));
        }
    }
    derived
}
