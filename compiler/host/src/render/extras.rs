//! What stands beside the files of a stack.

use crate::{Extra, Extras, Role};

/// A line for each thing, and for each folder that holds more or could not be read.
pub(super) fn lines(extras: &Extras) -> Vec<String> {
    let Extras {
        found,
        more,
        unreadable,
    } = extras;
    let found = found
        .iter()
        .map(|extra| format!("A  {}  extra: {}", extra.path, remark(extra)));
    let more = more
        .iter()
        .map(|(folder, n_more)| format!("A  {folder}/…  extra: {n_more} more that are not ours"));
    let unreadable = unreadable
        .iter()
        .map(|(folder, cause)| format!("?  {folder}  unreadable: {cause}"));
    found.chain(more).chain(unreadable).collect()
}

fn remark(extra: &Extra) -> String {
    let Extra { what, role, .. } = extra;
    match role {
        Role::Beside => format!("{what} that is not ours"),
        Role::DropIn(unit) => format!("{what} that is not ours changes {unit}"),
        Role::Instead(unit) => {
            format!("{what} that is not ours is read in place of {unit}, which is made of ours")
        }
    }
}
