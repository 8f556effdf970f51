//! Every rule of lowering: code, name, and what holds when it is kept.

source::rules! {
    UNWRITABLE = "SC0301" "unwritable-text" "Every text can be written so that its program reads it back unchanged.";
    UNSUPPORTED_SETTING = "SC0302" "unsupported-setting" "Every setting exists in the release that reads it.";
    EXTRA_CONFLICT = "SC0303" "extra-conflict" "A further setting does not contradict what the stack says elsewhere.";
    EXTRA_SYNTAX = "SC0304" "extra-syntax" "Further text is in the syntax of its program.";
    UNCHECKED_SETTING = "SC0305" "unchecked-setting" Warning "Every setting is one that stackc knows.";
    UNKNOWN_UNIT = "SC0306" "unknown-unit" Either "Every unit that a further setting names is one that its manager has.";
    UNKNOWN_RELEASE = "SC0307" "unknown-release" Either "The programs of the target are of releases that stackc knows.";
    IGNORED_FILE = "SC0308" "ignored-file" "A program reads the files that are written for it.";

    TEXT_UPSTREAM = "SC0365" "text-upstream" Either "Servers that are named in texts of nginx are there, and nginx waits for them.";
    WRONG_RESOLVER = "SC0366" "wrong-resolver" "A resolver of nginx is one that answers in its container.";
}
