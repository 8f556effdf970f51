//! The directives of systemd 257, and which of them 252 has not: one row each, by name.
//!
//! Names, sections and releases come from `systemd --dump-configuration-items` of 257.13 and 252.39
//! (Debian), readings from the parse function that `load-fragment-gperf.gperf.in` binds to each
//! directive. `tests/data/systemd-directives.tsv` holds the same facts per section with the raw
//! flags; a test compares the two, so a new systemd is a new file there, then the rows it names.

use crate::systemd::Kind::{
    Any, Assignments, Boolean, BooleanOr, Calendar, Command, Folders, FoldersAndLinks, Integer,
    IntegerOr, Limit, Memory, Mode, Nanoseconds, OneOf, OptionalPath, Path, PathOrHome, Paths,
    Percentage, Signal, Size, Tasks, TimeSpan, Unit, Units,
};
use crate::systemd::words::{
    BIND_IPV6_ONLY, COLLECT_MODE, CPU_SCHEDULING_POLICY, DEVICE_POLICY, EMERGENCY_ACTION,
    EXIT_TYPE, IDLE, IO_CLASS, JOB_MODE, KEYRING_MODE, KILL_MODE, LOG_FACILITY, LOG_LEVEL,
    MANAGED_OOM_MODE, MANAGED_OOM_PREFERENCE, MEMORY_PRESSURE_WATCH, MOUNT_FLAGS, NOTIFY_ACCESS,
    NUMA_POLICY, OOM_POLICY, PERSONALITY, PRESERVE_MODE, PRIVATE_TMP, PRIVATE_USERS, PROC_SUBSET,
    PROTECT_CONTROL_GROUPS, PROTECT_HOME, PROTECT_PROC, PROTECT_SYSTEM, RESTART, RESTART_MODE,
    SERVICE_TYPE, SOCKET_PROTOCOL, TIMEOUT_FAILURE_MODE, UTMP_MODE,
};
use crate::systemd::{Directive, Kind, Reading, Section};

/// The releases whose directives are known.
pub const RELEASES: crate::Releases = crate::Releases {
    oldest: crate::Version::new(252, 0, 0),
    newest: crate::Version::new(257, 0, 0),
    n_numbers: 1,
};

/// The directive of this name in a section.
pub fn directive(section: Section, name: &str) -> Option<&'static Directive> {
    let first = DIRECTIVES.partition_point(|directive| directive.name < name);
    DIRECTIVES[first..]
        .iter()
        .take_while(|directive| directive.name == name)
        .find(|directive| directive.sections.contains(&section))
}

/// All directives, by name. A name stands twice where sections read it differently.
pub fn directives() -> impl Iterator<Item = &'static Directive> {
    DIRECTIVES.iter()
}

macro_rules! sections {
    ([$($section:ident),+]) => { &[$(Section::$section),+] };
    ($sections:ident) => { $sections };
}
/// What runs processes.
const EXEC: &[Section] = sections!([Service, Socket, Mount, Swap]);
/// What kills processes.
const KILL: &[Section] = sections!([Service, Socket, Mount, Swap, Scope]);
/// What has a control group.
const CGROUP: &[Section] = sections!([Service, Socket, Mount, Swap, Slice, Scope]);

const UNSIGNED: Kind = Integer(0, u32::MAX as i64);
const INTEGER: Kind = Integer(i32::MIN as i64, i32::MAX as i64);
const LONG: Kind = Integer(i64::MIN, i64::MAX);
const CELLS: Kind = Integer(0, u16::MAX as i64);

macro_rules! table {
    ($($name:ident $sections:tt $reading:ident $kind:ident $(($($limit:tt)*))? $(since $since:literal)?;)+) => {
        &[$(Directive {
            name: stringify!($name),
            sections: sections!($sections),
            reading: Reading::$reading,
            kind: $kind $(($($limit)*))?,
            since: 0 $(+ $since)?,
        }),+]
    };
}

#[rustfmt::skip]
const DIRECTIVES: &[Directive] = table! {
    Accept                               [Socket]           SCALAR        Boolean;
    AccuracySec                          [Timer]            SCALAR        TimeSpan;
    After                                [Unit]             WORDS_KEPT    Units;
    Alias                                [Install]          QUOTED        Units;
    AllowIsolate                         [Unit]             SCALAR        Boolean;
    AllowedCPUs                          CGROUP             WORDS_KEPT    Any;
    AllowedMemoryNodes                   CGROUP             WORDS_KEPT    Any;
    Also                                 [Install]          QUOTED        Units;
    AmbientCapabilities                  EXEC               WORDS_BARE    Any;
    AppArmorProfile                      EXEC               LINE          Any;
    AssertACPower                        [Unit]             LINE          Any;
    AssertArchitecture                   [Unit]             LINE          Any;
    AssertCPUFeature                     [Unit]             LINE          Any;
    AssertCPUPressure                    [Unit]             LINE          Any;
    AssertCPUs                           [Unit]             LINE          Any;
    AssertCapability                     [Unit]             LINE          Any;
    AssertControlGroupController         [Unit]             LINE          Any;
    AssertCredential                     [Unit]             LINE          Any;
    AssertDirectoryNotEmpty              [Unit]             LINE          Any;
    AssertEnvironment                    [Unit]             LINE          Any;
    AssertFileIsExecutable               [Unit]             LINE          Any;
    AssertFileNotEmpty                   [Unit]             LINE          Any;
    AssertFirstBoot                      [Unit]             LINE          Any;
    AssertGroup                          [Unit]             LINE          Any;
    AssertHost                           [Unit]             LINE          Any;
    AssertIOPressure                     [Unit]             LINE          Any;
    AssertKernelCommandLine              [Unit]             LINE          Any;
    AssertKernelVersion                  [Unit]             LINE          Any;
    AssertMemory                         [Unit]             LINE          Any;
    AssertMemoryPressure                 [Unit]             LINE          Any;
    AssertNeedsUpdate                    [Unit]             LINE          Any;
    AssertOSRelease                      [Unit]             LINE          Any;
    AssertPathExists                     [Unit]             LINE          Any;
    AssertPathExistsGlob                 [Unit]             LINE          Any;
    AssertPathIsDirectory                [Unit]             LINE          Any;
    AssertPathIsEncrypted                [Unit]             LINE          Any;
    AssertPathIsMountPoint               [Unit]             LINE          Any;
    AssertPathIsReadWrite                [Unit]             LINE          Any;
    AssertPathIsSymbolicLink             [Unit]             LINE          Any;
    AssertSecurity                       [Unit]             LINE          Any;
    AssertUser                           [Unit]             LINE          Any;
    AssertVirtualization                 [Unit]             LINE          Any;
    BPFProgram                           CGROUP             LINE          Any;
    Backlog                              [Socket]           SCALAR        UNSIGNED;
    Before                               [Unit]             WORDS_KEPT    Units;
    BindIPv6Only                         [Socket]           SCALAR        OneOf(BIND_IPV6_ONLY);
    BindLogSockets                       EXEC               SCALAR_RESETS Boolean since 257;
    BindPaths                            EXEC               QUOTED        Any;
    BindReadOnlyPaths                    EXEC               QUOTED        Any;
    BindTo                               [Unit]             WORDS_KEPT    Units;
    BindToDevice                         [Socket]           SCALAR_RESETS Any;
    BindsTo                              [Unit]             WORDS_KEPT    Units;
    BlockIOAccounting                    CGROUP             SCALAR        Boolean;
    BlockIODeviceWeight                  CGROUP             QUOTED        Any;
    BlockIOReadBandwidth                 CGROUP             QUOTED        Any;
    BlockIOWeight                        CGROUP             SCALAR        Integer(10, 1000);
    BlockIOWriteBandwidth                CGROUP             QUOTED        Any;
    Broadcast                            [Socket]           SCALAR        Boolean;
    BusName                              [Service]          LINE          Any;
    CPUAccounting                        CGROUP             SCALAR        Boolean;
    CPUAffinity                          EXEC               WORDS_KEPT    Any;
    CPUQuota                             CGROUP             SCALAR_RESETS Percentage;
    CPUQuotaPeriodSec                    CGROUP             SCALAR        TimeSpan;
    CPUSchedulingPolicy                  EXEC               SCALAR_RESETS OneOf(CPU_SCHEDULING_POLICY);
    CPUSchedulingPriority                EXEC               SCALAR        Integer(1, 99);
    CPUSchedulingResetOnFork             EXEC               SCALAR        Boolean;
    CPUShares                            CGROUP             SCALAR        Integer(2, 262_144);
    CPUWeight                            CGROUP             SCALAR        IntegerOr(1, 10_000, IDLE);
    CacheDirectory                       EXEC               ESCAPED       FoldersAndLinks;
    CacheDirectoryMode                   EXEC               SCALAR        Mode;
    CapabilityBoundingSet                EXEC               WORDS_BARE    Any;
    CollectMode                          [Unit]             SCALAR        OneOf(COLLECT_MODE);
    ConditionACPower                     [Unit]             LINE          Any;
    ConditionArchitecture                [Unit]             LINE          Any;
    ConditionCPUFeature                  [Unit]             LINE          Any;
    ConditionCPUPressure                 [Unit]             LINE          Any;
    ConditionCPUs                        [Unit]             LINE          Any;
    ConditionCapability                  [Unit]             LINE          Any;
    ConditionControlGroupController      [Unit]             LINE          Any;
    ConditionCredential                  [Unit]             LINE          Any;
    ConditionDirectoryNotEmpty           [Unit]             LINE          Any;
    ConditionEnvironment                 [Unit]             LINE          Any;
    ConditionFileIsExecutable            [Unit]             LINE          Any;
    ConditionFileNotEmpty                [Unit]             LINE          Any;
    ConditionFirmware                    [Unit]             LINE          Any;
    ConditionFirstBoot                   [Unit]             LINE          Any;
    ConditionGroup                       [Unit]             LINE          Any;
    ConditionHost                        [Unit]             LINE          Any;
    ConditionIOPressure                  [Unit]             LINE          Any;
    ConditionKernelCommandLine           [Unit]             LINE          Any;
    ConditionKernelVersion               [Unit]             LINE          Any;
    ConditionMemory                      [Unit]             LINE          Any;
    ConditionMemoryPressure              [Unit]             LINE          Any;
    ConditionNeedsUpdate                 [Unit]             LINE          Any;
    ConditionOSRelease                   [Unit]             LINE          Any;
    ConditionPathExists                  [Unit]             LINE          Any;
    ConditionPathExistsGlob              [Unit]             LINE          Any;
    ConditionPathIsDirectory             [Unit]             LINE          Any;
    ConditionPathIsEncrypted             [Unit]             LINE          Any;
    ConditionPathIsMountPoint            [Unit]             LINE          Any;
    ConditionPathIsReadWrite             [Unit]             LINE          Any;
    ConditionPathIsSymbolicLink          [Unit]             LINE          Any;
    ConditionSecurity                    [Unit]             LINE          Any;
    ConditionUser                        [Unit]             LINE          Any;
    ConditionVirtualization              [Unit]             LINE          Any;
    ConfigurationDirectory               EXEC               ESCAPED       Folders;
    ConfigurationDirectoryMode           EXEC               SCALAR        Mode;
    Conflicts                            [Unit]             WORDS_KEPT    Units;
    CoredumpFilter                       EXEC               SCALAR_RESETS Any;
    CoredumpReceive                      CGROUP             SCALAR        Boolean since 255;
    DefaultDependencies                  [Unit]             SCALAR        Boolean;
    DefaultInstance                      [Install]          LINE_KEPT     Any;
    DefaultMemoryLow                     CGROUP             SCALAR_RESETS Memory;
    DefaultMemoryMin                     CGROUP             SCALAR_RESETS Memory;
    DefaultStartupMemoryLow              CGROUP             SCALAR_RESETS Memory since 254;
    DeferAcceptSec                       [Socket]           SCALAR        TimeSpan;
    DeferReactivation                    [Timer]            SCALAR        Boolean since 257;
    Delegate                             CGROUP             QUOTED_BARE   Any;
    DelegateSubgroup                     CGROUP             SCALAR_RESETS Any since 254;
    Description                          [Unit]             LINE          Any;
    DeviceAllow                          CGROUP             QUOTED        Any;
    DevicePolicy                         CGROUP             SCALAR        OneOf(DEVICE_POLICY);
    DirectoryMode                        [Socket, Path, Mount, Automount] SCALAR        Mode;
    DirectoryNotEmpty                    [Path]             LINE          Path;
    DisableControllers                   CGROUP             WORDS_BARE    Any;
    Documentation                        [Unit]             QUOTED        Any;
    DynamicUser                          EXEC               SCALAR        Boolean;
    Environment                          EXEC               ESCAPED       Assignments;
    EnvironmentFile                      EXEC               LINE          OptionalPath;
    ExecCondition                        [Service]          COMMAND       Command;
    ExecPaths                            EXEC               QUOTED        Paths;
    ExecReload                           [Service]          COMMAND       Command;
    ExecSearchPath                       EXEC               LINE          Any;
    ExecStart                            [Service]          COMMAND       Command;
    ExecStartPost                        [Service, Socket]  COMMAND       Command;
    ExecStartPre                         [Service, Socket]  COMMAND       Command;
    ExecStop                             [Service]          COMMAND       Command;
    ExecStopPost                         [Service, Socket]  COMMAND       Command;
    ExecStopPre                          [Socket]           COMMAND       Command;
    ExitType                             [Service]          SCALAR        OneOf(EXIT_TYPE);
    ExtensionDirectories                 EXEC               QUOTED        Paths;
    ExtensionImagePolicy                 EXEC               SCALAR_RESETS Any since 254;
    ExtensionImages                      EXEC               ESCAPED       Any;
    ExtraOptions                         [Automount]        LINE          Any;
    FailureAction                        [Unit, Service]    SCALAR        OneOf(EMERGENCY_ACTION);
    FailureActionExitStatus              [Unit]             SCALAR_RESETS Integer(0, 255);
    FileDescriptorName                   [Socket]           LINE          Any;
    FileDescriptorStoreMax               [Service]          SCALAR        UNSIGNED;
    FileDescriptorStorePreserve          [Service]          SCALAR        BooleanOr(PRESERVE_MODE) since 254;
    FinalKillSignal                      KILL               SCALAR        Signal;
    FixedRandomDelay                     [Timer]            SCALAR        Boolean;
    FlushPending                         [Socket]           SCALAR        Boolean;
    ForceUnmount                         [Mount]            SCALAR        Boolean;
    FreeBind                             [Socket]           SCALAR        Boolean;
    Group                                EXEC               LINE          Any;
    GuessMainPID                         [Service]          SCALAR        Boolean;
    IOAccounting                         CGROUP             SCALAR        Boolean;
    IODeviceLatencyTargetSec             CGROUP             QUOTED        Any;
    IODeviceWeight                       CGROUP             QUOTED        Any;
    IOReadBandwidthMax                   CGROUP             QUOTED        Any;
    IOReadIOPSMax                        CGROUP             QUOTED        Any;
    IOSchedulingClass                    EXEC               SCALAR_RESETS IntegerOr(0, 3, IO_CLASS);
    IOSchedulingPriority                 EXEC               SCALAR_RESETS Integer(0, 7);
    IOWeight                             CGROUP             SCALAR        Integer(1, 10_000);
    IOWriteBandwidthMax                  CGROUP             QUOTED        Any;
    IOWriteIOPSMax                       CGROUP             QUOTED        Any;
    IPAccounting                         CGROUP             SCALAR        Boolean;
    IPAddressAllow                       CGROUP             WORDS_BARE    Any;
    IPAddressDeny                        CGROUP             WORDS_BARE    Any;
    IPCNamespacePath                     EXEC               LINE          Path;
    IPEgressFilterPath                   CGROUP             LINE          Path;
    IPIngressFilterPath                  CGROUP             LINE          Path;
    IPTOS                                [Socket]           SCALAR        Any;
    IPTTL                                [Socket]           SCALAR        INTEGER;
    IgnoreOnIsolate                      [Unit]             SCALAR        Boolean;
    IgnoreSIGPIPE                        EXEC               SCALAR        Boolean;
    ImportCredential                     EXEC               LINE          Any since 254;
    InaccessibleDirectories              EXEC               QUOTED        Paths;
    InaccessiblePaths                    EXEC               QUOTED        Paths;
    JobRunningTimeoutSec                 [Unit]             SCALAR        TimeSpan;
    JobTimeoutAction                     [Unit]             SCALAR        OneOf(EMERGENCY_ACTION);
    JobTimeoutRebootArgument             [Unit]             LINE          Any;
    JobTimeoutSec                        [Unit]             SCALAR        TimeSpan;
    JoinsNamespaceOf                     [Unit]             WORDS_KEPT    Units;
    KeepAlive                            [Socket]           SCALAR        Boolean;
    KeepAliveIntervalSec                 [Socket]           SCALAR        TimeSpan;
    KeepAliveProbes                      [Socket]           SCALAR        UNSIGNED;
    KeepAliveTimeSec                     [Socket]           SCALAR        TimeSpan;
    KeyringMode                          EXEC               SCALAR        OneOf(KEYRING_MODE);
    KillMode                             KILL               SCALAR_RESETS OneOf(KILL_MODE);
    KillSignal                           KILL               SCALAR        Signal;
    LazyUnmount                          [Mount]            SCALAR        Boolean;
    LimitAS                              EXEC               SCALAR        Limit;
    LimitCORE                            EXEC               SCALAR        Limit;
    LimitCPU                             EXEC               SCALAR        Limit;
    LimitDATA                            EXEC               SCALAR        Limit;
    LimitFSIZE                           EXEC               SCALAR        Limit;
    LimitLOCKS                           EXEC               SCALAR        Limit;
    LimitMEMLOCK                         EXEC               SCALAR        Limit;
    LimitMSGQUEUE                        EXEC               SCALAR        Limit;
    LimitNICE                            EXEC               SCALAR        Limit;
    LimitNOFILE                          EXEC               SCALAR        Limit;
    LimitNPROC                           EXEC               SCALAR        Limit;
    LimitRSS                             EXEC               SCALAR        Limit;
    LimitRTPRIO                          EXEC               SCALAR        Limit;
    LimitRTTIME                          EXEC               SCALAR        Limit;
    LimitSIGPENDING                      EXEC               SCALAR        Limit;
    LimitSTACK                           EXEC               SCALAR        Limit;
    ListenDatagram                       [Socket]           LINE          Any;
    ListenFIFO                           [Socket]           LINE          Any;
    ListenMessageQueue                   [Socket]           LINE          Any;
    ListenNetlink                        [Socket]           LINE          Any;
    ListenSequentialPacket               [Socket]           LINE          Any;
    ListenSpecial                        [Socket]           LINE          Any;
    ListenStream                         [Socket]           LINE          Any;
    ListenUSBFunction                    [Socket]           LINE          Any;
    LoadCredential                       EXEC               LINE          Any;
    LoadCredentialEncrypted              EXEC               LINE          Any;
    LockPersonality                      EXEC               SCALAR        Boolean;
    LogExtraFields                       EXEC               ESCAPED       Any;
    LogFilterPatterns                    EXEC               SCALAR        Any since 253;
    LogLevelMax                          EXEC               SCALAR        IntegerOr(0, 7, LOG_LEVEL);
    LogNamespace                         EXEC               LINE          Any;
    LogRateLimitBurst                    EXEC               SCALAR        UNSIGNED;
    LogRateLimitIntervalSec              EXEC               SCALAR        TimeSpan;
    LogsDirectory                        EXEC               ESCAPED       FoldersAndLinks;
    LogsDirectoryMode                    EXEC               SCALAR        Mode;
    MakeDirectory                        [Path]             SCALAR        Boolean;
    ManagedOOMMemoryPressure             CGROUP             SCALAR_RESETS OneOf(MANAGED_OOM_MODE);
    ManagedOOMMemoryPressureDurationSec  CGROUP             SCALAR_RESETS TimeSpan since 257;
    ManagedOOMMemoryPressureLimit        CGROUP             SCALAR_RESETS Percentage;
    ManagedOOMPreference                 CGROUP             SCALAR        OneOf(MANAGED_OOM_PREFERENCE);
    ManagedOOMSwap                       CGROUP             SCALAR_RESETS OneOf(MANAGED_OOM_MODE);
    Mark                                 [Socket]           SCALAR        INTEGER;
    MaxConnections                       [Socket]           SCALAR        UNSIGNED;
    MaxConnectionsPerSource              [Socket]           SCALAR        UNSIGNED;
    MemoryAccounting                     CGROUP             SCALAR        Boolean;
    MemoryDenyWriteExecute               EXEC               SCALAR        Boolean;
    MemoryHigh                           CGROUP             SCALAR_RESETS Memory;
    MemoryKSM                            EXEC               SCALAR_RESETS Boolean since 254;
    MemoryLimit                          CGROUP             SCALAR_RESETS Memory;
    MemoryLow                            CGROUP             SCALAR_RESETS Memory;
    MemoryMax                            CGROUP             SCALAR_RESETS Memory;
    MemoryMin                            CGROUP             SCALAR_RESETS Memory;
    MemoryPressureThresholdSec           CGROUP             SCALAR        TimeSpan since 254;
    MemoryPressureWatch                  CGROUP             SCALAR        BooleanOr(MEMORY_PRESSURE_WATCH) since 254;
    MemorySwapMax                        CGROUP             SCALAR_RESETS Memory;
    MemoryZSwapMax                       CGROUP             SCALAR_RESETS Memory since 253;
    MemoryZSwapWriteback                 CGROUP             SCALAR        Boolean since 256;
    MessageQueueMaxMessages              [Socket]           SCALAR        LONG;
    MessageQueueMessageSize              [Socket]           SCALAR        LONG;
    MountAPIVFS                          EXEC               SCALAR_RESETS Boolean;
    MountFlags                           EXEC               SCALAR        OneOf(MOUNT_FLAGS);
    MountImagePolicy                     EXEC               SCALAR_RESETS Any since 254;
    MountImages                          EXEC               ESCAPED       Any;
    NFTSet                               CGROUP             ESCAPED_BARE  Any since 255;
    NUMAMask                             EXEC               WORDS_BARE    Any;
    NUMAPolicy                           EXEC               SCALAR        OneOf(NUMA_POLICY);
    NetworkNamespacePath                 EXEC               LINE          Path;
    Nice                                 EXEC               SCALAR_RESETS Integer(-20, 19);
    NoDelay                              [Socket]           SCALAR        Boolean;
    NoExecPaths                          EXEC               QUOTED        Paths;
    NoNewPrivileges                      EXEC               SCALAR        Boolean;
    NonBlocking                          [Service]          SCALAR        Boolean;
    NotifyAccess                         [Service]          SCALAR        OneOf(NOTIFY_ACCESS);
    OOMPolicy                            [Service, Scope]   SCALAR        OneOf(OOM_POLICY);
    OOMScoreAdjust                       EXEC               SCALAR_RESETS Integer(-1000, 1000);
    OnActiveSec                          [Timer]            LINE          TimeSpan;
    OnBootSec                            [Timer]            LINE          TimeSpan;
    OnCalendar                           [Timer]            LINE          Calendar;
    OnClockChange                        [Timer]            SCALAR        Boolean;
    OnFailure                            [Unit]             WORDS_KEPT    Units;
    OnFailureIsolate                     [Unit]             SCALAR        Boolean;
    OnFailureJobMode                     [Unit]             SCALAR        OneOf(JOB_MODE);
    OnStartupSec                         [Timer]            LINE          TimeSpan;
    OnSuccess                            [Unit]             WORDS_KEPT    Units;
    OnSuccessJobMode                     [Unit]             SCALAR        OneOf(JOB_MODE);
    OnTimezoneChange                     [Timer]            SCALAR        Boolean;
    OnUnitActiveSec                      [Timer]            LINE          TimeSpan;
    OnUnitInactiveSec                    [Timer]            LINE          TimeSpan;
    OpenFile                             [Service]          SCALAR_RESETS Any since 253;
    Options                              [Mount, Swap]      LINE          Any;
    PAMName                              EXEC               LINE          Any;
    PIDFile                              [Service]          LINE          Any;
    PartOf                               [Unit]             WORDS_KEPT    Units;
    PassCredentials                      [Socket]           SCALAR        Boolean;
    PassEnvironment                      EXEC               QUOTED        Any;
    PassFileDescriptorsToExec            [Socket]           SCALAR        Boolean since 256;
    PassPacketInfo                       [Socket]           SCALAR        Boolean;
    PassSecurity                         [Socket]           SCALAR        Boolean;
    PathChanged                          [Path]             LINE          Path;
    PathExists                           [Path]             LINE          Path;
    PathExistsGlob                       [Path]             LINE          Path;
    PathModified                         [Path]             LINE          Path;
    PermissionsStartOnly                 [Service]          SCALAR        Boolean;
    Persistent                           [Timer]            SCALAR        Boolean;
    Personality                          EXEC               SCALAR_RESETS OneOf(PERSONALITY);
    PipeSize                             [Socket]           SCALAR        Size;
    PollLimitBurst                       [Socket]           SCALAR        UNSIGNED since 255;
    PollLimitIntervalSec                 [Socket]           SCALAR        TimeSpan since 255;
    Priority                             [Socket]           SCALAR        INTEGER;
    Priority                             [Swap]             SCALAR_RESETS Integer(-1, 32_767);
    PrivateDevices                       EXEC               SCALAR        Boolean;
    PrivateIPC                           EXEC               SCALAR        Boolean;
    PrivateMounts                        EXEC               SCALAR_RESETS Boolean;
    PrivateNetwork                       EXEC               SCALAR        Boolean;
    PrivatePIDs                          EXEC               SCALAR        Boolean since 257;
    PrivateTmp                           EXEC               SCALAR        BooleanOr(PRIVATE_TMP);
    PrivateUsers                         EXEC               SCALAR        BooleanOr(PRIVATE_USERS);
    ProcSubset                           EXEC               SCALAR        OneOf(PROC_SUBSET);
    PropagateReloadFrom                  [Unit]             WORDS_KEPT    Units;
    PropagateReloadTo                    [Unit]             WORDS_KEPT    Units;
    PropagatesReloadTo                   [Unit]             WORDS_KEPT    Units;
    PropagatesStopTo                     [Unit]             WORDS_KEPT    Units;
    ProtectClock                         EXEC               SCALAR        Boolean;
    ProtectControlGroups                 EXEC               SCALAR        BooleanOr(PROTECT_CONTROL_GROUPS);
    ProtectHome                          EXEC               SCALAR        BooleanOr(PROTECT_HOME);
    ProtectHostname                      EXEC               SCALAR        Boolean;
    ProtectKernelLogs                    EXEC               SCALAR        Boolean;
    ProtectKernelModules                 EXEC               SCALAR        Boolean;
    ProtectKernelTunables                EXEC               SCALAR        Boolean;
    ProtectProc                          EXEC               SCALAR        OneOf(PROTECT_PROC);
    ProtectSystem                        EXEC               SCALAR        BooleanOr(PROTECT_SYSTEM);
    RandomizedDelaySec                   [Timer]            SCALAR        TimeSpan;
    ReadOnlyDirectories                  EXEC               QUOTED        Paths;
    ReadOnlyPaths                        EXEC               QUOTED        Paths;
    ReadWriteDirectories                 EXEC               QUOTED        Paths;
    ReadWriteOnly                        [Mount]            SCALAR        Boolean;
    ReadWritePaths                       EXEC               QUOTED        Paths;
    RebootArgument                       [Unit, Service]    LINE          Any;
    ReceiveBuffer                        [Socket]           SCALAR        Size;
    RefuseManualStart                    [Unit]             SCALAR        Boolean;
    RefuseManualStop                     [Unit]             SCALAR        Boolean;
    ReloadPropagatedFrom                 [Unit]             WORDS_KEPT    Units;
    ReloadSignal                         [Service]          SCALAR        Signal since 253;
    RemainAfterElapse                    [Timer]            SCALAR        Boolean;
    RemainAfterExit                      [Service]          SCALAR        Boolean;
    RemoveIPC                            EXEC               SCALAR        Boolean;
    RemoveOnStop                         [Socket]           SCALAR        Boolean;
    RequiredBy                           [Install]          QUOTED        Units;
    Requires                             [Unit]             WORDS_KEPT    Units;
    RequiresMountsFor                    [Unit]             QUOTED_KEPT   Path;
    RequiresOverridable                  [Unit]             WORDS_KEPT    Units;
    Requisite                            [Unit]             WORDS_KEPT    Units;
    RequisiteOverridable                 [Unit]             WORDS_KEPT    Units;
    Restart                              [Service]          SCALAR        OneOf(RESTART);
    RestartForceExitStatus               [Service]          WORDS_BARE    Any;
    RestartKillSignal                    KILL               SCALAR        Signal;
    RestartMaxDelaySec                   [Service]          SCALAR        TimeSpan since 254;
    RestartMode                          [Service]          SCALAR        OneOf(RESTART_MODE) since 254;
    RestartPreventExitStatus             [Service]          WORDS_BARE    Any;
    RestartSec                           [Service]          SCALAR        TimeSpan;
    RestartSteps                         [Service]          SCALAR        UNSIGNED since 254;
    RestrictAddressFamilies              EXEC               QUOTED_BARE   Any;
    RestrictFileSystems                  EXEC               QUOTED_BARE   Any;
    RestrictNamespaces                   EXEC               WORDS_BARE    Any;
    RestrictNetworkInterfaces            CGROUP             QUOTED_BARE   Any;
    RestrictRealtime                     EXEC               SCALAR        Boolean;
    RestrictSUIDSGID                     EXEC               SCALAR        Boolean;
    ReusePort                            [Socket]           SCALAR        Boolean;
    RootDirectory                        EXEC               LINE          Path;
    RootDirectoryStartOnly               [Service]          SCALAR        Boolean;
    RootEphemeral                        EXEC               SCALAR        Boolean since 254;
    RootHash                             EXEC               SCALAR_RESETS Any;
    RootHashSignature                    EXEC               SCALAR_RESETS Any;
    RootImage                            EXEC               LINE          Path;
    RootImageOptions                     EXEC               WORDS         Any;
    RootImagePolicy                      EXEC               SCALAR_RESETS Any since 254;
    RootVerity                           EXEC               LINE          Path;
    RuntimeDirectory                     EXEC               ESCAPED       FoldersAndLinks;
    RuntimeDirectoryMode                 EXEC               SCALAR        Mode;
    RuntimeDirectoryPreserve             EXEC               SCALAR        BooleanOr(PRESERVE_MODE);
    RuntimeMaxSec                        [Service, Scope]   SCALAR        TimeSpan;
    RuntimeRandomizedExtraSec            [Service, Scope]   SCALAR        TimeSpan;
    SELinuxContext                       EXEC               LINE          Any;
    SELinuxContextFromNet                [Socket]           SCALAR        Boolean;
    SecureBits                           EXEC               WORDS_BARE    Any;
    SendBuffer                           [Socket]           SCALAR        Size;
    SendSIGHUP                           KILL               SCALAR        Boolean;
    SendSIGKILL                          KILL               SCALAR        Boolean;
    Service                              [Socket]           LINE_KEPT     Unit;
    SetCredential                        EXEC               CREDENTIAL    Any;
    SetCredentialEncrypted               EXEC               CREDENTIAL    Any;
    SetLoginEnvironment                  EXEC               SCALAR_RESETS Boolean since 255;
    Slice                                CGROUP             LINE_KEPT     Unit;
    SloppyOptions                        [Mount]            SCALAR        Boolean;
    SmackLabel                           [Socket]           LINE          Any;
    SmackLabelIPIn                       [Socket]           LINE          Any;
    SmackLabelIPOut                      [Socket]           LINE          Any;
    SmackProcessLabel                    EXEC               LINE          Any;
    SocketBindAllow                      CGROUP             SCALAR_RESETS Any;
    SocketBindDeny                       CGROUP             SCALAR_RESETS Any;
    SocketGroup                          [Socket]           LINE          Any;
    SocketMode                           [Socket]           SCALAR        Mode;
    SocketProtocol                       [Socket]           SCALAR        OneOf(SOCKET_PROTOCOL);
    SocketUser                           [Socket]           LINE          Any;
    Sockets                              [Service]          WORDS_KEPT    Units;
    SourcePath                           [Unit]             LINE          Path;
    StandardError                        EXEC               LINE_KEPT     Any;
    StandardInput                        EXEC               LINE_KEPT     Any;
    StandardInputData                    EXEC               SCALAR_RESETS Any;
    StandardInputText                    EXEC               ESCAPED_LINE  Any;
    StandardOutput                       EXEC               LINE_KEPT     Any;
    StartLimitAction                     [Unit, Service]    SCALAR        OneOf(EMERGENCY_ACTION);
    StartLimitBurst                      [Unit, Service]    SCALAR        UNSIGNED;
    StartLimitInterval                   [Unit, Service]    SCALAR        TimeSpan;
    StartLimitIntervalSec                [Unit]             SCALAR        TimeSpan;
    StartupAllowedCPUs                   CGROUP             WORDS_KEPT    Any;
    StartupAllowedMemoryNodes            CGROUP             WORDS_KEPT    Any;
    StartupBlockIOWeight                 CGROUP             SCALAR        Integer(10, 1000);
    StartupCPUShares                     CGROUP             SCALAR        Integer(2, 262_144);
    StartupCPUWeight                     CGROUP             SCALAR        IntegerOr(1, 10_000, IDLE);
    StartupIOWeight                      CGROUP             SCALAR        Integer(1, 10_000);
    StartupMemoryHigh                    CGROUP             SCALAR_RESETS Memory since 254;
    StartupMemoryLow                     CGROUP             SCALAR_RESETS Memory since 254;
    StartupMemoryMax                     CGROUP             SCALAR_RESETS Memory since 254;
    StartupMemorySwapMax                 CGROUP             SCALAR_RESETS Memory since 254;
    StartupMemoryZSwapMax                CGROUP             SCALAR_RESETS Memory since 254;
    StateDirectory                       EXEC               ESCAPED       FoldersAndLinks;
    StateDirectoryMode                   EXEC               SCALAR        Mode;
    StopPropagatedFrom                   [Unit]             WORDS_KEPT    Units;
    StopWhenUnneeded                     [Unit]             SCALAR        Boolean;
    SuccessAction                        [Unit]             SCALAR        OneOf(EMERGENCY_ACTION);
    SuccessActionExitStatus              [Unit]             SCALAR_RESETS Integer(0, 255);
    SuccessExitStatus                    [Service]          WORDS_BARE    Any;
    SupplementaryGroups                  EXEC               WORDS         Any;
    SurviveFinalKillSignal               [Unit]             SCALAR        Boolean since 255;
    Symlinks                             [Socket]           QUOTED        Any;
    SyslogFacility                       EXEC               SCALAR        OneOf(LOG_FACILITY);
    SyslogIdentifier                     EXEC               LINE          Any;
    SyslogLevel                          EXEC               SCALAR        IntegerOr(0, 7, LOG_LEVEL);
    SyslogLevelPrefix                    EXEC               SCALAR        Boolean;
    SystemCallArchitectures              EXEC               QUOTED_BARE   Any;
    SystemCallErrorNumber                EXEC               SCALAR_RESETS Any;
    SystemCallFilter                     EXEC               WORDS_BARE    Any;
    SystemCallLog                        EXEC               WORDS_BARE    Any;
    TCPCongestion                        [Socket]           SCALAR_RESETS Any;
    TTYColumns                           EXEC               SCALAR_RESETS CELLS;
    TTYPath                              EXEC               LINE          Path;
    TTYReset                             EXEC               SCALAR        Boolean;
    TTYRows                              EXEC               SCALAR_RESETS CELLS;
    TTYVHangup                           EXEC               SCALAR        Boolean;
    TTYVTDisallocate                     EXEC               SCALAR        Boolean;
    TasksAccounting                      CGROUP             SCALAR        Boolean;
    TasksMax                             CGROUP             SCALAR_RESETS Tasks;
    TemporaryFileSystem                  EXEC               QUOTED        Any;
    TimeoutAbortSec                      [Service]          SCALAR_RESETS TimeSpan;
    TimeoutCleanSec                      EXEC               SCALAR        TimeSpan;
    TimeoutIdleSec                       [Automount]        SCALAR        TimeSpan;
    TimeoutSec                           EXEC               SCALAR        TimeSpan;
    TimeoutStartFailureMode              [Service]          SCALAR        OneOf(TIMEOUT_FAILURE_MODE);
    TimeoutStartSec                      [Service]          SCALAR        TimeSpan;
    TimeoutStopFailureMode               [Service]          SCALAR        OneOf(TIMEOUT_FAILURE_MODE);
    TimeoutStopSec                       [Service, Scope]   SCALAR        TimeSpan;
    TimerSlackNSec                       EXEC               SCALAR        Nanoseconds;
    Timestamping                         [Socket]           SCALAR        Any;
    Transparent                          [Socket]           SCALAR        Boolean;
    TriggerLimitBurst                    [Socket, Path]     SCALAR        UNSIGNED;
    TriggerLimitIntervalSec              [Socket, Path]     SCALAR        TimeSpan;
    Type                                 [Service]          SCALAR        OneOf(SERVICE_TYPE);
    Type                                 [Mount]            LINE          Any;
    UMask                                EXEC               SCALAR        Mode;
    USBFunctionDescriptors               [Service]          LINE          Any;
    USBFunctionStrings                   [Service]          LINE          Any;
    Unit                                 [Timer, Path]      LINE_KEPT     Unit;
    UnsetEnvironment                     EXEC               ESCAPED       Any;
    UpheldBy                             [Install]          QUOTED        Units since 254;
    Upholds                              [Unit]             WORDS_KEPT    Units;
    User                                 EXEC               LINE          Any;
    UtmpIdentifier                       EXEC               LINE          Any;
    UtmpMode                             EXEC               SCALAR        OneOf(UTMP_MODE);
    WakeSystem                           [Timer]            SCALAR        Boolean;
    WantedBy                             [Install]          QUOTED        Units;
    Wants                                [Unit]             WORDS_KEPT    Units;
    WantsMountsFor                       [Unit]             QUOTED_KEPT   Path since 256;
    WatchdogSec                          [Service]          SCALAR        TimeSpan;
    WatchdogSignal                       KILL               SCALAR        Signal;
    What                                 [Mount, Swap]      LINE          Any;
    Where                                [Mount, Automount] LINE          Path;
    WorkingDirectory                     EXEC               LINE          PathOrHome;
    Writable                             [Socket]           SCALAR        Boolean;
};
