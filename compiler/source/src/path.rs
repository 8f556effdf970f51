//! Paths to values inside an evaluated stack, as the user would write them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

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
///
/// Paths share their beginnings: those of all values of a stack take as much memory as the names of its
/// fields, and a longer path costs one step. Cheap to clone.
#[derive(Clone, Default)]
pub struct ValuePath(Option<Arc<Step>>);

/// The last segment of a path, and the path before it.
struct Step {
    before: ValuePath,
    segment: Segment,
    /// How many segments there are up to here.
    length: usize,
}

impl ValuePath {
    /// The path of the whole value.
    pub fn root() -> Self {
        Self::default()
    }

    /// This path with one more step.
    #[must_use]
    pub fn child(&self, segment: Segment) -> Self {
        Self(Some(Arc::new(Step {
            before: self.clone(),
            segment,
            length: self.length() + 1,
        })))
    }

    /// This path with one more record field.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        self.child(Segment::Field(name.to_owned()))
    }

    /// The steps from the root.
    pub fn segments(&self) -> Vec<&Segment> {
        let mut segments = Vec::with_capacity(self.length());
        segments.extend(self.steps().map(|step| &step.segment));
        segments.reverse();
        segments
    }

    /// The last step.
    pub fn last(&self) -> Option<&Segment> {
        self.0.as_ref().map(|step| &step.segment)
    }

    /// The path without its last step; `None` for that of the whole value.
    pub fn parent(&self) -> Option<&Self> {
        self.0.as_ref().map(|step| &step.before)
    }

    /// Whether this is the path of the whole value.
    pub fn is_root(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the other path is this one, or leads to it.
    pub fn starts_with(&self, other: &Self) -> bool {
        let longer = self.length().checked_sub(other.length());
        let mut here = Some(self);
        for _ in 0..longer.unwrap_or_default() {
            here = here.and_then(Self::parent);
        }
        longer.is_some() && here == Some(other)
    }

    fn length(&self) -> usize {
        self.0.as_ref().map_or(0, |step| step.length)
    }

    /// The steps from the last one to the root.
    fn steps(&self) -> impl Iterator<Item = &Step> {
        let mut here = self;
        std::iter::from_fn(move || {
            let step = here.0.as_deref()?;
            here = &step.before;
            Some(step)
        })
    }
}

impl PartialEq for ValuePath {
    fn eq(&self, other: &Self) -> bool {
        if self.length() != other.length() {
            return false;
        }
        for (step, other) in self.steps().zip(other.steps()) {
            // What is before the same step is the same.
            if std::ptr::eq(step, other) {
                return true;
            }
            if step.segment != other.segment {
                return false;
            }
        }
        true
    }
}

impl Eq for ValuePath {}

impl PartialOrd for ValuePath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ValuePath {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Some(own), Some(other)) if Arc::ptr_eq(own, other) => Ordering::Equal,
            _ => self.segments().cmp(&other.segments()),
        }
    }
}

impl Hash for ValuePath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.segments().hash(state);
    }
}

impl fmt::Debug for ValuePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ValuePath").field(&self.segments()).finish()
    }
}

impl fmt::Display for ValuePath {
    /// Writes the path as Nickel would access it; names that are no identifiers are quoted, the tag
    /// of a variant is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for segment in self.segments() {
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

    #[test]
    fn paths_are_equal_and_ordered_by_their_segments() {
        let path = |names: &[&str]| {
            let names = names.iter();
            names.fold(ValuePath::root(), |path, name| path.field(name))
        };
        let all = [
            &[][..],
            &["a"],
            &["a", "a"],
            &["a", "b"],
            &["a", "b", "c"],
            &["b"],
        ];
        for (n_first, first) in all.iter().enumerate() {
            for (n_second, second) in all.iter().enumerate() {
                let (one, other) = (path(first), path(second));
                assert_eq!(one.cmp(&other), n_first.cmp(&n_second), "{one} {other}");
                assert_eq!(one == other, n_first == n_second, "{one} {other}");
                assert_eq!(
                    one.starts_with(&other),
                    first.starts_with(second),
                    "{one} {other}"
                );
            }
        }
        let long = path(&["a", "b", "c"]);
        assert_eq!(long.parent(), Some(&path(&["a", "b"])));
        assert_eq!(long.last(), Some(&Segment::Field("c".into())));
        assert_eq!(
            (ValuePath::root().parent(), ValuePath::root().last()),
            (None, None)
        );
    }

    #[test]
    fn the_deepest_path_is_freed_without_recursing_too_far() {
        let mut path = ValuePath::root();
        for index in 0..4096 {
            path = path.child(Segment::Index(index));
        }
        assert_eq!(path.segments().len(), 4096);
    }
}
