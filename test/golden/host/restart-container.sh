container=bbox1
label=macvlan-fabric.stack=dev
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/restart-container.sh
