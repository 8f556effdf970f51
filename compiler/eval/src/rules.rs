//! What evaluation can find wrong with a text.

source::rules! {
    SYNTAX = "SC0001" "syntax" "Every file is well-formed Nickel, JSON, YAML or TOML.";
    UNBOUND_NAME = "SC0002" "unbound-name" "Every name is bound by a `let`, a function, a record or the standard library.";
    STATIC_TYPE = "SC0003" "static-type" "Code annotated with `:` has the type it claims.";

    IMPORT_NOT_FOUND = "SC0010" "import-not-found" "Every imported file exists in the project or in the library.";
    IMPORT_OUTSIDE_PROJECT = "SC0011" "import-outside-project" "Imports stay below the project root, also through symbolic links.";
    IMPORT_UNREADABLE = "SC0012" "import-unreadable" "Imported files are regular, readable files in UTF-8.";
    IMPORT_PACKAGE = "SC0013" "import-package" "Files are imported by path; there are no packages.";
    RESERVED_FOLDER = "SC0014" "reserved-folder" "No folder of a project is named `stackc`, which is the name of the library.";

    CONTRACT = "SC0020" "contract" "Every value fulfils the contracts of its field.";
    UNKNOWN_FIELD = "SC0021" "unknown-field" "Records hold only fields that their contract declares.";
    UNKNOWN_TAG = "SC0022" "unknown-tag" "Enum tags are among those of their contract.";
    MISSING_FIELD = "SC0023" "missing-field" "Every required field has a value.";
    MERGE_CONFLICT = "SC0024" "merge-conflict" "Values merged with `&` are equal, or differ in priority.";
    INFINITE_RECURSION = "SC0025" "infinite-recursion" "No value is needed to compute itself.";
    OPERATION = "SC0026" "operation" "Functions and operators get values they are made for.";
    NOT_DATA = "SC0027" "not-data" "A stack holds only data: no functions, contracts or types.";
    NUMBER_RANGE = "SC0028" "number-range" "Numbers are quotients of integers of at most 128 bits.";

    STEP_LIMIT = "SC0040" "step-limit" "Evaluation ends within the step limit.";
    MEMORY_LIMIT = "SC0041" "memory-limit" "Evaluation ends within the memory limit.";
    TIME_LIMIT = "SC0042" "time-limit" "Evaluation ends within the time limit.";
    DEPTH_LIMIT = "SC0043" "depth-limit" "Data is not nested deeper than the depth limit.";
    SOURCE_SIZE = "SC0044" "source-size" "No file is larger than the limit for source files.";
    EXPRESSION_LIMIT = "SC0045" "expression-limit" "No expression is longer than the limit, brackets and all.";
    TOO_MANY_FINDINGS = "SC0046" "too-many-findings" "Evaluation finds fewer errors than it can show.";

    INTERNAL = "SC0099" "internal" "The language evaluates every text, or says what is wrong with it.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_and_names_are_unique() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
        let names: std::collections::BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
        assert!(
            RULES
                .iter()
                .all(|rule| rule.code.starts_with("SC00") && rule.code.len() == 6)
        );
    }
}
