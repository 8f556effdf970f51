# shellcheck shell=sh
# view.sh SCRATCH BASE [layer FOLDER | absent PATH | bind FOLDER PATH | address IP]... run COMMAND...
#
# Runs COMMAND as root of a throw-away view of BASE. It is called in new mount, network and process
# namespaces (and a user namespace for callers that are not root), so that all it does ends with it:
#
#   layer    copies FOLDER over BASE, the last one wins; into memory, so it should be small
#   absent   removes PATH of BASE from the view
#   bind     shows FOLDER at PATH, read-only
#   address  gives IP to the loopback interface, for programs that really bind it
#
# BASE and the folders are never written to. The view has no devices but the harmless ones, no network but
# loopback, and cannot change the kernel it runs on.
set -eu
scratch=$1 base=$2
shift 2
PATH=$PATH:/usr/sbin:/sbin
root=$scratch/root upper=$scratch/upper

mount -t tmpfs -o mode=755 view "$scratch"
mkdir "$root" "$upper" "$scratch/work"
mkdir -p "$upper/run/lock" "$upper/tmp" "$upper/var/tmp" "$upper/var/lib/containers"
chmod 1777 "$upper/run/lock" "$upper/tmp" "$upper/var/tmp"

read -r _ _ ids < /proc/self/uid_map
options=
if [ "$ids" != 4294967295 ]; then
  # A user namespace, in which the files of BASE belong to nobody. What programs write to must be ours;
  # files with secrets cannot be copied, and nobody has a password here.
  options=,userxattr
  mkdir -p "$upper/etc" "$upper/home" "$upper/nix" "$upper/srv" "$upper/var/lib/nginx" "$upper/var/log/nginx"
  cp "$base/etc/passwd" "$base/etc/group" "$base/etc/sudo.conf" "$base/etc/subuid" "$base/etc/subgid" "$upper/etc/"
  for file in etc/.pwd.lock etc/shadow etc/gshadow var/log/nginx/access.log var/log/nginx/error.log; do
    : > "$upper/$file"
  done
fi
while [ "$1" = layer ]; do
  cp -a --no-preserve=ownership "$2/." "$upper/"
  shift 2
done
chmod 755 "$upper"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$upper,workdir=$scratch/work$options" "$root"
cd "$root"

while [ "$1" = absent ]; do
  chroot . rm -rf "$2" # inside, where links cannot lead out
  shift 2
done

mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro,nosuid,nodev,noexec proc/sys
if mount -t sysfs -o ro sysfs sys 2> /dev/null; then
  mount -t cgroup2 -o ro cgroup2 sys/fs/cgroup 2> /dev/null || true
fi

mount -t tmpfs -o mode=755 dev dev
for node in null zero full random urandom tty; do
  : > "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir -m 1777 dev/shm
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
# Container storage is an overlay itself, which cannot lie on another.
mount -t tmpfs -o mode=755 containers var/lib/containers

chroot . ip link set lo up
while [ "$1" != run ]; do
  case $1 in
    bind)
      # shellcheck disable=SC2016 # for the shell inside
      target=.$(chroot . sh -euc 'mkdir -p "$1" && readlink -f "$1"' sh "$3")
      mount --rbind "$2" "$target"
      mount -o remount,bind,ro "$target"
      shift 3
      ;;
    address)
      case $2 in
        *:*) chroot . ip address add "$2/128" dev lo nodad ;;
        *) chroot . ip address add "$2/32" dev lo ;;
      esac
      shift 2
      ;;
  esac
done
shift

# Not chroot alone: the kernel forbids user namespaces in one, and rootless podman needs them.
pivot_root . mnt
umount -l /mnt
mount --make-rshared / # rootless podman warns otherwise
exec env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  TERM=dumb timeout --kill-after=5 120 "$@"
