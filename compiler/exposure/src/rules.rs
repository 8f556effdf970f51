//! Every rule about the exposure of a host.

source::rules! {
    EXPOSED_PROTOCOL = "SC0310" "exposed-protocol" Either "What only applications should speak with is not reachable from the internet.";
    HOLE_WITHOUT_LISTENER = "SC0311" "hole-without-listener" "The firewall opens only ports on which something listens.";
    CLOSED_LISTENER = "SC0312" "closed-listener" "What is offered to others can be reached by others.";
    LOCKOUT = "SC0313" "lockout" Either "What a host cannot do without, such as ssh, can be reached from outside.";
    DEAD_REDIRECT = "SC0314" "dead-redirect" "A redirect leads to a program of the host that hears it.";
    FLUSHED_PORTS = "SC0315" "flushed-ports" Warning "Nothing takes the rules of podman away while containers publish ports.";
    UNREAD_RULES = "SC0316" "unread-rules" Either "The rules of other tools are understood.";
}
