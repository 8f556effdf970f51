//! `.network` files.

use super::{Finished, add};
use crate::context::{Context, Output};
use crate::writer::Writer;
use formats::quadlet::UnitKind;
use formats::systemd::Section;
use model::decode::Entry;
use model::leaf::Name;
use model::{Driver, Network};
use tree::OnChange;

pub(super) fn lower(
    context: &Context<'_>,
    name: &Name,
    network: &Entry<Network>,
    output: &mut Output<'_>,
) {
    let Network {
        description,
        driver,
        internal,
        extra,
        unchecked,
    } = &network.value;
    let stem = context.stem(name);
    let mut writer = Writer::quadlet(UnitKind::Network, context, output);
    if let Some(description) = description {
        let (key, at) = ("Description", &description.origin);
        writer.set(Section::Unit, key, description.as_str(), at);
    }
    let driver_name = match driver.value {
        Driver::Bridge => "bridge",
    };
    writer.own("Driver", driver_name, &driver.origin);
    if internal.value {
        writer.own("Internal", true, &internal.origin);
    }
    writer.extra(extra);
    writer.unchecked(unchecked);
    let printed = writer.print();
    let finished = Finished {
        file: format!("{stem}.network"),
        unit: format!("{stem}-network.service"),
        on_change: OnChange::Restart,
        is_enabled: false,
    };
    add(context, finished, printed, &network.key, output);
}
