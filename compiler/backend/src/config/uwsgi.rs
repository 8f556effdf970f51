//! Options of uwsgi, each of which uwsgi must know.

use super::setting::{Spelling, texts};
use crate::context::Context;
use crate::refusal::{self, carried};
use crate::rules;
use formats::Printed;
use formats::ini::{
    Argument, Comment, Dialect, Entry as Line, File, Key, Section, SectionName, UWSGI_OPTIONS,
    Value, uwsgi_option,
};
use model::decode::{Entry, Table};
use model::{ConfigFile, Setting};
use source::{Diagnostic, Origin, Report, did_you_mean};

pub(super) fn print(
    context: &Context<'_>,
    options: &Table<String, Setting>,
    file: &Entry<ConfigFile>,
    report: &mut Report,
) -> Printed {
    let mut lines = Vec::new();
    for (key, entry) in options {
        match uwsgi_option(key) {
            Some(option) => report_value(key, option.argument, entry, report),
            None => report.add(unknown(key, &entry.key)),
        }
        for (text, origin) in texts(
            &entry.value,
            Spelling::words("uwsgi"),
            &entry.origin,
            report,
        ) {
            lines.extend(line(key, &text, &origin, report));
        }
    }
    for (key, values) in file
        .unchecked
        .get("uwsgi")
        .into_iter()
        .flat_map(|keys| &keys.value)
    {
        for value in &values.value.0 {
            let what = format!("the option `{key}`");
            report.add(refusal::unchecked(&what, &value.origin));
            lines.extend(line(key, value, &value.origin, report));
        }
    }
    let name = SectionName::parse("uwsgi").expect("a word is the name of a section");
    let mut ini = File::new(Dialect::Uwsgi, [Section::new(name, lines)]);
    let head = Comment::new(&context.headline());
    ini.header.extend(carried(head, &file.key, report));
    ini.print()
}

fn line(key: &str, text: &str, origin: &Origin, report: &mut Report) -> Option<Line> {
    let line =
        Key::parse(key).and_then(|key| Ok(Line::new(key, Value::text(Dialect::Uwsgi, text)?)));
    carried(line, origin, report).map(|line| line.caused_by(origin))
}

fn unknown(key: &str, origin: &Origin) -> Diagnostic {
    let near = did_you_mean(key, UWSGI_OPTIONS.iter().map(|option| option.name));
    Diagnostic::error(&rules::UNSUPPORTED_SETTING, format!("uwsgi has no option `{key}`"))
        .at(origin, "no such option")
        .note("uwsgi takes an unknown option for a placeholder and says nothing, or with `strict` does not start")
        .hint(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "if a plugin from elsewhere reads it, set it in `unchecked.uwsgi` of the file".to_owned(),
        })
}

/// What an option takes, by the function of uwsgi that sets it.
fn report_value(key: &str, argument: Argument, entry: &Entry<Setting>, report: &mut Report) {
    let is_number = |text: &str| text.parse::<i64>().is_ok();
    let expected = match (argument, &entry.value) {
        (Argument::Repeatable, _) | (Argument::Switch, Setting::Bool(_)) => return,
        (Argument::Number, Setting::Number(number)) if number.to_integer::<i64>().is_some() => {
            return;
        }
        (Argument::Number, Setting::Text(text)) if is_number(text) => return,
        (Argument::Text, Setting::Text(_) | Setting::Number(_)) => return,
        (Argument::Switch, _) => "`true` or `false`",
        (Argument::Number, _) => "one whole number",
        (Argument::Text, _) => "one text",
    };
    let headline = format!("the option `{key}` of uwsgi takes {expected}");
    report.add(
        Diagnostic::error(&rules::UNSUPPORTED_SETTING, headline)
            .at(&entry.origin, format!("expected {expected}")),
    );
}
