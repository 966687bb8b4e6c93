address=192.168.1.11
folder=/var/lib/macvlan-fabric/registry-dev
server=registry-dev
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-certificate.sh
