//! Text to syntax, as `readConfigFile()` of logrotate 3.18 to 3.22 reads it.

use super::fields::ends_script;
use super::numbers::decimal;
use super::tables::{self, Word as Asks};
use super::{
    Account, Block, Count, Create, Directive, File, Item, Line, LogPath, Mode, MonthDay, Number,
    Script, ScriptKind, Size, WeekDay, Word, Words,
};
use crate::unit::Comment;
use crate::{Cause, ParseError};

/// Reads a file of `logrotate.d`.
///
/// Quotes and escapes around paths are read; a path is then a pattern if it holds `*`.
///
/// # Errors
/// What logrotate would skip or refuse (CR, unknown directives, bad numbers, numbers that it takes as
/// octal), and what the types of this room do not hold: other patterns than `*`, `tabooext`, `taboopat`,
/// `errors`, `minutes`.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut reader = Reader {
        lines: text.split('\n').enumerate(),
        number: 0,
        file: File::default(),
        block: None,
    };
    reader
        .read()
        .map_err(|message| ParseError {
            line: reader.number,
            message,
        })
        .map(|()| reader.file)
}

struct Reader<'a> {
    lines: std::iter::Enumerate<std::str::Split<'a, char>>,
    /// The line that is read, from 1.
    number: usize,
    file: File,
    block: Option<Block>,
}

const BLANKS: [char; 2] = [' ', '\t'];

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Result<&'a str, String>> {
        let (index, line) = self.lines.next()?;
        self.number = index + 1;
        Some(match line.contains(['\r', '\0']) {
            true => Err("the line holds a carriage return or NUL byte".to_owned()),
            false => Ok(line),
        })
    }

    fn read(&mut self) -> Result<(), String> {
        while let Some(line) = self.next() {
            self.read_line(line?)?;
        }
        match self.block {
            Some(_) => Err("a block is not closed by `}`".to_owned()),
            None => Ok(()),
        }
    }

    /// A line, on which several things may stand.
    fn read_line(&mut self, line: &'a str) -> Result<(), String> {
        let mut rest = line.trim_start_matches(BLANKS);
        while !rest.is_empty() {
            rest = self.read_one(rest)?.trim_start_matches(BLANKS);
        }
        Ok(())
    }

    /// One comment, directive, block head or block end; gives what stands behind it.
    fn read_one(&mut self, text: &'a str) -> Result<&'a str, String> {
        if let Some(comment) = text.strip_prefix('#') {
            self.add_comment(Comment::parsed(comment));
            return Ok("");
        }
        if let Some(rest) = text.strip_prefix('}') {
            let block = self.block.take().ok_or("there is no block for this `}`")?;
            self.file.items.push(Item::Block(block));
            return match rest.trim_start_matches(BLANKS) {
                "" => Ok(""),
                _ => Err("there is text behind `}`".to_owned()),
            };
        }
        if text.starts_with(['/', '"', '\'']) {
            return self.read_head(text);
        }
        let length = text
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(text.len());
        let (word, rest) = text.split_at(length);
        if word.is_empty() {
            return Err("a line must begin with a directive or an absolute path".to_owned());
        }
        if !rest.is_empty() && !rest.starts_with([' ', '\t', '=']) {
            return Err(format!("there is no blank behind `{word}`"));
        }
        self.read_directive(word, rest)
    }

    fn read_directive(&mut self, word: &str, rest: &'a str) -> Result<&'a str, String> {
        if word == "include" {
            if self.block.is_some() {
                return Err("`include` cannot stand in a block".to_owned());
            }
            let path = value_word(word, rest)?;
            self.file.items.push(Item::Include(path, Cause::default()));
            return Ok("");
        }
        let asks = tables::lookup(word)
            .ok_or_else(|| format!("there is no directive `{word}`, or none that can be held"))?;
        let (directive, rest) = match asks {
            Asks::Flag(flag) => (Directive::Flag(flag), rest),
            Asks::Script(kind) => (self.read_script(kind, rest)?, ""),
            Asks::Number(_)
            | Asks::Size(_)
            | Asks::Setting(_)
            | Asks::Weekly
            | Asks::Monthly
            | Asks::CompressOptions
            | Asks::Create
            | Asks::CreateOldDir
            | Asks::Su => (read_valued(asks, word, rest)?, ""),
        };
        match &mut self.block {
            Some(block) => block
                .lines
                .push(Line::Directive(directive, Cause::default())),
            None => {
                let item = Item::Directive(directive, Cause::default());
                self.file.items.push(item);
            }
        }
        Ok(rest)
    }

    fn add_comment(&mut self, comment: Comment) {
        match &mut self.block {
            Some(block) => block.lines.push(Line::Comment(comment)),
            None => self.file.items.push(Item::Comment(comment)),
        }
    }

    /// Paths up to `{`, over several lines; lines that begin with `#` between them are left out.
    fn read_head(&mut self, text: &'a str) -> Result<&'a str, String> {
        if self.block.is_some() {
            return Err("there is a path inside a block".to_owned());
        }
        let mut paths = Vec::new();
        let mut line = text;
        loop {
            let end = line.find(['{', '}']).unwrap_or(line.len());
            if line[end..].starts_with('}') {
                return Err("there is a `}` between paths".to_owned());
            }
            if !line.trim_start_matches(BLANKS).starts_with('#') {
                paths.extend(read_paths(&line[..end])?);
                if let Some(rest) = line.get(end + 1..) {
                    let mut paths = paths.into_iter();
                    let first = paths.next().ok_or("there is no path before `{`")?;
                    self.block = Some(paths.fold(Block::new(first), Block::and));
                    return Ok(rest);
                }
            }
            line = self.next().ok_or("there is no `{` behind the paths")??;
        }
    }

    fn read_script(&mut self, kind: ScriptKind, rest: &str) -> Result<Directive, String> {
        if !rest.trim_matches(BLANKS).is_empty() {
            return Err(format!("there is text behind `{}`", kind.word()));
        }
        let mut script = String::new();
        loop {
            let line = self
                .next()
                .ok_or_else(|| format!("there is no `endscript` for `{}`", kind.word()))??;
            if ends_script(line) {
                if line.trim_matches(BLANKS) != "endscript" {
                    return Err("there is text behind `endscript`".to_owned());
                }
                let script =
                    Script::new(&script).map_err(|refused| format!("the script {refused}"))?;
                return Ok(Directive::Script(kind, script));
            }
            script.push_str(line);
            script.push('\n');
        }
    }
}

/// Words as `poptParseArgvString()` reads them: quotes removed, a backslash takes the next character
/// (inside quotes only the quote itself).
fn read_paths(text: &str) -> Result<Vec<LogPath>, String> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(open), '\\') => {
                let escaped = characters.next_if(|next| *next == open);
                word.get_or_insert_default().push(escaped.unwrap_or('\\'));
            }
            (None, '"' | '\'') => {
                word.get_or_insert_default();
                quote = Some(c);
            }
            (None, '\\') => {
                let escaped = characters.next().ok_or("a backslash ends the line")?;
                word.get_or_insert_default().push(escaped);
            }
            (None, ' ' | '\t') => words.extend(word.take()),
            (Some(_) | None, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed on its line".to_owned());
    }
    words.extend(word);
    let path = |word: String| {
        LogPath::glob(&word)
            .map_err(|refused| format!("the path `{}` {refused}", word.escape_debug()))
    };
    words.into_iter().map(path).collect()
}

/// What stands behind a directive and an optional `=`, stripped.
fn value<'a>(word: &str, rest: &'a str) -> Result<&'a str, String> {
    let rest = rest.trim_matches(BLANKS);
    let value = rest.strip_prefix('=').unwrap_or(rest);
    match value.trim_start_matches(BLANKS) {
        "" => Err(format!("there is no value for `{word}`")),
        value => Ok(value),
    }
}

fn value_word(word: &str, rest: &str) -> Result<Word, String> {
    Word::parse(value(word, rest)?).map_err(|refused| format!("the value of `{word}` {refused}"))
}

fn read_valued(asks: Asks, word: &str, rest: &str) -> Result<Directive, String> {
    let bad = || format!("the value of `{word}` cannot be read");
    // These take the rest of the line, so `=` would be a part of it.
    let arguments: Vec<&str> = rest.split(BLANKS).filter(|word| !word.is_empty()).collect();
    let directive = match asks {
        Asks::Number(Number::Rotate) if value(word, rest)? == "-1" => {
            Some(Directive::RotateForever)
        }
        Asks::Number(kind) => decimal(value(word, rest)?)
            .and_then(Count::new)
            .map(|number| Directive::Number(kind, number)),
        Asks::Size(limit) => {
            Size::parse(value(word, rest)?).map(|size| Directive::Size(limit, size))
        }
        Asks::Setting(setting) => Some(Directive::Setting(setting, value_word(word, rest)?)),
        Asks::Weekly => day(&arguments, WeekDay::new).map(Directive::Weekly),
        Asks::Monthly => day(&arguments, MonthDay::new).map(Directive::Monthly),
        Asks::CompressOptions => {
            let words: Result<Vec<Word>, _> =
                arguments.iter().map(|word| Word::parse(word)).collect();
            words
                .ok()
                .and_then(Words::new)
                .map(Directive::CompressOptions)
        }
        Asks::Create => create(&arguments).map(Directive::Create),
        Asks::CreateOldDir => create(&arguments).map(Directive::CreateOldDir),
        Asks::Su => match arguments.as_slice() {
            [user, group] => account(user, group).map(|(user, group)| Directive::Su(user, group)),
            _ => None,
        },
        Asks::Flag(flag) => Some(Directive::Flag(flag)),
        // Read by `read_script`, which needs the lines behind.
        Asks::Script(_) => None,
    };
    directive.ok_or_else(bad)
}

fn day<T>(arguments: &[&str], make: fn(u8) -> Option<T>) -> Option<Option<T>> {
    match arguments {
        [] => Some(None),
        [day] => {
            let is_number = day.bytes().all(|b| b.is_ascii_digit());
            let day = day.parse().ok().filter(|_| is_number);
            day.and_then(make).map(Some)
        }
        _ => None,
    }
}

fn create(arguments: &[&str]) -> Option<Create> {
    let (mode, owner) = match arguments {
        [] => (None, None),
        [mode] => (Some(mode), None),
        [user, group] => (None, Some((user, group))),
        [mode, user, group] => (Some(mode), Some((user, group))),
        _ => return None,
    };
    Some(Create {
        mode: match mode {
            Some(mode) => Some(Mode::parse(mode)?),
            None => None,
        },
        owner: match owner {
            Some((user, group)) => Some(account(user, group)?),
            None => None,
        },
    })
}

fn account(user: &str, group: &str) -> Option<(Account, Account)> {
    Some((Account::parse(user).ok()?, Account::parse(group).ok()?))
}
