limits='abc 64 bbox1
def 128 bbox2'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/pids-limit.sh
