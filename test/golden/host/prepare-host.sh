name=docker01
nics='ens33 ens34'
address=192.168.1.11
oldest=26.1
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/prepare.sh
