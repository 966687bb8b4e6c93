name=docker01
owner=docker01
address=192.168.1.11
oldest=26.1
nics='ens33 hosts.docker01.nic
ens34 hosts.docker01.nics.iot'
promiscuous=ens34
requirements='28.0.0 - segments.six needs Docker 28.0.0 or later: it has no IPv4: upgrade Docker'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/await-docker.sh
# host/prepare.sh
