folder=/var/lib/macvlan-fabric/registry-dev
rotation=2
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-authority.sh
