//! Syntax to text: four blanks for each level, one directive a line, an empty line around blocks.

use super::{Comment, Directive, File, Item};
use crate::Printed;

impl File {
    /// The text of the file; [`File::parse`] gives the same file back.
    pub fn print(&self) -> Printed {
        let Self { header, items } = self;
        let mut printer = Printer::default();
        for comment in header {
            printer.comment(0, comment);
        }
        if !header.is_empty() {
            printer.end_line("");
        }
        printer.items(0, items);
        printer.printed
    }
}

#[derive(Default)]
struct Printer {
    printed: Printed,
    lines: usize,
}

impl Printer {
    fn items(&mut self, depth: usize, items: &[Item]) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 && is_set_off(&items[index - 1], &items[index..]) {
                self.end_line("");
            }
            match item {
                Item::Directive(directive) => self.directive(depth, directive),
                Item::Comment(comment) => self.comment(depth, comment),
            }
        }
    }

    fn directive(&mut self, depth: usize, directive: &Directive) {
        let Directive {
            name,
            parameters,
            block,
            cause,
            line: _,
        } = directive;
        if let Some(origin) = &cause.0 {
            self.printed.causes.push((self.lines + 1, origin.clone()));
        }
        let mut words = name.to_string();
        for parameter in parameters {
            words.push(' ');
            words.push_str(&parameter.to_string());
        }
        match block.as_deref() {
            None => self.line(depth, &format!("{words};")),
            Some([]) => self.line(depth, &format!("{words} {{}}")),
            Some(items) => {
                self.line(depth, &format!("{words} {{"));
                self.items(depth + 1, items);
                self.line(depth, "}");
            }
        }
    }

    fn comment(&mut self, depth: usize, comment: &Comment) {
        match comment.as_str() {
            "" => self.line(depth, "#"),
            text => self.line(depth, &format!("# {text}")),
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.printed.text.push_str("    ");
        }
        self.end_line(text);
    }

    fn end_line(&mut self, text: &str) {
        self.printed.text.push_str(text);
        self.printed.text.push('\n');
        self.lines += 1;
    }
}

/// Whether an empty line stands before the first of `rest`: around blocks, comments belong to what follows.
fn is_set_off(before: &Item, rest: &[Item]) -> bool {
    let is_block = |directive: &Directive| directive.block.is_some();
    let next_is_block = rest.iter().find_map(Item::directive).is_some_and(is_block);
    match before {
        Item::Comment(_) => false,
        Item::Directive(directive) => is_block(directive) || next_is_block,
    }
}

/// How words are written.
pub(super) mod written {
    use super::super::parameter::is_name_character;
    use std::borrow::Cow;

    /// A word as it is written: bare when every character is harmless to the lexer, else quoted.
    pub(in super::super) fn parameter(text: &str) -> Cow<'_, str> {
        if is_bare(text) {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(format!("\"{}\"", escaped(text)))
        }
    }

    /// The inside of a double-quoted word.
    ///
    /// A backslash is doubled only where nginx would decode it with what follows (`\"`, `\'`, `\\`,
    /// `\t`, `\r`, `\n`, or our closing quote), so that regular expressions stay readable: `"\.php$"`.
    pub(in super::super) fn escaped(text: &str) -> Cow<'_, str> {
        if !text.contains(['\\', '"', '\n', '\r', '\t']) {
            return Cow::Borrowed(text);
        }
        let mut escaped = String::with_capacity(text.len() + 8);
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\\' => match characters.peek() {
                    Some('"' | '\'' | '\\' | 't' | 'r' | 'n' | '\t' | '\r' | '\n') | None => {
                        escaped.push_str("\\\\");
                    }
                    Some(_) => escaped.push('\\'),
                },
                '"' => escaped.push_str("\\\""),
                '\n' => escaped.push_str("\\n"),
                '\r' => escaped.push_str("\\r"),
                '\t' => escaped.push_str("\\t"),
                other => escaped.push(other),
            }
        }
        Cow::Owned(escaped)
    }

    /// The safe set: ASCII letters and digits, `_ - . / : , = @ ~ ^ * + % & ? ! | ( ) [ ] < >`, and `$`
    /// before a letter, digit or `_`. None of these can end a word, begin a comment, a quote or an
    /// escape, wherever they stand.
    fn is_bare(text: &str) -> bool {
        const HARMLESS: &str = "-./:,=@~^*+%&?!|()[]<>";
        let next = |index: usize| text[index..].chars().nth(1);
        !text.is_empty()
            && text.char_indices().all(|(index, character)| {
                is_name_character(character)
                    || HARMLESS.contains(character)
                    || (character == '$' && next(index).is_some_and(is_name_character))
            })
    }
}
