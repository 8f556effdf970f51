//! The release of an operating system that a stack was built for, as `os-release(5)` names it.

/// `ID` and, unless the release has none, `VERSION_ID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Release {
    pub(crate) id: &'static str,
    pub(crate) version: Option<&'static str>,
}

impl Release {
    /// The release that a manifest calls by this name; of others it is not known.
    pub(crate) fn of_target(name: &str) -> Option<Self> {
        let (id, version) = match name {
            "Debian12" => ("debian", "12"),
            "Debian13" => ("debian", "13"),
            "Ubuntu2404" => ("ubuntu", "24.04"),
            _ => return None,
        };
        Some(Self {
            id,
            version: Some(version),
        })
    }
}
