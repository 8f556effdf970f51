//! Syntax to text.

use super::quote::{escaped, is_bare, is_special_as_command, single_quoted};
use super::word::Literal;
use super::{
    Command, Comment, Comparison, Condition, Line, Piece, Pipeline, Redirection, Script, Statement,
    Word,
};
use crate::Printed;
use std::fmt;

/// Pipelines longer than this are written with a command on each line.
const WIDTH: usize = 96;

impl Script {
    /// The text of the script.
    pub fn print(&self) -> Printed {
        let Self { header, lines } = self;
        let mut printer = Printer::default();
        printer.text(0, "#!/bin/sh");
        for comment in header {
            printer.comment(0, comment);
        }
        printer.text(0, "set -eu");
        if !lines.is_empty() {
            printer.text(0, "");
        }
        printer.lines(0, lines);
        printer.printed
    }
}

#[derive(Default)]
struct Printer {
    printed: Printed,
    n_lines: usize,
}

impl Printer {
    fn lines(&mut self, depth: usize, lines: &[Line]) {
        for Line { statement, cause } in lines {
            if let Some(origin) = &cause.0 {
                self.printed.causes.push((self.n_lines + 1, origin.clone()));
            }
            self.statement(depth, statement);
        }
    }

    fn statement(&mut self, depth: usize, statement: &Statement) {
        match statement {
            Statement::Comment(comment) => self.comment(depth, comment),
            Statement::Assign(name, word) => {
                self.text(depth, &format!("{}={}", name.as_str(), assigned(word)));
            }
            Statement::Export(name, word) => {
                self.text(depth, &format!("export {}={word}", name.as_str()));
            }
            Statement::Run(pipeline) => self.pipeline(depth, pipeline),
            Statement::If {
                condition,
                then,
                otherwise,
            } => self.branches(depth, condition, then, otherwise),
            Statement::Until {
                condition,
                meanwhile,
            } => {
                self.text(depth, &format!("until {condition}; do"));
                self.body(depth + 1, meanwhile);
                self.text(depth, "done");
            }
            Statement::Exit(status) => self.text(depth, &format!("exit {status}")),
        }
    }

    fn branches(&mut self, depth: usize, condition: &Condition, then: &[Line], otherwise: &[Line]) {
        self.text(depth, &format!("if {condition}; then"));
        self.body(depth + 1, then);
        if !otherwise.is_empty() {
            self.text(depth, "else");
            self.body(depth + 1, otherwise);
        }
        self.text(depth, "fi");
    }

    /// Statements where the shell needs at least one command.
    fn body(&mut self, depth: usize, lines: &[Line]) {
        let is_comment = |line: &Line| matches!(line.statement, Statement::Comment(_));
        self.lines(depth, lines);
        if lines.iter().all(is_comment) {
            self.text(depth, ":");
        }
    }

    fn pipeline(&mut self, depth: usize, pipeline: &Pipeline) {
        let whole = pipeline.to_string();
        if whole.chars().count() <= WIDTH {
            return self.text(depth, &whole);
        }
        let commands: Vec<String> = pipeline.commands().map(Command::to_string).collect();
        for (index, command) in commands.iter().enumerate() {
            let bar = if index + 1 < commands.len() { " |" } else { "" };
            self.text(depth + usize::from(index > 0), &format!("{command}{bar}"));
        }
    }

    fn comment(&mut self, depth: usize, comment: &Comment) {
        match comment.as_str() {
            "" => self.text(depth, "#"),
            text => self.text(depth, &format!("# {text}")),
        }
    }

    /// A line; it may hold quoted newlines.
    fn text(&mut self, depth: usize, text: &str) {
        if !text.is_empty() {
            self.printed.text.push_str(&"    ".repeat(depth));
        }
        self.printed.text.push_str(text);
        self.printed.text.push('\n');
        self.n_lines += 1 + text.matches('\n').count();
    }
}

impl fmt::Display for Pipeline {
    /// Writes the pipeline on one line, fit for `sh -c` too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commands: Vec<String> = self.commands().map(Command::to_string).collect();
        f.write_str(&commands.join(" | "))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            arguments,
            redirections,
        } = self;
        match name.pieces() {
            [Piece::Literal(literal)] if is_special_as_command(literal.as_str()) => {
                f.write_str(&single_quoted(literal.as_str()))?;
            }
            _ => write!(f, "{name}")?,
        }
        for argument in arguments {
            write!(f, " {argument}")?;
        }
        for redirection in redirections {
            write!(f, " {redirection}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Redirection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::From(file) => write!(f, "< {file}"),
            Self::To(file) => write!(f, "> {file}"),
            Self::Append(file) => write!(f, ">> {file}"),
            Self::ToStandardError => f.write_str(">&2"),
            Self::DiscardErrors => f.write_str("2> /dev/null"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(file) => write!(f, "[ -e {file} ]"),
            // POSIX decides by the operator in the middle when there are three operands, whatever the
            // others look like.
            Self::Same(left, right) => write!(f, "[ {left} = {right} ]"),
            Self::Number(word, comparison, number) => {
                let operator = match comparison {
                    Comparison::Less => "-lt",
                    Comparison::Greater => "-gt",
                    Comparison::Equal => "-eq",
                };
                write!(f, "[ {word} {operator} {number} ]")
            }
            Self::Succeeds(pipeline) => write!(f, "{pipeline}"),
            Self::Not(inner) => match &**inner {
                // `! !` is no grammar.
                Self::Not(innermost) => write!(f, "{innermost}"),
                Self::Exists(_) | Self::Same(..) | Self::Number(..) | Self::Succeeds(_) => {
                    write!(f, "! {inner}")
                }
            },
        }
    }
}

impl fmt::Display for Word {
    /// Writes the word bare when it is plain text that needs no quotes, in single quotes when it is
    /// other text, else in double quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pieces() {
            [] => f.write_str("''"),
            [Piece::Literal(literal)] if is_bare(literal.as_str()) => f.write_str(literal.as_str()),
            [Piece::Literal(literal)] => f.write_str(&single_quoted(literal.as_str())),
            pieces => {
                f.write_str("\"")?;
                for (index, piece) in pieces.iter().enumerate() {
                    f.write_str(&double_quoted(piece, &pieces[index + 1..]))?;
                }
                f.write_str("\"")
            }
        }
    }
}

/// A word after `name=`, where a lone `$(…)` needs no quotes.
fn assigned(word: &Word) -> String {
    match word.pieces() {
        [Piece::Output(pipeline)] => format!("$({pipeline})"),
        _ => word.to_string(),
    }
}

/// A piece for the inside of double quotes.
fn double_quoted(piece: &Piece, rest: &[Piece]) -> String {
    match piece {
        Piece::Literal(literal) => escaped(literal.as_str()),
        Piece::Variable(name) if joins_name(rest) => format!("${{{}}}", name.as_str()),
        Piece::Variable(name) => format!("${}", name.as_str()),
        Piece::Length(name) => format!("${{#{}}}", name.as_str()),
        Piece::Output(pipeline) => format!("$({pipeline})"),
    }
}

/// Whether what follows could be taken as part of a variable's name, or as an index of it.
fn joins_name(rest: &[Piece]) -> bool {
    let text = rest.iter().find_map(|piece| match piece {
        Piece::Literal(literal) => Literal::as_str(literal).chars().next(),
        Piece::Variable(_) | Piece::Length(_) | Piece::Output(_) => Some('$'),
    });
    text.is_some_and(|next| next != '$' && !matches!(next, '/' | '.' | ':' | ',' | ' '))
}
