# Runs under fakeroot, which remembers the owners from the archive while this shell runs, so that mke2fs writes them.
# $1: the folder to make and unpack into. $2: the archive. The rest: arguments of mke2fs.
set -eu
mkdir "$1"
tar -C "$1" --numeric-owner -xpf "$2"
shift 2
mke2fs "$@"
