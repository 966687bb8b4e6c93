owner=main
namespace=dev.main
links='ens33.10 ens33.10 02:42:ac:10:0a:01 172.16.10.1/24 fd00:10::1/64
ens33.20 ens33.20 02:42:ac:10:14:01 172.16.20.1/24
ens33 uplink 02:42:c0:a8:01:1e 192.168.1.30/24'
routes='10.9.0.0/16 172.16.20.254
default 192.168.1.1'
up='namespace=dev.main
links='\''ens33.10 ens33.10 02:42:ac:10:0a:01 172.16.10.1/24 fd00:10::1/64
ens33.20 ens33.20 02:42:ac:10:14:01 172.16.20.1/24
ens33 uplink 02:42:c0:a8:01:1e 192.168.1.30/24'\''
routes='\''10.9.0.0/16 172.16.20.254
default 192.168.1.1'\''
rules4='\''*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -d 172.16.10.1/32 -i ens33.10 -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A INPUT -d 172.16.20.1/32 -i ens33.20 -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A INPUT -d 192.168.1.30/32 -i uplink -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i ens33.10 -o ens33.20 -j ACCEPT
-A FORWARD -i ens33.10 -o uplink -j ACCEPT
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -o uplink -j MASQUERADE
COMMIT'\''
rules6='\''*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 130 -j ACCEPT
-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT
-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT
-A INPUT -d fd00:10::1/128 -i ens33.10 -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i ens33.10 -o ens33.20 -j ACCEPT
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
COMMIT'\''
# host/router-up.sh, quoted
'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/link-unit.sh
# host/router-unit.sh
# host/router.sh
