folder=/var/lib/macvlan-fabric/dev/files/bbox1
container=bbox1
label=macvlan-fabric.stack=dev
files='0640 0:0 restart YT0xCg== /etc/app.conf'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/rewrite.sh
# host/container-files.sh
