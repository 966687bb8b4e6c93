name=docker01
address=192.168.1.11
label=macvlan-fabric.stack=dev
claims='172.16.10.10 bbox10@docker01'
networks='docker01|mac_net10|macvlan|ens33.10|172.16.10.0/24'
settles=yes
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/await-docker.sh
# host/release.sh
