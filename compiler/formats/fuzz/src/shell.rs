//! Words of the shell: written only, so a reader of single quotes stands here.

use super::input::Input;
use formats::shell::{
    Command, Comment, Comparison, Condition, Piece, Redirection, Script, Statement, VariableName,
    Word, quote,
};

/// What a shell makes of text that holds no more than words in single quotes, escaped characters and plain
/// ones; `None` for anything that it would expand, split or run.
fn unquoted(text: &str) -> Option<String> {
    let mut word = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\'' => {
                let (inside, behind) = rest.split_once('\'')?;
                word.push_str(inside);
                rest = behind;
            }
            '"' => {
                let (inside, behind) = rest.split_once('"')?;
                word.push_str(inside);
                rest = (!inside.contains(['$', '`', '\\'])).then_some(behind)?;
            }
            '\\' => {
                let escaped = rest.chars().next().filter(|c| *c != '\n')?;
                word.push(escaped);
                rest = &rest[escaped.len_utf8()..];
            }
            c if c.is_ascii_whitespace() || "|&;<>()$`*?[]#~={}!^".contains(c) && c != '=' => {
                return None;
            }
            c => word.push(c),
        }
    }
    (!text.is_empty()).then_some(word)
}

fn word(input: &mut Input<'_>) -> Result<Word, formats::Refused> {
    let name = VariableName::parse("x")?;
    Ok(Word::of([
        Piece::literal(&input.text())?,
        match input.up_to(3) {
            0 => Piece::Variable(name),
            1 => Piece::Length(name),
            2 => Piece::Output(
                Command::new("printf")
                    .argument(Word::literal(&input.text())?)
                    .into(),
            ),
            _ => Piece::literal(&input.text())?,
        },
    ]))
}

fn statement(input: &mut Input<'_>) -> Result<Statement, formats::Refused> {
    let name = VariableName::parse(&input.word("abc_1"))?;
    Ok(match input.up_to(4) {
        0 => Statement::Comment(Comment::new(&input.text())?),
        1 => Statement::Assign(name, word(input)?),
        2 => Statement::Export(name, word(input)?),
        3 => Statement::If {
            condition: Condition::Number(word(input)?, Comparison::Less, input.number()).negated(),
            then: vec![Statement::Exit(1).into()],
            otherwise: Vec::new(),
        },
        _ => Command::named(word(input)?)
            .argument(word(input)?)
            .redirect(Redirection::To(word(input)?))
            .into(),
    })
}

pub(crate) fn print(data: &[u8]) {
    let mut input = Input::new(data);
    let text = input.text();
    if let Ok(quoted) = quote(&text) {
        assert_eq!(
            unquoted(&quoted).as_deref(),
            Some(text.as_str()),
            "{quoted:?}"
        );
    }
    let script = Script::new(input.some(4, statement));
    let printed = script.print().text;
    assert!(
        printed.starts_with("#!/bin/sh\nset -eu\n") && !printed.contains('\0'),
        "{printed:?}"
    );
}
