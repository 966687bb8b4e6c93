vlan=10
mtu=''
driver=''
mode=''
mac=''
targets=''
kind=vlan
owner=vlan10
link=ens33.10
carrier=ens33
addresses=192.168.10.10/24
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/link-files.sh
# host/link.sh
