//! The keys that the podman generator takes: one row each, by kind of file and name.
//!
//! A row reads: name, first release, kind, then `[comma]` when podman splits the value at commas,
//! `[deprecated]`, what is known about its values (`checked as` a [`Rule`], `is` a [`Form`], `one of` some
//! words), and what it was `before` a release.
//!
//! Names and releases are those of the supported-key tables of the generator
//! (`pkg/systemd/quadlet/quadlet.go`) at the tags 4.4.0 to 5.8.2 and on the branch of 6.0, the kind is
//! the look-up function it uses. `tests/data/quadlet-keys.tsv` holds the same facts; a test compares the
//! two, so a new podman is new lines there, then the rows the test names.

use crate::Version;
use crate::quadlet::{Form, KeyKind, Rule, Setting, UnitKind, words};

/// The releases whose keys are known.
pub const RELEASES: crate::Releases = crate::Releases {
    oldest: Version::new(4, 4, 0),
    newest: Version::new(6, 0, 0),
    n_numbers: 2,
};

/// The key of this name in the own section of a kind of files.
pub fn setting(unit: UnitKind, name: &str) -> Option<&'static Setting> {
    let key = (unit, name);
    let found = SETTINGS.binary_search_by(|setting| (setting.unit, setting.name).cmp(&key));
    found.ok().map(|index| &SETTINGS[index])
}

/// All keys of a kind of files, by name.
pub fn settings(unit: UnitKind) -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(move |setting| setting.unit == unit)
}

/// The one key of the section `[Quadlet]`, which every kind may have: whether the unit waits for
/// `network-online.target`.
pub(super) static DEFAULT_DEPENDENCIES: Setting = Setting {
    unit: UnitKind::Container,
    name: "DefaultDependencies",
    since: Version::new(5, 3, 0),
    kind: KeyKind::Bool,
    earlier: None,
    splits_at_comma: false,
    is_deprecated: false,
    rule: Rule::Any,
};

macro_rules! earlier {
    () => {
        None
    };
    ($major:literal $minor:literal $kind:ident) => {
        Some((Version::new($major, $minor, 0), KeyKind::$kind))
    };
}

macro_rules! rule {
    () => {
        Rule::Any
    };
    (checked $rule:ident) => {
        Rule::$rule
    };
    (is $form:ident) => {
        Rule::Is(Form::$form)
    };
    (of $words:ident) => {
        Rule::OneOf(words::$words)
    };
}

macro_rules! flag {
    (comma comma) => {
        true
    };
    (deprecated deprecated) => {
        true
    };
    ($wanted:ident $($given:ident)?) => {
        false
    };
}

macro_rules! table {
    ($($unit:ident { $(
        $name:ident $major:literal $minor:literal $kind:ident
        $([$flag:ident])? $(checked as $rule:ident)? $(is $form:ident)? $(one of $words:ident)?
        $(before $before_major:literal $before_minor:literal $before:ident)?;
    )+ })+) => { &[$($( Setting {
        unit: UnitKind::$unit,
        name: stringify!($name),
        since: Version::new($major, $minor, 0),
        kind: KeyKind::$kind,
        earlier: earlier!($($before_major $before_minor $before)?),
        splits_at_comma: flag!(comma $($flag)?),
        is_deprecated: flag!(deprecated $($flag)?),
        rule: rule!($(checked $rule)? $(is $form)? $(of $words)?),
    } ),+),+] };
}

#[rustfmt::skip]
const SETTINGS: &[Setting] = table! {
    Container {
        AddCapability          4 4  Words       [comma] is Capability;
        AddDevice              4 4  Words;
        AddHost                5 3  Lines       [comma] is HostEntry;
        Annotation             4 4  Assignments;
        AppArmor               5 8  Text;
        AutoUpdate             4 6  Text        one of AUTO_UPDATE;
        CgroupsMode            5 3  Text        one of CGROUPS;
        ContainerName          4 4  Text        checked as ObjectName;
        ContainersConfModule   4 8  Lines;
        DNS                    4 7  Lines       [comma] is Dns;
        DNSOption              4 7  Lines       [comma];
        DNSSearch              4 7  Lines       [comma];
        DropCapability         4 4  Words       [comma] is Capability;
        Entrypoint             5 0  Text        checked as Json;
        Environment            4 4  Assignments checked as Environment;
        EnvironmentFile        4 4  Arguments   checked as EnvironmentFile;
        EnvironmentHost        4 4  Bool;
        Exec                   4 4  LastArguments;
        ExposeHostPort         4 4  Lines       [comma] is Port;
        GIDMap                 4 8  Words       [comma] is IdMap;
        GlobalArgs             4 8  Arguments;
        Group                  4 4  Text;
        GroupAdd               5 1  Lines       [comma];
        HealthCmd              4 5  Text        checked as Json;
        HealthInterval         4 5  Text        is DurationOrDisable;
        HealthLogDestination   5 3  Text;
        HealthMaxLogCount      5 3  Text        is Count;
        HealthMaxLogSize       5 3  Text        is Count;
        HealthOnFailure        4 5  Text        one of ON_FAILURE;
        HealthRetries          4 5  Text        is Count;
        HealthStartPeriod      4 5  Text        is Duration;
        HealthStartupCmd       4 5  Text        checked as Json;
        HealthStartupInterval  4 5  Text        is DurationOrDisable;
        HealthStartupRetries   4 5  Text        is Count;
        HealthStartupSuccess   4 5  Text        is Count;
        HealthStartupTimeout   4 5  Text        is Duration;
        HealthTimeout          4 5  Text        is Duration;
        HostName               4 6  Text        is HostName;
        HttpProxy              5 7  Bool;
        IP                     4 5  Text        is Address;
        IP6                    4 5  Text        is Address6;
        Image                  4 4  Text        checked as Image;
        Label                  4 4  Assignments;
        LogDriver              4 5  Text        one of LOG_DRIVERS;
        LogOpt                 5 2  Words;
        Mask                   4 6  Arguments;
        Memory                 5 5  Text        is Size;
        Mount                  4 5  Arguments   checked as Mount;
        Network                4 4  Lines       checked as Network;
        NetworkAlias           5 2  Lines       [comma];
        NoNewPrivileges        4 4  Bool;
        Notify                 4 4  Text        one of NOTIFY before 5 0 Bool;
        PidsLimit              4 7  Text        is CountOrUnlimited;
        Pod                    5 0  Text        checked as PodFile;
        PodmanArgs             4 4  Arguments;
        PublishPort            4 4  Lines       [comma] is PublishedPort;
        Pull                   4 6  Text        one of PULL;
        ReadOnly               4 4  Bool;
        ReadOnlyTmpfs          4 8  Bool;
        ReloadCmd              5 5  LastArguments;
        ReloadSignal           5 5  Text        is Signal;
        RemapGid               4 4  Words       [deprecated];
        RemapUid               4 4  Words       [deprecated];
        RemapUidSize           4 4  Number      [deprecated];
        RemapUsers             4 4  Text        [deprecated] one of REMAP;
        Retry                  5 5  Text        is Count;
        RetryDelay             5 5  Text        is Duration;
        Rootfs                 4 5  Text;
        RunInit                4 4  Bool;
        SeccompProfile         4 4  Text;
        Secret                 4 5  Arguments   checked as Secret;
        SecurityLabelDisable   4 5  Bool;
        SecurityLabelFileType  4 5  Text;
        SecurityLabelLevel     4 5  Text;
        SecurityLabelNested    4 6  Bool;
        SecurityLabelType      4 5  Text;
        ServiceName            5 3  Text        checked as ServiceName;
        ShmSize                4 7  Text        is Size;
        StartWithPod           5 3  Bool;
        StopSignal             5 2  Text        is Signal;
        StopTimeout            5 0  Text        is Count;
        SubGIDMap              4 8  Text;
        SubUIDMap              4 8  Text;
        Sysctl                 4 6  Words       [comma];
        Timezone               4 4  Text        is Timezone;
        Tmpfs                  4 5  Lines;
        UIDMap                 4 8  Words       [comma] is IdMap;
        Ulimit                 4 7  Lines       [comma] is Ulimit before 5 0 Text;
        Unmask                 4 6  Arguments;
        User                   4 4  Text;
        UserNS                 4 5  Text;
        VolatileTmp            4 4  Bool        [deprecated];
        Volume                 4 4  Lines       checked as Volume;
        WorkingDir             4 6  Text        checked as InContainer;
    }
    Pod {
        AddHost                5 3  Lines       [comma] is HostEntry;
        ContainersConfModule   5 0  Lines;
        DNS                    5 3  Lines       [comma] is Dns;
        DNSOption              5 3  Lines       [comma];
        DNSSearch              5 3  Lines       [comma];
        ExitPolicy             5 6  Text        one of EXIT_POLICY;
        GIDMap                 5 3  Words       [comma] is IdMap;
        GlobalArgs             5 0  Arguments;
        HostName               5 5  Lines       is HostName;
        IP                     5 3  Text        is Address;
        IP6                    5 3  Text        is Address6;
        Label                  5 6  Assignments;
        Network                5 0  Lines       checked as Network;
        NetworkAlias           5 2  Lines       [comma];
        PodName                5 0  Text        checked as ObjectName;
        PodmanArgs             5 0  Arguments;
        PublishPort            5 0  Lines       [comma] is PublishedPort;
        RemapGid               5 3  Words       [deprecated];
        RemapUid               5 3  Words       [deprecated];
        RemapUidSize           5 3  Number      [deprecated];
        RemapUsers             5 3  Text        [deprecated] one of REMAP;
        ServiceName            5 3  Text        checked as ServiceName;
        ShmSize                5 4  Text        is Size;
        StopTimeout            5 7  Text        is Count;
        SubGIDMap              5 3  Text;
        SubUIDMap              5 3  Text;
        UIDMap                 5 3  Words       [comma] is IdMap;
        UserNS                 5 3  Text;
        Volume                 5 0  Lines       checked as Volume;
    }
    Network {
        ContainersConfModule   4 8  Lines;
        DNS                    4 7  Lines       is Address;
        DisableDNS             4 4  Bool;
        Driver                 4 4  Text;
        Gateway                4 4  Lines       is Address;
        GlobalArgs             4 8  Arguments;
        IPAMDriver             4 4  Text        one of IPAM;
        IPRange                4 4  Lines       is AddressRange;
        IPv6                   4 4  Bool;
        InterfaceName          5 6  Text;
        Internal               4 4  Bool;
        Label                  4 4  Assignments;
        NetworkDeleteOnStop    5 5  Bool;
        NetworkName            4 7  Text        checked as ObjectName;
        Options                4 4  Assignments;
        PodmanArgs             4 6  Arguments;
        ServiceName            5 3  Text        checked as ServiceName;
        Subnet                 4 4  Lines       is Prefix;
    }
    Volume {
        ContainersConfModule   4 8  Lines;
        Copy                   4 4  Bool;
        Device                 4 4  Text;
        Driver                 4 8  Text;
        GID                    6 0  Text        is Count;
        GlobalArgs             4 8  Arguments;
        Group                  4 4  Number;
        Image                  4 8  Text        checked as Image;
        Label                  4 4  Assignments;
        Options                4 4  Text;
        PodmanArgs             4 6  Arguments;
        ServiceName            5 3  Text        checked as ServiceName;
        Type                   4 4  Text;
        UID                    6 0  Text        is Count;
        User                   4 4  Number;
        VolumeName             4 7  Text        checked as ObjectName;
    }
    Image {
        AllTags                4 8  Bool;
        Arch                   4 8  Text;
        AuthFile               4 8  Text;
        CertDir                4 8  Text;
        ContainersConfModule   4 8  Lines;
        Creds                  4 8  Text;
        DecryptionKey          4 8  Text;
        GlobalArgs             4 8  Arguments;
        Image                  4 8  Text        checked as Image;
        ImageTag               4 8  Text        checked as Image;
        OS                     4 8  Text;
        PodmanArgs             4 8  Arguments;
        Policy                 5 6  Text        one of PULL;
        Retry                  5 5  Text        is Count;
        RetryDelay             5 5  Text        is Duration;
        ServiceName            5 3  Text        checked as ServiceName;
        TLSVerify              4 8  Bool;
        Variant                4 8  Text;
    }
    Build {
        Annotation             5 2  Assignments;
        Arch                   5 2  Text;
        AuthFile               5 2  Text;
        BuildArg               5 7  Assignments;
        ContainersConfModule   5 2  Lines;
        DNS                    5 2  Lines       is Dns;
        DNSOption              5 2  Lines;
        DNSSearch              5 2  Lines;
        Environment            5 2  Assignments checked as Environment;
        File                   5 2  Text;
        ForceRM                5 2  Bool;
        GlobalArgs             5 2  Arguments;
        GroupAdd               5 2  Lines;
        IgnoreFile             5 7  Text;
        ImageTag               5 2  Lines       checked as Image before 5 3 Text;
        Label                  5 2  Assignments;
        Network                5 2  Lines       checked as Network;
        PodmanArgs             5 2  Arguments;
        Pull                   5 2  Text        one of BUILD_PULL;
        Retry                  5 5  Text        is Count;
        RetryDelay             5 5  Text        is Duration;
        Secret                 5 2  Arguments   checked as Secret;
        ServiceName            5 3  Text        checked as ServiceName;
        SetWorkingDirectory    5 2  Text        checked as OutsideCommand;
        TLSVerify              5 2  Bool;
        Target                 5 2  Text;
        Variant                5 2  Text;
        Volume                 5 2  Lines       checked as Volume;
    }
    Kube {
        AutoUpdate             4 7  Words;
        ConfigMap              4 4  Words;
        ContainersConfModule   4 8  Lines;
        ExitCodePropagation    4 6  Text        one of EXIT_CODES;
        GlobalArgs             4 8  Arguments;
        KubeDownForce          4 8  Bool;
        LogDriver              4 5  Text        one of LOG_DRIVERS;
        LogOpt                 5 2  Words;
        Network                4 4  Lines       checked as Network;
        PodmanArgs             4 6  Arguments;
        PublishPort            4 4  Lines       [comma] is PublishedPort;
        RemapGid               4 4  Words       [deprecated];
        RemapUid               4 4  Words       [deprecated];
        RemapUidSize           4 4  Number      [deprecated];
        RemapUsers             4 4  Text        [deprecated] one of REMAP;
        ServiceName            5 3  Text        checked as ServiceName;
        SetWorkingDirectory    4 7  Text        checked as OutsideCommand;
        UserNS                 4 5  Text;
        Yaml                   4 4  Words       before 5 7 Text;
    }
    Artifact {
        Artifact               5 7  Text        checked as Image;
        AuthFile               5 7  Text;
        CertDir                5 7  Text;
        ContainersConfModule   5 7  Lines;
        Creds                  5 7  Text;
        DecryptionKey          5 7  Text;
        GlobalArgs             5 7  Arguments;
        PodmanArgs             5 7  Arguments;
        Quiet                  5 7  Bool;
        Retry                  5 7  Text        is Count;
        RetryDelay             5 7  Text        is Duration;
        ServiceName            5 7  Text        checked as ServiceName;
        TLSVerify              5 7  Bool;
    }
};
