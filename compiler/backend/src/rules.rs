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

    ALIAS_TRAVERSAL = "SC0340" "alias-traversal" Either "What stands for a location leads to nothing outside of its folder.";
    HOST_SPOOFING = "SC0341" "host-spoofing" Warning "An application is told the host name that nginx has chosen by.";
    HTTP_SPLITTING = "SC0342" "http-splitting" "No line break of a client gets into a header or a request.";
    REQUEST_FORGERY = "SC0343" "request-forgery" "Which server is asked is not for a client to choose.";
    NAME_RESOLUTION = "SC0344" "name-resolution" Either "Names of servers are resolved when they are used, by a resolver that is near.";
    IF_IN_LOCATION = "SC0345" "if-in-location" Warning "An `if` in a location answers or rewrites, and nothing else.";
    WEAK_TLS = "SC0346" "weak-tls" Warning "TLS is spoken in versions and with ciphers that are not broken.";
    TRANSPORT_SECURITY = "SC0347" "transport-security" Warning "Browsers are told to come back by https, for long.";
    VERSION_SHOWN = "SC0348" "version-shown" Warning "Answers do not name the release of nginx.";
    LOST_INHERITANCE = "SC0349" "lost-inheritance" Warning "What a block sets reaches the blocks in it.";
    MALFORMED_HEADER = "SC0350" "malformed-header" Either "A header is one line and is sent once.";
    EXPLOSIVE_REGEX = "SC0351" "explosive-regex" "No request keeps a regular expression busy.";
    LOOSE_REGEX = "SC0352" "loose-regex" Warning "A regular expression of a location matches what it means.";
    ORIGIN_CHECK = "SC0353" "origin-check" Warning "Who links or calls is checked by the whole name.";
    ACCESS_BYPASSED = "SC0354" "access-bypassed" "What restricts access does.";
    EXPOSED_INTERNALS = "SC0355" "exposed-internals" Either "What is the host's own cannot be asked for.";
    DECODED_PATH = "SC0356" "decoded-path" Warning "An application sees the path that the client sent.";
    MISREADING = "SC0357" "misreading" Warning "A directive means what it says.";
    SERVER_LIMITS = "SC0358" "server-limits" Warning "The limits of nginx go together.";
    TLS_SETTING = "SC0359" "tls-setting" Either "Settings of TLS have an effect.";

    TEXT_UPSTREAM = "SC0365" "text-upstream" Either "Servers that are named in texts of nginx are there, and nginx waits for them.";
    WRONG_RESOLVER = "SC0366" "wrong-resolver" "A resolver of nginx is one that answers in its container.";
}
