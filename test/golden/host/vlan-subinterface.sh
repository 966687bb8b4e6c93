vlan=10
mtu=''
mac=''
targets=''
kind=vlan
link=ens33.10
carrier=ens33
address=192.168.10.10/24
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/link-files.sh
# host/link.sh
