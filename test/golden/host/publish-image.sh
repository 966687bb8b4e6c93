image=busybox
source=busybox
repository=192.168.1.11:5000/busybox
tag=v1
upload=''
others=''
server=registry-dev
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-answer.sh
# host/registry-refuse.sh
# host/publish-image.sh
