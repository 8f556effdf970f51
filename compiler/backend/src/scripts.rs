//! stub
use crate::context::Context;
use crate::context::Output;
use model::leaf::Name;
pub(crate) const PAIR_SCRIPT: &str = "/stackc/certificate.sh";
pub(crate) fn secrets_path(context: &Context<'_>) -> String {
    format!("{}/secrets.sh", context.own_folder())
}
pub(crate) fn id_ranges_path(context: &Context<'_>) -> String {
    format!("{}/subids.sh", context.own_folder())
}
pub(crate) fn pair_path(context: &Context<'_>, certificate: &Name) -> String {
    format!("{}/certificate-{certificate}.sh", context.own_folder())
}
pub(crate) fn lower(_: &Context<'_>, _: &mut Output<'_>) {}
