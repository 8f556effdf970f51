//! nginx.

use super::input::Input;
use super::lines::{comes_back, stays, text};
use formats::Version;
use formats::nginx::{Comment, Context, Directive, File, Item, Parameter, Piece, check, conflicts};

pub(crate) fn parse(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, File::parse, |file| file.print().text);
}

/// A target of its own: judging takes longer than reading and printing.
pub(crate) fn checked(data: &[u8]) {
    let Some(Ok(file)) = text(data).map(File::parse) else {
        return;
    };
    for version in [Version::new(1, 22, 1), Version::new(1, 26, 3)] {
        for finding in check(&file.items, Context::Http, version) {
            assert!(!finding.to_string().is_empty());
        }
    }
    drop(conflicts(&file.items));
}

const NAMES: [&str; 8] = [
    "server",
    "location",
    "listen",
    "server_name",
    "add_header",
    "map",
    "if",
    "return",
];

fn parameter(input: &mut Input<'_>) -> Result<Parameter, formats::Refused> {
    let text = input.text();
    match input.up_to(3) {
        0 => Parameter::text_with_variables(&[
            Piece::Literal(&text),
            Piece::Variable("host"),
            Piece::Literal(&text),
        ]),
        1 => Parameter::header_value(&[Piece::Variable("host"), Piece::Literal(&text)]),
        2 => Parameter::literal(input.pick(&NAMES)),
        _ => Parameter::literal(&text),
    }
}

fn items(input: &mut Input<'_>, depth: usize) -> Vec<Item> {
    input.some(3, |input| item(input, depth))
}

fn item(input: &mut Input<'_>, depth: usize) -> Result<Item, formats::Refused> {
    if input.up_to(4) == 0 {
        return Comment::new(&input.text()).map(Item::from);
    }
    let name = parameter(input)?;
    let parameters = input.some(3, parameter);
    let block = (depth > 0 && input.flag()).then(|| items(input, depth - 1));
    Ok(Item::from(Directive {
        block,
        ..Directive::entry(name, parameters)
    }))
}

pub(crate) fn print(data: &[u8]) {
    let mut input = Input::new(data);
    let header = input.some(2, |input| Comment::new(&input.text()));
    let items = items(&mut input, 4);
    let file = File { header, items };
    let printed = comes_back(&file, File::parse, |file| file.print().text);
    assert!(!printed.contains('\0'), "{printed:?}");
}
