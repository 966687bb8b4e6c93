list=insecure-registries
item=192.168.1.11:5000
path=registry.insecure
program='{
# host/daemon-list.pl
}
'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/daemon-list.sh
