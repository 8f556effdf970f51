//! A second reader of Python's ini files, after `RawConfigParser._read()`, `ConfigParser` with
//! `BasicInterpolation` (CKAN), and `UnhosedConfigParser` with `expand()` (supervisor).

use formats::ini::python::Reader;

/// Section, key and raw value, in order; of what stands twice both.
pub(crate) type Options = Vec<(String, String, String)>;

fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// What the program has before `%` is expanded; `None` when it refuses the file.
pub(crate) fn raw(reader: Reader, text: &str) -> Option<Options> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut options: Options = Vec::new();
    let mut section: Option<String> = None;
    let mut is_open = false;
    let mut level = 0;
    let mut lines: Vec<&str> = text.split('\n').collect();
    if lines.last() == Some(&"") {
        lines.pop();
    }
    for line in lines {
        let value = without_comment(reader, line).trim_matches(is_space);
        if value.is_empty() {
            // Python keeps an empty line in a value, but not one that holds only a comment.
            if is_open && line.trim_matches(is_space).is_empty() {
                options.last_mut()?.2.push('\n');
            }
            continue;
        }
        let indent = line.chars().take_while(|c| is_space(*c)).count();
        if is_open && indent > level {
            let before = &mut options.last_mut()?.2;
            before.push('\n');
            before.push_str(value);
            continue;
        }
        level = indent;
        if value.starts_with('[') {
            section = Some(value[1..value.find(']')?].to_owned());
            is_open = false;
            continue;
        }
        let (key, value) = value.split_once(['=', ':'])?;
        let key = key.trim_end_matches(is_space);
        let key = match reader {
            Reader::Ckan => key.to_owned(),
            Reader::Supervisor => key.to_lowercase(),
        };
        let value = value.trim_matches(is_space).to_owned();
        options.push((section.clone()?, key, value));
        is_open = true;
    }
    for option in &mut options {
        option.2.truncate(option.2.trim_end_matches(is_space).len());
    }
    Some(options)
}

fn without_comment(reader: Reader, line: &str) -> &str {
    if line.trim_start_matches(is_space).starts_with(['#', ';']) {
        return "";
    }
    if reader == Reader::Ckan {
        return line;
    }
    let behind_space = |at: usize| at == 0 || line[..at].ends_with(is_space);
    let (mut semicolons, mut hashes) = (line.match_indices(';'), line.match_indices('#'));
    loop {
        let round = [semicolons.next(), hashes.next()].into_iter().flatten();
        let mut round = round.map(|(at, _)| at).peekable();
        if round.peek().is_none() {
            return line;
        }
        if let Some(at) = round.filter(|at| behind_space(*at)).min() {
            return &line[..at];
        }
    }
}

/// What `%` makes of a value without placeholders; `None` when it holds one, or a lone `%`.
pub(crate) fn expanded(raw: &str) -> Option<String> {
    let mut parts = raw.split("%%");
    parts
        .clone()
        .all(|part| !part.contains('%'))
        .then(|| parts.by_ref().collect::<Vec<_>>().join("%"))
}
