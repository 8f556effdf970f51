//! The literal dollar sign.
//!
//! nginx has no escape for `$` where it expands variables, but takes the values of `geo` blocks as
//! they are. One such block in `http` makes `${dollar}` a dollar sign everywhere.

use super::{Directive, File, Item, Parameter};

/// `geo $dollar { default "$"; }`, for the `http` block; needed once when any file of it
/// [needs it](File::needs_dollar).
pub fn dollar_block() -> Directive {
    let default = Directive::simple("default", [Parameter::keyword("$")]);
    Directive::block("geo", [Parameter::keyword("$dollar")], [default])
}

impl File {
    /// Whether a parameter names `${dollar}`, the variable of [`dollar_block`].
    pub fn needs_dollar(&self) -> bool {
        items_need_dollar(&self.items)
    }
}

fn items_need_dollar(items: &[Item]) -> bool {
    items.iter().filter_map(Item::directive).any(|directive| {
        let Directive {
            name,
            parameters,
            block,
            cause: _,
            line: _,
        } = directive;
        parameters
            .iter()
            .chain([name])
            .any(|parameter| parameter.as_str().contains("${dollar}"))
            || block.as_deref().is_some_and(items_need_dollar)
    })
}
