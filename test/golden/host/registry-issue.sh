address=192.168.1.11
folder=/var/lib/macvlan-fabric/registry-dev
server=registry-dev
names='registry.lab images.lab'
rotation=2
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-issue.sh
