owner=vlan10
vlan=10
mtu=''
driver=''
mode=''
mac=''
targets=''
kind=vlan
link=ens33.10
carrier=ens33
addresses=192.168.10.10/24
up='vlan=10
mtu='\'''\''
driver='\'''\''
mode='\'''\''
mac='\'''\''
targets='\'''\''
kind=vlan
link=ens33.10
carrier=ens33
addresses=192.168.10.10/24
# host/link-up.sh
'
guard=/run/macvlan-fabric/guard-ens33.10
undo='link=ens33.10
guard=/run/macvlan-fabric/guard-ens33.10
# host/link-undo.sh, quoted
'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/link-unit.sh
# host/login-guard.sh
# host/former-link-files.sh
# host/link.sh
