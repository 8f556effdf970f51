//! The fields of a record.

use crate::Field;
use std::iter::Map;
use std::slice::Iter;

/// The fields of a record, by name.
///
/// A sorted row of exactly as many fields as there are: a stack is made of thousands of small records, in
/// which a tree would be empty for the most part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    fields: Box<[Named]>,
}

type Named = (Box<str>, Field);

/// Walks over the fields of a record.
pub type Fields<'a> = Map<Iter<'a, Named>, fn(&Named) -> (&str, &Field)>;

impl Record {
    /// A record without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The field of a name.
    pub fn get(&self, name: &str) -> Option<&Field> {
        let found = self.fields.binary_search_by(|(own, _)| (**own).cmp(name));
        found.ok().map(|index| &self.fields[index].1)
    }

    /// The field of a name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Field> {
        let found = self.fields.binary_search_by(|(own, _)| (**own).cmp(name));
        found.ok().map(|index| &mut self.fields[index].1)
    }

    /// Whether there is a field of a name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The names and fields, in the order of the names.
    pub fn iter(&self) -> Fields<'_> {
        self.fields.iter().map(|(name, field)| (name, field))
    }

    /// The names, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }

    /// The fields, in the order of their names.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Field> {
        self.iter().map(|(_, field)| field)
    }
}

impl FromIterator<(String, Field)> for Record {
    /// Takes the last field of each name.
    fn from_iter<I: IntoIterator<Item = (String, Field)>>(fields: I) -> Self {
        let fields = fields.into_iter();
        let mut fields: Vec<Named> = fields
            .map(|(name, field)| (name.into_boxed_str(), field))
            .collect();
        // Stable: of equal names the last stays last, and comes first when the order is turned.
        fields.sort_by(|(one, _), (other, _)| one.cmp(other));
        fields.reverse();
        fields.dedup_by(|(later, _), (kept, _)| later == kept);
        fields.reverse();
        Self {
            fields: fields.into_boxed_slice(),
        }
    }
}

impl IntoIterator for Record {
    type Item = (String, Field);
    type IntoIter = Map<std::vec::IntoIter<Named>, fn(Named) -> (String, Field)>;

    fn into_iter(self) -> Self::IntoIter {
        let fields = self.fields.into_vec().into_iter();
        fields.map(|(name, field)| (name.into_string(), field))
    }
}

impl<'a> IntoIterator for &'a Record {
    type Item = (&'a str, &'a Field);
    type IntoIter = Fields<'a>;

    fn into_iter(self) -> Fields<'a> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Number, Origin, Value, ValueKind, ValuePath};

    fn field(number: i64) -> Field {
        Field {
            key_span: None,
            value: Value {
                kind: ValueKind::Number(Number::from(number)),
                origin: Origin::new(ValuePath::root(), None),
            },
        }
    }

    #[test]
    fn fields_are_sorted_and_the_last_of_a_name_counts() {
        let given = [("b", 1), ("a", 2), ("c", 3), ("a", 4), ("b", 5)];
        let given = given.map(|(name, number)| (name.to_owned(), field(number)));
        let record: Record = given.into_iter().collect();
        let expected = [("a", field(4)), ("b", field(5)), ("c", field(3))];
        assert!(
            record
                .iter()
                .eq(expected.iter().map(|(name, field)| (*name, field)))
        );
        assert_eq!(record.get("b"), Some(&field(5)));
        assert_eq!(record.get("d"), None);
        assert_eq!((record.len(), Record::new().len()), (3, 0));
    }
}
