//! Every rule of decoding and checking: code, name, and what holds when it is kept.

source::rules! {
    UNEXPECTED_TYPE = "SC0101" "unexpected-type" "Each value has the type of its field.";
    UNKNOWN_FIELD = "SC0102" "undeclared-field" "A record has only the fields its contract declares.";
    MISSING_FIELD = "SC0103" "absent-field" "A record has all the fields that its contract requires.";
    UNKNOWN_TAG = "SC0104" "undeclared-tag" "A choice is one of its tags.";
    MALFORMED_VALUE = "SC0105" "malformed-value" "A text is in the grammar of its type.";

    UNKNOWN_REFERENCE = "SC0201" "unknown-reference" "A part that is named elsewhere exists.";
    NAME_CONFLICT = "SC0202" "name-conflict" "Every part has a name of its own.";
    UNUSED = "SC0203" "unused" Warning "Every part is used by another.";
    UNKNOWN_RULE = "SC0204" "unknown-rule" "Only rules that exist are accepted.";
    UNSUPPORTED_TARGET = "SC0205" "unsupported-target" "The programs of the target can read what the stack needs.";

    PORT_CONFLICT = "SC0210" "port-conflict" "A port of the host is published once per address and protocol.";
    PRIVILEGED_PORT = "SC0211" "privileged-port" "A rootless container publishes only ports from 1024.";
    INTERNAL_PORT_PUBLISHED = "SC0212" "internal-port-published" Either "A port that other containers proxy to is not offered to the outside as well.";
    REDIRECT_WITHOUT_LISTENER = "SC0213" "redirect-without-listener" "The firewall redirects to ports that something publishes.";

    IDLE_ALLOWANCE = "SC0317" "idle-allowance" Warning "The firewall allows ports only where it closes the others.";

    MOUNT_SOURCE = "SC0220" "mount-source" "A mount brings exactly one thing.";
    LABEL_CONFLICT = "SC0221" "label-conflict" "A volume that several containers mount has a shared SELinux label.";

    UNPINNED_IMAGE = "SC0230" "unpinned-image" "Images name their registry and a fixed release.";
    FORBIDDEN_REPLICAS = "SC0231" "forbidden-replicas" "What must run once has one replica.";
    MISSING_HEALTH = "SC0232" "missing-health" "What is ready when healthy says how to tell.";
    DEPENDENCY_CYCLE = "SC0233" "dependency-cycle" "Nothing waits for itself.";
    RESTARTED_ONESHOT = "SC0234" "restarted-oneshot" "What runs to its end is not restarted for ever.";
    OTHER_MANAGER = "SC0235" "other-manager" "Parts that wait for each other are run by the same manager.";
    SERVICE = "SC0236" "service" "The settings of a service fit together.";
    MEMORY = "SC0237" "memory" Warning "The limits of all containers fit into the memory of the host.";

    SUBORDINATE_IDS = "SC0240" "subordinate-ids" "A rootless account has at least 65536 subordinate ids that overlap no login.";
    CLIENT_ADDRESS_LOST = "SC0241" "client-address-lost" Warning "The server behind a port knows the client's address.";
    UNDECLARED_ACCOUNT = "SC0245" "undeclared-account" "Whoever runs or owns something is declared.";
    UNDECLARED_DIRECTORY = "SC0246" "undeclared-directory" "What a service reads or writes lies in a declared directory.";
    DIRECTORY_ACCESS = "SC0247" "directory-access" "A service may enter, read and write what it uses.";

    CLIENT_ADDRESS_DECIDES = "SC0242" "client-address-decides" "Nothing decides by an address of clients that it cannot see.";

    ENV_CONTRACT = "SC0250" "env-contract" "Variables are those that the application reads, of the types it reads.";
    ENV_MISSING = "SC0251" "env-missing" "All variables that the application requires are set.";
    ENV_RULE = "SC0252" "env-rule" "What must hold between variables holds.";
    WEAK_SECRET = "SC0253" "weak-secret" "A secret is at least as strong as its consumers require.";
    UNREACHABLE_HOST = "SC0254" "unreachable-host" "A container that a variable names answers to that name on a network of the reader.";
    PUBLISHED_SECRET = "SC0255" "published-secret" Warning "A secret is not given to what shows it to everyone.";

    SECRET_IN_FILE = "SC0256" "secret-in-file" "No value of a secret stands in a file of the tree.";
    PLAIN_PASSWORD = "SC0257" "plain-password" Either "No password stands in plain text.";

    CERTIFICATE_NAMES = "SC0260" "certificate-names" "A certificate covers the names of the sites that use it.";
    CERTIFICATE_SOURCE = "SC0261" "certificate-source" "A certificate can be had from where it is asked for.";
    LOCATION_HANDLER = "SC0262" "location-handler" "A location says one thing to do.";
    ALIAS_SLASH = "SC0263" "alias-slash" "A location and what stands for it both end in a slash, or neither does.";
    UNREACHABLE_UPSTREAM = "SC0264" "unreachable-upstream" "An upstream is on a network that its nginx shares.";
    NOT_A_SERVER = "SC0265" "not-a-server" "Sites are served by containers that are an nginx.";
    SERVER_NAME_CONFLICT = "SC0266" "server-name-conflict" "A server name belongs to one site of a server.";
    DEFAULT_SITE = "SC0267" "default-site-conflict" "At most one site of a server answers to unknown names.";
    BALANCE_CONFLICT = "SC0268" "balance-conflict" "All sites of a server balance the requests for one listener alike.";
    STICKY_REPLICAS = "SC0269" "sticky-replicas" "What needs its clients back gets them back.";
    REPEATED_ENTRY = "SC0270" "repeated-entry" "A table says one thing about a header or status code.";
    PROXY_URI = "SC0271" "proxy-uri" "A proxy replaces the beginning of a path only where the location has one.";
    NGINX_FOLDER = "SC0272" "nginx-folder" "The caches and spools of a server do not share folders, and have room to work.";
    LOCATION_ORDER = "SC0273" "location-order" "The regular expressions of a site say which is tried first.";
    LEAF_CERTIFICATE = "SC0274" "leaf-certificate" "A certificate comes with those that vouch for it.";

    ASSERTION = "SC0280" "assertion" "What the author of a stack says must hold, holds.";

    CHALLENGE_UNREACHABLE = "SC0362" "challenge-unreachable" Either "Let's Encrypt finds the answer to its challenge for every name of a certificate.";
    ONE_SIDED_SECRET = "SC0363" "one-sided-secret" Warning "A password that a client sends is known to its server.";
    UPLOAD_LIMIT = "SC0364" "upload-limit" Warning "What nginx lets through, the next in line takes.";

    FILE_PATH = "SC0290" "file-path" "A file stands where a tree or the owner of its keys can have it.";
    FILE_CONTENT = "SC0291" "file-content" "How much of a file is ours goes with its format.";

    HOST_FACT = "SC0322" "host-fact" "All stacks of a host agree about it.";
    USER_CONFLICT = "SC0323" "user-conflict" Either "A name of a user or group has one definition on a host, and an id one name.";
    DIRECTORY_CONFLICT = "SC0324" "directory-conflict" "A directory of the host has one owner and one mode.";
    TIMERS_TOGETHER = "SC0325" "timers-together" Warning "What excludes each other is not started at the same moment.";
}
