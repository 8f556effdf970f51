//! Words to directives.

use super::{Flag, Number, ScriptKind, Setting, SizeLimit};

/// What a word at the start of a directive asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Flag(Flag),
    Number(Number),
    Size(SizeLimit),
    Setting(Setting),
    Script(ScriptKind),
    Weekly,
    Monthly,
    CompressOptions,
    Create,
    CreateOldDir,
    Su,
}

/// The directive of this name, among those logrotate 3.18 to 3.22 have in common.
pub(super) fn lookup(word: &str) -> Option<Word> {
    let others = match word {
        "weekly" => Some(Word::Weekly),
        "monthly" => Some(Word::Monthly),
        "compressoptions" => Some(Word::CompressOptions),
        "create" => Some(Word::Create),
        "createolddir" => Some(Word::CreateOldDir),
        "su" => Some(Word::Su),
        _ => None,
    };
    let flag = || find(Flag::ALL, Flag::word, word).map(Word::Flag);
    let number = || find(Number::ALL, Number::word, word).map(Word::Number);
    let size = || find(SizeLimit::ALL, SizeLimit::word, word).map(Word::Size);
    let setting = || find(Setting::ALL, Setting::word, word).map(Word::Setting);
    let script = || find(ScriptKind::ALL, ScriptKind::word, word).map(Word::Script);
    others
        .or_else(flag)
        .or_else(number)
        .or_else(size)
        .or_else(setting)
        .or_else(script)
}

fn find<T: Copy>(all: &[T], name: fn(T) -> &'static str, word: &str) -> Option<T> {
    all.iter().copied().find(|item| name(*item) == word)
}
