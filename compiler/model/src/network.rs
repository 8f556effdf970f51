//! Networks between containers. Mirrors `lib/network.ncl`.

use crate::Settings;
use crate::decode::{choice, record};
use crate::leaf::Name;
use source::Located;

record! {
    /// A network of the stack.
    pub struct Network {
        /// Who talks over it.
        pub description: Option<Located<String>>,
        /// How packets travel.
        pub driver: Located<Driver>,
        /// Whether the outside cannot be reached from it.
        pub internal: Located<bool>,
        /// Further settings, checked.
        pub extra: Settings,
        /// Further settings, not checked.
        pub unchecked: Settings,
    }
}

choice! {
    /// A network driver of podman.
    pub enum Driver {
        /// A bridge on the host.
        Bridge,
    }
}

record! {
    /// How a container takes part in a network.
    pub struct NetworkUse {
        /// Further names it answers to.
        pub aliases: Vec<Located<Name>>,
    }
}

impl Network {
    /// What the `[Network]` section says about a key besides the fields here.
    pub fn settings(&self, key: &str) -> impl Iterator<Item = &Located<String>> {
        let sections = [&self.extra, &self.unchecked].into_iter();
        let sections = sections.filter_map(|settings| settings.get("Network"));
        sections
            .filter_map(move |section| section.get(key))
            .flat_map(|values| &values.0)
    }
}
