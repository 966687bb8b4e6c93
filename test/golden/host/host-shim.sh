vlan=''
mtu=''
mac=02:42:ac:10:0a:fa
targets='172.16.10.10 172.16.10.12'
kind=shim
link=mv-ens33.10
carrier=ens33.10
address=172.16.10.250/32
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/link-files.sh
# host/link.sh
