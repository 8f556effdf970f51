//! Settings as the texts that stand in a file.

use super::refuse;
use model::Setting;
use source::{Origin, Report};

/// Who reads a format, and how it spells `true` and `false`.
#[derive(Clone, Copy)]
pub(super) struct Spelling {
    pub(super) reader: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
}

impl Spelling {
    /// A reader of `true` and `false`.
    pub(super) fn words(reader: &'static str) -> Self {
        Self {
            reader,
            yes: "true",
            no: "false",
        }
    }
}

/// The texts of a setting, each with its place: a list has one for each element.
pub(super) fn texts(
    setting: &Setting,
    spelling: Spelling,
    origin: &Origin,
    report: &mut Report,
) -> Vec<(String, Origin)> {
    let text = match setting {
        Setting::Bool(true) => spelling.yes.to_owned(),
        Setting::Bool(false) => spelling.no.to_owned(),
        Setting::Number(number) => {
            let text = number.to_string();
            if text.contains('/') {
                let reason =
                    format!("cannot hold the number {text}, which has no exact decimal form");
                let hint = "round it, or write it as text";
                refuse(spelling.reader, reason, hint, origin, report);
                return Vec::new();
            }
            text
        }
        Setting::Text(text) => text.clone(),
        Setting::List(settings) => {
            let each = settings
                .iter()
                .flat_map(|setting| texts(&setting.value, spelling, &setting.origin, report));
            return each.collect();
        }
    };
    vec![(text, origin.clone())]
}

/// The text of a setting that cannot repeat.
pub(super) fn one(
    setting: &Setting,
    spelling: Spelling,
    origin: &Origin,
    report: &mut Report,
) -> Option<String> {
    if let Setting::List(_) = setting {
        let hint = "write one text; if the program wants a list, as its documentation spells it";
        refuse(
            spelling.reader,
            "cannot hold several values of one key",
            hint,
            origin,
            report,
        );
        return None;
    }
    texts(setting, spelling, origin, report)
        .pop()
        .map(|(text, _)| text)
}
