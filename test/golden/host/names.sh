owner=docker01
containers='web 0
near 0
far 1'
rows='* 127.0.0.1 localhost
,0, 172.16.10.10 web web.vlan10
,1, 172.16.10.10 web.vlan10'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/rewrite.sh
# host/names.sh
