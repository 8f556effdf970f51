//! The words nft has for our enums, both ways.

use super::{
    ChainKind, ConnectionState, ConnectionStatus, Family, Hook, Policy, Protocol, Side, Transport,
};

/// The words of an enum, and the way back.
macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $type {
            /// The word of nft.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }

            pub(super) fn of_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

words!(Family { Inet = "inet", Ip = "ip", Ip6 = "ip6" });
words!(ChainKind { Filter = "filter", Nat = "nat" });
words!(Hook {
    Prerouting = "prerouting",
    Input = "input",
    Forward = "forward",
    Output = "output",
    Postrouting = "postrouting",
});
words!(Policy { Accept = "accept", Drop = "drop" });
words!(Side { Source = "saddr", Destination = "daddr" });
words!(Transport { Tcp = "tcp", Udp = "udp" });
words!(Protocol { Tcp = "tcp", Udp = "udp", Icmp = "icmp", Icmpv6 = "icmpv6" });
words!(ConnectionState {
    Established = "established",
    Related = "related",
    New = "new",
    Invalid = "invalid",
    Untracked = "untracked",
});
words!(ConnectionStatus { Dnat = "dnat", Snat = "snat" });
