//! Near names for unknown ones.

/// The longest name that may be a misspelt one, in characters; the search takes the square of it.
const LONGEST: usize = 100;

/// The candidate that the user most probably meant, if one is near enough.
pub fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = name.chars().count();
    if length > LONGEST {
        return None;
    }
    let folded = name.to_lowercase();
    let tolerance = |candidate: &str| length.max(candidate.chars().count()) / 3;
    candidates
        .into_iter()
        // No name is nearer than its length: this spares most of the work in long tables.
        .filter(|candidate| length.abs_diff(candidate.chars().count()) <= tolerance(candidate))
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= tolerance(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The names as a phrase: `` `a`, `b` and `c` ``; nothing for an empty list.
pub fn list_of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["volumes", "networks", "publish"];
        assert_eq!(did_you_mean("volume", names), Some("volumes"));
        assert_eq!(did_you_mean("netwroks", names), Some("networks"));
        assert_eq!(did_you_mean("image", names), None);
        assert_eq!(did_you_mean("", names), None);
    }

    #[test]
    fn lists_read_as_phrases() {
        assert_eq!(list_of_names([]), "");
        assert_eq!(list_of_names(["a"]), "`a`");
        assert_eq!(list_of_names(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
