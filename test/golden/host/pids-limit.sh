limits='64 abc ghi
128 def'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/pids-limit.sh
