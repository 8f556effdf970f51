//! Paths to values inside an evaluated stack, as the user would write them.

use std::fmt;

/// One step of a [`ValuePath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A record field.
    Field(String),
    /// An array element, from 0.
    Index(usize),
    /// The payload of an enum variant.
    Variant(String),
}

/// A path such as `containers.web.publish[0]`; the empty path is the whole stack.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValuePath {
    segments: Vec<Segment>,
}

impl ValuePath {
    /// The path of the whole value.
    pub fn root() -> Self {
        Self::default()
    }

    /// This path with one more step.
    #[must_use]
    pub fn child(&self, segment: Segment) -> Self {
        let mut segments = Vec::with_capacity(self.segments.len() + 1);
        segments.extend_from_slice(&self.segments);
        segments.push(segment);
        Self { segments }
    }

    /// This path with one more record field.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        self.child(Segment::Field(name.to_owned()))
    }

    /// The steps from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether this is the path of the whole value.
    pub fn is_root(&self) -> bool {
        self.segments.is_empty()
    }
}

impl fmt::Display for ValuePath {
    /// Writes the path as Nickel would access it; names that are no identifiers are quoted, the tag
    /// of a variant is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for segment in &self.segments {
            match segment {
                Segment::Field(name) => {
                    if !first {
                        f.write_str(".")?;
                    }
                    if is_identifier(name) {
                        f.write_str(name)?;
                    } else {
                        write!(f, "{name:?}")?;
                    }
                    first = false;
                }
                Segment::Index(index) => {
                    write!(f, "[{index}]")?;
                    first = false;
                }
                Segment::Variant(_) => {}
            }
        }
        Ok(())
    }
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_like_field_access() {
        let path = ValuePath::root()
            .field("containers")
            .field("web")
            .field("volumes")
            .field("/app-data")
            .child(Segment::Variant("Volume".into()))
            .field("names")
            .child(Segment::Index(2));
        assert_eq!(
            path.to_string(),
            "containers.web.volumes.\"/app-data\".names[2]"
        );
    }
}
