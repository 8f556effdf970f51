//! Drop-ins: files beside a unit that add to it (`systemd.unit(5)`, `podman-systemd.unit(5)`).

use crate::Refused;
use crate::unit::{File, refuse};
use std::fmt;
use std::str::FromStr;

const READER: &str = "systemd";

/// The place of a drop-in, relative to the folder of the units: `wiki.service.d/10-limits.conf`.
///
/// What stands before `.d` is the name of a unit or quadlet, with a dash at the end of its stem for all whose
/// names begin so (`wiki-.service.d`), or a type alone for all of it (`service.d`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DropIn {
    unit: String,
    name: String,
}

impl DropIn {
    /// The file it adds to: `wiki.service`, `web.container`.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// Its own name. Drop-ins of a unit are read in the order of their names, wherever they are.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for DropIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.d/{}", self.unit, self.name)
    }
}

impl FromStr for DropIn {
    type Err = Refused;

    fn from_str(path: &str) -> Result<Self, Refused> {
        let refused = |reason: &str| {
            refuse::whole(READER, reason, "write it as `web.service.d/10-limits.conf`")
        };
        let Some((folder, name)) = path.split_once('/') else {
            return Err(refused("is no file in the folder of a unit"));
        };
        let Some(unit) = folder.strip_suffix(".d").filter(|unit| !unit.is_empty()) else {
            return Err(refused("is not in a folder that ends in `.d`"));
        };
        if !name.ends_with(".conf") || name.starts_with('.') || name == ".conf" {
            return Err(refused(
                "is ignored: the name must end in `.conf` and not begin with a dot",
            ));
        }
        let is_word =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.' | '\\' | '@');
        if let Some((offset, c)) = path.char_indices().find(|(_, c)| !is_word(*c) && *c != '/') {
            return Err(refuse::character(READER, offset, c));
        }
        if name.contains('/') {
            return Err(refused(
                "is in a folder of that folder, where nothing looks",
            ));
        }
        Ok(Self {
            unit: unit.to_owned(),
            name: name.to_owned(),
        })
    }
}

/// A unit with its drop-ins, in the order of their names: the assignments of all, one after the other, as the
/// reader takes them.
pub fn with_drop_ins<'a>(unit: &File, drop_ins: impl IntoIterator<Item = &'a File>) -> File {
    let mut whole = unit.clone();
    for drop_in in drop_ins {
        whole.sections.extend(drop_in.sections.iter().cloned());
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drop_ins_are_where_their_reader_looks() {
        for good in [
            "wiki.service.d/10-limits.conf",
            "wiki-.service.d/a.conf",
            "service.d/a.conf",
            "web@.service.d/a.conf",
            "web.container.d/a.conf",
        ] {
            let drop_in: DropIn = good.parse().unwrap();
            assert_eq!(drop_in.to_string(), good);
        }
        for bad in [
            "",
            "a.conf",
            "wiki.service/a.conf",
            ".d/a.conf",
            "wiki.service.d/a",
            "wiki.service.d/.a.conf",
            "wiki.service.d/a/b.conf",
            "wiki.service.d/a b.conf",
            "../wiki.service.d/a.conf",
        ] {
            assert!(bad.parse::<DropIn>().is_err(), "{bad}");
        }
    }

    #[test]
    fn assignments_of_drop_ins_come_after_those_of_the_unit() {
        let read = |text| crate::unit::parse(text).unwrap();
        let unit = read("[Service]\nNice=1\n[Install]\nWantedBy=a.target\n");
        let limits = read("[Service]\nNice=5\nMemoryMax=1G\n");
        let whole = with_drop_ins(&unit, [&limits]);
        let nice: Vec<&str> = whole
            .values("Service", "Nice")
            .map(|value| value.as_str())
            .collect();
        assert_eq!(nice, ["1", "5"]);
        assert_eq!(whole.entries().count(), 4);
    }
}
