//! Directives and what they take.

use super::{Account, Count, Mode, MonthDay, Script, Size, WeekDay, Word, Words};

/// One directive. Those that this type cannot hold are refused by the parser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    /// A word of its own.
    Flag(Flag),
    /// A word and a number.
    Number(Number, Count),
    /// `rotate -1`: old files are never removed.
    RotateForever,
    /// `weekly` (on Sunday), or `weekly DAY`.
    Weekly(Option<WeekDay>),
    /// `monthly` (at the first run in a month), or `monthly DAY`.
    Monthly(Option<MonthDay>),
    /// A word and a size.
    Size(SizeLimit, Size),
    /// A word and one word of text.
    Setting(Setting, Word),
    /// `compressoptions`: words for the compressor.
    CompressOptions(Words),
    /// `create`: how the new log file is made.
    Create(Create),
    /// `createolddir`: how the folder of `olddir` is made.
    CreateOldDir(Create),
    /// `su USER GROUP`: who rotates.
    Su(Account, Account),
    /// A script, up to `endscript`.
    Script(ScriptKind, Script),
}

/// `MODE USER GROUP`, all or none of the owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Create {
    /// The permissions; those of the old file when missing.
    pub mode: Option<Mode>,
    /// The user and the group; those of the old file when missing.
    pub owner: Option<(Account, Account)>,
}

/// Declares an enum of words with its table.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* #[doc = concat!("`", $word, "`")] $variant),*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the file.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }
        }
    };
}

words! {
    /// A directive without argument.
    Flag {
        AllowHardLink = "allowhardlink",
        Compress = "compress",
        Copy = "copy",
        CopyTruncate = "copytruncate",
        Daily = "daily",
        DateExt = "dateext",
        DateHourAgo = "datehourago",
        DateYesterday = "dateyesterday",
        DelayCompress = "delaycompress",
        Hourly = "hourly",
        IfEmpty = "ifempty",
        IgnoreDuplicates = "ignoreduplicates",
        MailFirst = "mailfirst",
        MailLast = "maillast",
        MissingOk = "missingok",
        NoAllowHardLink = "noallowhardlink",
        NoCompress = "nocompress",
        NoCopy = "nocopy",
        NoCopyTruncate = "nocopytruncate",
        NoCreate = "nocreate",
        NoCreateOldDir = "nocreateolddir",
        NoDateExt = "nodateext",
        NoDateHourAgo = "nodatehourago",
        NoDateYesterday = "nodateyesterday",
        NoDelayCompress = "nodelaycompress",
        NoMail = "nomail",
        NoMissingOk = "nomissingok",
        NoOldDir = "noolddir",
        NoRenameCopy = "norenamecopy",
        NoSharedScripts = "nosharedscripts",
        NoShred = "noshred",
        NotIfEmpty = "notifempty",
        RenameCopy = "renamecopy",
        SharedScripts = "sharedscripts",
        Shred = "shred",
        Yearly = "yearly",
    }
}

words! {
    /// A directive that takes a number.
    Number {
        /// How many days an old file is kept:
        MaxAge = "maxage",
        /// How many days old a file must be:
        MinAge = "minage",
        /// How many old files are kept:
        Rotate = "rotate",
        /// How often a file is overwritten:
        ShredCycles = "shredcycles",
        /// The first number of old files:
        Start = "start",
    }
}

words! {
    /// A directive that takes a size.
    SizeLimit {
        /// Rotated above this size, whatever the interval:
        MaxSize = "maxsize",
        /// Rotated at the interval, but only above this size:
        MinSize = "minsize",
        /// Rotated above this size only, whatever the interval:
        Size = "size",
    }
}

words! {
    /// A directive that takes one word of text.
    Setting {
        AddExtension = "addextension",
        CompressCommand = "compresscmd",
        CompressExtension = "compressext",
        DateFormat = "dateformat",
        Extension = "extension",
        Mail = "mail",
        OldDir = "olddir",
        UncompressCommand = "uncompresscmd",
    }
}

words! {
    /// When a script runs.
    ScriptKind {
        /// Once before all files:
        FirstAction = "firstaction",
        /// Once after all files:
        LastAction = "lastaction",
        Postrotate = "postrotate",
        /// Before an old file is removed:
        PreRemove = "preremove",
        Prerotate = "prerotate",
    }
}
