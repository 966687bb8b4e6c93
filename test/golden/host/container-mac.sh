host=docker01
id=abc
container=web
macs='mac_net10 02:00:00:00:00:0a containers.web.attach.vlan10.mac'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/container-mac.sh
