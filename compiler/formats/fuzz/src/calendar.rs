//! Values of systemd with grammars of their own: calendar events, time spans, names of units.

use super::lines::{stays, text};
use formats::unit::{Calendar, TimeSpan, UnitName};

pub(crate) fn parse(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, str::parse::<Calendar>, ToString::to_string);
    stays(text, str::parse::<TimeSpan>, ToString::to_string);
    stays(text, str::parse::<UnitName>, ToString::to_string);
}
