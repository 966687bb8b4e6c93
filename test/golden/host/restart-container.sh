container=bbox1
label=macvlan-fabric.stack=dev
docker_may_restart=yes
left_to_the_user=75
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/restart-container.sh
