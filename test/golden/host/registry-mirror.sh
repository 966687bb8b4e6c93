list=registry-mirrors
item=https://192.168.1.11:5002/
path=registry.mirror
program='{
# host/daemon-list.pl
}
'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/daemon-list.sh
