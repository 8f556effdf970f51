//! stub
use crate::context::{Context, Output};
pub(crate) fn path(context: &Context<'_>, file: &str) -> Option<String> {
    Some(format!("{}/{file}.ini", context.own_folder()))
}
pub(crate) fn lower(_: &Context<'_>, _: &mut Output<'_>) {}
