//! What is known about the values of single keys, beyond the kind of the key.

use super::print::READER;
use super::{Form, csv_fields};
use crate::Refused;
use crate::unit::{Text, UnitName, path, refuse};

/// Checks of single keys, named after what they check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nothing is known.
    Any,
    /// An image: stands alone on the command line, so it may not look like an option (G11).
    Image,
    /// The name of a container, network, volume or pod: `[a-zA-Z0-9][a-zA-Z0-9_.-]*`.
    ObjectName,
    /// The name of a service without suffix: the generator uses it as a file name (G12).
    ServiceName,
    /// `[source:]target[:options]`: three parts at most, the target absolute.
    Volume,
    /// A network, its mode or file; may not look like an option.
    Network,
    /// A CSV record with a type, and a source where the type needs one.
    Mount,
    /// A CSV record that begins with a name.
    Secret,
    /// An absolute path; a `-` before it does not make it optional here.
    EnvironmentFile,
    /// An environment variable: podman turns CR LF in `--env` into LF.
    Environment,
    /// A command in a container; text that begins with `[` would be taken as JSON.
    Json,
    /// `name.pod`.
    PodFile,
    /// An absolute path in a container.
    InContainer,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// What podman parses: a number, an address, a time.
    Is(Form),
    /// Not on a command line: `$` would stay doubled.
    OutsideCommand,
}

/// Checks one value, before it is encoded.
pub(super) fn check(rule: Rule, text: &Text) -> Result<(), Refused> {
    let shape = text.shape();
    match rule {
        Rule::Any | Rule::Environment => Ok(()),
        Rule::Image => {
            no_option(&shape)?;
            no_blank(&shape)
        }
        Rule::ObjectName => object_name(&shape),
        Rule::ServiceName => service_name(&shape),
        Rule::Volume => volume(text, &shape),
        Rule::Network => no_option(&shape),
        Rule::Mount => mount(text),
        Rule::Secret => match csv_fields(&shape) {
            Some(fields) if fields[0].contains('=') => Err(whole(
                "does not begin with the name of a secret",
                "write the name first: `name,type=env,target=NAME`",
            )),
            Some(fields) => no_option(&fields[0]),
            None => Err(whole(
                "is no CSV record",
                "write fields with commas between them, and quote one that holds `,` or `\"`",
            )),
        },
        Rule::EnvironmentFile => environment_file(text, &shape),
        Rule::Json if shape.starts_with('[') => Err(refuse::whole(
            READER,
            "cannot begin with `[`, which podman takes for a JSON array",
            "give the command as a list of words",
        )),
        Rule::Json => Ok(()),
        Rule::PodFile => match shape.strip_suffix(".pod") {
            Some(stem) if !stem.is_empty() => Ok(()),
            _ => Err(whole(
                "does not name a `.pod` file",
                "write the name of the file: `site.pod`",
            )),
        },
        Rule::InContainer => in_container(text),
        Rule::OneOf(words) => literal(text, |text| word(text, words)),
        Rule::Is(form) => literal(text, |text| of_form(text, form)),
        Rule::OutsideCommand => {
            no_variables(text)?;
            only(&shape, |c| c != '$')
        }
    }
}

/// Checks what can be known before anything is expanded: an instance of a template may have its port
/// from `%i`.
fn literal(text: &Text, check: impl FnOnce(&str) -> Result<(), Refused>) -> Result<(), Refused> {
    match text.as_literal() {
        Some(literal) => check(&literal),
        None => Ok(()),
    }
}

fn of_form(text: &str, form: Form) -> Result<(), Refused> {
    match form.is(text) {
        true => Ok(()),
        false => Err(whole(
            &format!(
                "cannot be `{}`: expected {}",
                text.escape_debug(),
                form.expected()
            ),
            form.example(),
        )),
    }
}

fn in_container(text: &Text) -> Result<(), Refused> {
    match text.shape_with("/").starts_with('/') {
        true => Ok(()),
        false => Err(whole(
            "is no absolute path in the container",
            "begin the path with `/`",
        )),
    }
}

/// G10: what podman would take apart once more.
pub(super) fn no_comma(text: &Text) -> Result<(), Refused> {
    let shape = text.shape();
    match shape.char_indices().find(|(_, c)| matches!(c, ',' | '"')) {
        Some((offset, c)) => Err(refuse::character_with_hint(
            READER,
            offset,
            c,
            "podman splits this value at commas: write one assignment for each",
        )),
        None => Ok(()),
    }
}

fn whole(reason: &str, hint: &'static str) -> Refused {
    refuse::whole(READER, reason, hint)
}

/// G11.
fn no_option(shape: &str) -> Result<(), Refused> {
    match shape.starts_with('-') {
        true => Err(Refused {
            reason: "cannot begin with `-`, which makes it an option of podman".to_owned(),
            hint: "begin it with another character",
            ..refuse::character(READER, 0, '-')
        }),
        false => Ok(()),
    }
}

fn no_blank(shape: &str) -> Result<(), Refused> {
    only(shape, |c| !c.is_whitespace())
}

fn only(shape: &str, is_good: impl Fn(char) -> bool) -> Result<(), Refused> {
    match shape.char_indices().find(|(_, c)| !is_good(*c)) {
        Some((offset, c)) => Err(refuse::character(READER, offset, c)),
        None => Ok(()),
    }
}

fn word(shape: &str, words: &[&str]) -> Result<(), Refused> {
    match words.contains(&shape) {
        true => Ok(()),
        false => Err(whole(
            &format!(
                "cannot be `{}`: expected {}",
                shape.escape_debug(),
                source::list_of_names(words.iter().copied())
            ),
            "write one of these",
        )),
    }
}

/// Whether podman takes this as the name of an object.
pub(super) fn object_name(shape: &str) -> Result<(), Refused> {
    if !shape.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        let found = shape.chars().next();
        return Err(Refused {
            found,
            ..whole(
                "must begin with an ASCII letter or digit",
                "begin the name with a letter or digit",
            )
        });
    }
    only(shape, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
    })
}

fn service_name(shape: &str) -> Result<(), Refused> {
    if shape.starts_with(['-', '.']) {
        return Err(whole(
            "cannot begin with `-` or `.`",
            "begin the name with a letter or digit",
        ));
    }
    match format!("{shape}.service").parse::<UnitName>() {
        Ok(_) => Ok(()),
        Err(error) => Err(whole(
            &format!("is refused: {error}"),
            "write a name of letters, digits, `-` and `_`",
        )),
    }
}

fn volume(text: &Text, shape: &str) -> Result<(), Refused> {
    // What a specifier stands for in a path is taken to be absolute: `%h/data`.
    let rooted = text.shape_with("/");
    let parts: Vec<&str> = rooted.split(':').collect();
    let (source, target) = match parts.as_slice() {
        [target] => (None, *target),
        [source, target] | [source, target, _] => (Some(*source), *target),
        _ => {
            return Err(whole(
                "has more than three parts, so a path in it holds a `:`",
                "mount a path without `:`",
            ));
        }
    };
    if !target.starts_with('/') {
        return Err(refuse::whole(
            READER,
            "has no absolute path in the container",
            "write `source:/path`",
        ));
    }
    path::check(READER, &target.into())?;
    match source {
        None => Ok(()),
        Some(source) if source.starts_with(['/', '.']) => host_path(text, source),
        Some(source) => object_name(&shape[..source.len()]),
    }
}

/// The generator copies host paths into `RequiresMountsFor=`, where variables are not expanded, `$$` is
/// not undone, and blanks, quotes and backslashes have no form that all releases write right.
fn host_path(text: &Text, path: &str) -> Result<(), Refused> {
    no_variables(text)?;
    let bad = |c: char| c.is_whitespace() || matches!(c, '$' | '"' | '\'' | '\\');
    only(path, |c| !bad(c)).map_err(|refused| Refused {
        reason: format!(
            "{} in the host path `{}`, which systemd takes apart there",
            refused.reason,
            path.escape_debug()
        ),
        hint: "mount a path without blanks, quotes, `$` and backslashes",
        ..refused
    })?;
    match path.starts_with('/') {
        true => path::check(READER, &path.into()),
        false => Ok(()),
    }
}

fn no_variables(text: &Text) -> Result<(), Refused> {
    match text.has_variables() {
        true => Err(whole(
            "cannot hold a variable: it is no argument of podman",
            "write the value itself",
        )),
        false => Ok(()),
    }
}

fn mount(text: &Text) -> Result<(), Refused> {
    let Some(fields) = csv_fields(&text.shape_with("/")) else {
        return Err(whole(
            "is no CSV record",
            "write fields with commas between them, and quote one that holds `,` or `\"`",
        ));
    };
    let value = |names: &[&str]| {
        let mut pairs = fields.iter().filter_map(|field| field.split_once('='));
        pairs
            .find(|(name, _)| names.contains(name))
            .map(|(_, value)| value)
    };
    let mount_type = value(&["type"]).unwrap_or("volume");
    let source = value(&["source", "src"]).unwrap_or_default();
    if matches!(mount_type, "bind" | "volume" | "image" | "glob") && source.is_empty() {
        return Err(refuse::whole(
            READER,
            format!(
                "has no source for the type `{mount_type}`, which stops the generator of podman before 5.7"
            ),
            "add a field `source=…`",
        ));
    }
    if let Some(target) = value(&["target", "destination", "dst"]) {
        path::check(READER, &target.into())?;
    }
    match mount_type == "bind" && source.starts_with(['/', '.']) {
        true => host_path(text, source),
        false => Ok(()),
    }
}

fn environment_file(text: &Text, shape: &str) -> Result<(), Refused> {
    if shape.starts_with('/') || text.begins_expanded() {
        return Ok(());
    }
    let hint = match shape.starts_with('-') {
        true => "a `-` for an optional file does not work here: remove it",
        false => "write an absolute path",
    };
    Err(refuse::whole(
        READER,
        "is taken relative to the folder of the unit",
        hint,
    ))
}
