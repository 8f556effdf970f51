# network.sh: a host, clients around it and containers behind it, from network namespaces.
#
# The folder /srv holds what is made: `rules/*.nft`, loaded in order; `again/*.nft`, loaded once more
# after the containers are up; `processes`, what listens on the host; `containers/NAME.json` and
# `NAME.ports` for each container; `ask/VIEW`, what is asked from a view. What it prints is what was answered.
#
#   out     192.0.2.2 and 198.51.100.2, before the interface `ens5` of the host
#   office  10.8.0.2, before `wg0`
#   host    the host itself
set -eu
cd /srv

# The one of the view cannot be written; netavark turns forwarding on.
mount -t proc proc /proc

behind() { # NAMESPACE INTERFACE
  ip netns add "$1"
  ip link add "$2" type veth peer name eth0 netns "$1"
  ip link set "$2" up
  ip -n "$1" link set lo up
  ip -n "$1" link set eth0 up
}
behind out ens5
behind office wg0
for network in 192.0.2 198.51.100 10.8.0; do
  case $network in 10.*) near=wg0 far=office ;; *) near=ens5 far=out ;; esac
  ip address add "$network.1/24" dev "$near"
  ip -n "$far" address add "$network.2/24" dev eth0
done
for network in 2001:db8:1 2001:db8:2 fd00:8; do
  case $network in fd*) near=wg0 far=office ;; *) near=ens5 far=out ;; esac
  ip address add "$network::1/64" dev "$near" nodad
  ip -n "$far" address add "$network::2/64" dev eth0 nodad
done
ip -n office route add default via 10.8.0.1
ip -n office route add default via fd00:8::1
ip -n out route add 10.89.0.0/16 via 192.0.2.1
ip -n out route add fd89::/16 via 2001:db8:1::1
echo 1 > /proc/sys/net/ipv6/conf/all/forwarding

for rules in rules/*.nft; do
  [ ! -e "$rules" ] || nft -f "$rules"
done

serve() { # NAME ENDPOINTS [PREFIX OF THE COMMAND]...
  name=$1 endpoints=$2
  shift 2
  "$@" perl /srv/probe.pl serve "$name" "/tmp/$name.ready" < "$endpoints" &
}
serve host processes env
for container in containers/*.json; do
  [ -e "$container" ] || continue
  name=$(basename "$container" .json)
  ip netns add "$name"
  ip -n "$name" link set lo up
  # Else the addresses of IPv6 are tried for a second before they are used.
  ip netns exec "$name" sh -c 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad'
  NETAVARK_FW=nftables /usr/lib/podman/netavark --config /run/netavark \
    setup "/run/netns/$name" < "$container" > /dev/null
  serve "$name" "containers/$name.ports" ip netns exec "$name"
done
for ready in host $(ls containers 2> /dev/null | sed -n 's/\.json$//p'); do
  tries=0
  until [ -e "/tmp/$ready.ready" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { echo "$ready does not listen" >&2; exit 1; }
    sleep 0.05
  done
done

views() { # PREFIX OF EACH LINE
  for view in out office; do
    ip netns exec "$view" perl /srv/probe.pl ask "$1$view" < "ask/$view" &
    asked="$asked $!"
  done
  perl /srv/probe.pl ask "$1host" < ask/host &
  wait $asked $!
}
asked=
views ''
if [ -d again ]; then
  for rules in again/*.nft; do
    nft -f "$rules"
  done
  asked=
  views 'again-'
fi
