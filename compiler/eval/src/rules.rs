//! What evaluation can find wrong with a text.

use source::Rule;

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $ident:ident = $code:literal $name:literal: $summary:literal;)+) => {
        $($(#[doc = $doc])+ pub static $ident: Rule = Rule { code: $code, name: $name, summary: $summary };)+

        /// All rules of this crate, by code.
        pub static RULES: &[&Rule] = &[$(&$ident),+];
    };
}

rules! {
    /// The text is not in the language it claims to be in.
    SYNTAX = "SC0001" "syntax": "every file is well-formed Nickel, JSON, YAML or TOML";
    /// A name that nothing binds.
    UNBOUND_NAME = "SC0002" "unbound-name": "every name is bound by a `let`, a function, a record or the standard library";
    /// Statically typed code does not fit its type.
    STATIC_TYPE = "SC0003" "static-type": "code annotated with `:` has the type it claims";

    /// An import of a file that is not there.
    IMPORT_NOT_FOUND = "SC0010" "import-not-found": "every imported file exists in the project or in the library";
    /// An import that leaves the project.
    IMPORT_OUTSIDE_PROJECT = "SC0011" "import-outside-project": "imports stay below the project root, also through symbolic links";
    /// An import of something that cannot be read as text.
    IMPORT_UNREADABLE = "SC0012" "import-unreadable": "imported files are regular, readable files in UTF-8";
    /// An import of a package.
    IMPORT_PACKAGE = "SC0013" "import-package": "files are imported by path; there are no packages";
    /// A file where only files of the library may be.
    RESERVED_FOLDER = "SC0014" "reserved-folder": "no folder of a project is named `stackc`, which is the name of the library";

    /// A value does not fulfil its contract.
    CONTRACT = "SC0020" "contract": "every value fulfils the contracts of its field";
    /// A field that the contract does not know.
    UNKNOWN_FIELD = "SC0021" "unknown-field": "records hold only fields that their contract declares";
    /// An enum tag that the contract does not know.
    UNKNOWN_TAG = "SC0022" "unknown-tag": "enum tags are among those of their contract";
    /// A field without a value.
    MISSING_FIELD = "SC0023" "missing-field": "every required field has a value";
    /// Two values for one field.
    MERGE_CONFLICT = "SC0024" "merge-conflict": "values merged with `&` are equal, or differ in priority";
    /// A value that is needed to compute itself.
    INFINITE_RECURSION = "SC0025" "infinite-recursion": "no value is needed to compute itself";
    /// An operation on values it is not made for.
    OPERATION = "SC0026" "operation": "functions and operators get values they are made for";
    /// Something that is not data where data is wanted.
    NOT_DATA = "SC0027" "not-data": "a stack holds only data: no functions, contracts or types";
    /// A number outside of what stackc calculates with.
    NUMBER_RANGE = "SC0028" "number-range": "numbers are quotients of integers of at most 128 bits";

    /// Evaluation takes too many steps.
    STEP_LIMIT = "SC0040" "step-limit": "evaluation ends within the step limit";
    /// Evaluation needs too much memory.
    MEMORY_LIMIT = "SC0041" "memory-limit": "evaluation ends within the memory limit";
    /// Evaluation takes too long.
    TIME_LIMIT = "SC0042" "time-limit": "evaluation ends within the time limit";
    /// Data nested too deeply.
    DEPTH_LIMIT = "SC0043" "depth-limit": "data is not nested deeper than the depth limit";
    /// A file that is too large.
    SOURCE_SIZE = "SC0044" "source-size": "no file is larger than the limit for source files";
    /// An expression that is too long.
    EXPRESSION_LIMIT = "SC0045" "expression-limit": "no expression is longer than the limit, brackets and all";
    /// Too many findings to go on.
    TOO_MANY_FINDINGS = "SC0046" "too-many-findings": "evaluation finds fewer errors than it can show";

    /// The language itself failed.
    INTERNAL = "SC0099" "internal": "the language evaluates every text, or says what is wrong with it";
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
