address=192.168.1.11
names='registry.lab images.lab'
rotation=2
folder=/var/lib/macvlan-fabric/registry-dev
servers='registry-dev registry-dev-anonymous registry-dev-mirror'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-issue.sh
