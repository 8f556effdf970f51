//! Text to syntax.

use super::document::Document;
use super::lines::Kind;
use super::{Entry, File, Item, Reader, Section, Value};
use crate::ParseError;
use crate::ini::{Key, SectionName};
use crate::unit::Comment;

/// Reads a file of ours. Files of others are better read as a [`Document`], which holds every value.
///
/// Comments between the lines of a value come behind it.
///
/// # Errors
/// What the program refuses; NUL; section names, keys and values that the types do not hold, among them a
/// `%` that is neither doubled nor begins a placeholder.
pub fn parse(text: &str, reader: Reader) -> Result<File, ParseError> {
    let document = Document::read(text, reader)?;
    let mut options = document.options().iter();
    let mut file = File::default();
    for (index, line) in document.lines.iter().enumerate() {
        let error = |message: String| ParseError {
            line: index + 1,
            message,
        };
        match &line.kind {
            Kind::Blank | Kind::Continuation(_) => {}
            Kind::Comment(comment) if comment.contains('\0') => {
                return Err(error("the line holds a NUL byte".to_owned()));
            }
            Kind::Comment(comment) => {
                let comment = Comment::parsed(comment);
                match file.sections.last_mut() {
                    Some(section) => section.items.push(Item::Comment(comment)),
                    None => file.header.push(comment),
                }
            }
            Kind::Header(name) => {
                let name =
                    SectionName::parse(name).map_err(|refused| error(refused.to_string()))?;
                file.sections.push(Section::new(name, []));
            }
            Kind::Option { key, .. } => {
                let key = Key::parse(key).map_err(|refused| error(refused.to_string()))?;
                let raw = options.next().map_or("", |option| option.value.as_str());
                let value = Value::read(reader, raw).map_err(|refused| {
                    error(format!("the value of `{}` {refused}", key.as_str()))
                })?;
                if let Some(section) = file.sections.last_mut() {
                    section.items.push(Item::Entry(Entry::new(key, value)));
                }
            }
        }
    }
    Ok(file)
}
