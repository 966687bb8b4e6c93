owner=vlan10
vlan=''
mtu=''
driver=macvlan
mode=bridge
mac=02:42:ac:10:0a:fa
targets='172.16.10.10 fd00:10::a'
kind=shim
link=mv-ens33.10
carrier=ens33.10
addresses='172.16.10.250/32 fd00:10::fa/128'
up='vlan='\'''\''
mtu='\'''\''
driver=macvlan
mode=bridge
mac=02:42:ac:10:0a:fa
targets='\''172.16.10.10 fd00:10::a'\''
kind=shim
link=mv-ens33.10
carrier=ens33.10
addresses='\''172.16.10.250/32 fd00:10::fa/128'\''
# host/link-up.sh
'
guard=/run/macvlan-fabric/guard-mv-ens33.10
undo='link=mv-ens33.10
guard=/run/macvlan-fabric/guard-mv-ens33.10
# host/link-undo.sh, quoted
'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/link-unit.sh
# host/login-guard.sh
# host/former-link-files.sh
# host/link.sh
