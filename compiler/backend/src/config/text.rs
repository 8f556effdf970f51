//! Text in a language that stackc does not know, byte for byte.
//!
//! Control characters other than tab and line feed are refused: no editor shows them, and what shows a
//! difference to a person would send them to a terminal. Every language has escapes for them.

use super::refuse;
use crate::context::Context;
use formats::Printed;
use model::PlainText;
use source::{Located, Report};

/// What begins a comment that does not end with its line.
const OPEN_COMMENTS: [&str; 6] = ["/*", "<!--", "(*", "{-", "\"\"\"", "'''"];

pub(super) fn print(context: &Context<'_>, plain: &PlainText, report: &mut Report) -> Printed {
    let PlainText { text, comment } = plain;
    let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if let Some((offset, found)) = text.char_indices().find(|(_, c)| is_bad(*c)) {
        let code = u32::from(found);
        let reason = format!("cannot hold a control character (U+{code:04X} at byte {offset})");
        let hint = "write it as an escape of the language of the file";
        refuse("editors and terminals", reason, hint, &text.origin, report);
    }
    let head = comment.as_ref().map(|comment| {
        report_comment(comment, report);
        format!("{comment} {}\n", context.headline())
    });
    let (before, behind) = text.split_at(behind_magic_lines(text));
    let n_before = before.matches('\n').count();
    let n_head = head.iter().len();
    let lines = 1..=text.matches('\n').count() + usize::from(!text.ends_with('\n'));
    let line = |line: usize| if line > n_before { line + n_head } else { line };
    Printed {
        text: format!("{before}{}{behind}", head.unwrap_or_default()),
        causes: lines
            .map(|number| (line(number), text.origin.clone()))
            .collect(),
    }
}

/// Where the lines end that must come first: the interpreter, and the encoding as Python finds it
/// ([PEP 263](https://peps.python.org/pep-0263/)).
fn behind_magic_lines(text: &str) -> usize {
    let mut end = 0;
    for (index, line) in text.split_inclusive('\n').take(2).enumerate() {
        let is_encoding =
            line.starts_with('#') && (line.contains("coding:") || line.contains("coding="));
        let is_interpreter = index == 0 && line.starts_with("#!");
        if !line.ends_with('\n') || !(is_interpreter || is_encoding) {
            break;
        }
        end += line.len();
    }
    end
}

fn report_comment(comment: &Located<String>, report: &mut Report) {
    let reason = if comment.trim().is_empty() {
        "cannot begin a comment with nothing"
    } else if comment.chars().any(char::is_control) {
        "cannot begin a comment with a control character"
    } else if OPEN_COMMENTS.contains(&comment.trim()) {
        "cannot begin a comment that does not end with its line"
    } else {
        return;
    };
    let hint = "say how a comment line starts, such as `#`, or leave `comment` out";
    refuse(
        "the program of the file",
        reason,
        hint,
        &comment.origin,
        report,
    );
}
