# Builds the reference topology as a plain script would: one ssh login after another, no plan, no state, no proof but four
# pings. docker01, docker02: the arguments of ssh for each host, one per line. more: further containers, as lines HOST NAME
# NETWORK ADDRESS.
set -eu
: "${docker01?}" "${docker02?}" "${more?}"
image=192.168.1.11:5000/busybox:v1
trust=/etc/docker/certs.d/192.168.1.11:5000

# on HOST SCRIPT: runs a script on a host.
on() {
  case $1 in docker01) arguments=$docker01 ;; *) arguments=$docker02 ;; esac
  script=$2
  set --
  while IFS= read -r argument; do set -- "$@" "$argument"; done <<ARGUMENTS
$arguments
ARGUMENTS
  # shellcheck disable=SC2029 # the caller decides what expands here
  ssh -F none "$@" "$script"
}

# add_vlan HOST VLAN ADDRESS: the link at once, and the files that bring it back after a reboot.
add_vlan() {
  link=ens33.$2
  on "$1" "ip link add link ens33 name $link type vlan id $2; ip address add $3 dev $link; ip link set $link up
cd /etc/systemd/network; mkdir -p 20-ens33.network.d
printf '[NetDev]\nName=$link\nKind=vlan\n[VLAN]\nId=$2\n' >$link.netdev
printf '[Match]\nName=$link\n[Network]\nAddress=$3\n' >$link.network
printf '[Network]\nVLAN=$link\n' >20-ens33.network.d/$link.conf"
}

# add_network HOST NAME PARENT PREFIX: a macvlan network on the first three numbers of its subnet.
add_network() { on "$1" "docker network create -d macvlan -o parent=$3 --subnet $4.0/24 --gateway $4.1 $2"; }

# add_host HOST ADDRESS_ON_VLAN_10 ADDRESS_ON_VLAN_20
add_host() {
  on "$1" "hostname $1; modprobe 8021q; ip link set ens33 promisc on; docker version >/dev/null"
  add_vlan "$1" 10 "$2"
  add_vlan "$1" 20 "$3"
  add_network "$1" mac_net1 ens33 172.22.16
  add_network "$1" mac_net10 ens33.10 172.16.10
  add_network "$1" mac_net20 ens33.20 172.16.20
}

add_registry() {
  # shellcheck disable=SC2016 # expands on the host
  on docker01 'mkdir -p /root/certs && cd /root/certs && k="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes" &&
openssl req -x509 $k -days 30 -subj /CN=ca -keyout ca.key -out ca.crt &&
openssl req $k -subj /CN=registry -keyout tls.key -out tls.csr && echo subjectAltName=IP:192.168.1.11 >ext &&
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -days 30 -extfile ext -out tls.crt'
  on docker01 "docker run -d --name registry --restart always -p 5000:5000 -v data:/var/lib/registry \
-v /root/certs:/certs:ro -e REGISTRY_HTTP_TLS_CERTIFICATE=/certs/tls.crt -e REGISTRY_HTTP_TLS_KEY=/certs/tls.key registry:2"
  ca=$(on docker01 'cat /root/certs/ca.crt')
  for host in docker01 docker02; do
    printf '%s\n' "$ca" | on "$host" "mkdir -p $trust; cat >$trust/ca.crt"
  done
  on docker01 "docker tag busybox $image; docker push -q $image"
  on docker02 "docker pull -q $image"
}

# add_container HOST NAME NETWORK ADDRESS
add_container() {
  on "$1" "docker run -d --name $2 --network $3 --ip $4 --memory 64m --pids-limit 64 --cap-drop ALL --cap-add NET_RAW \
--restart unless-stopped $image sleep 36000"
}

add_host docker01 192.168.10.10/24 192.168.20.20/24
add_host docker02 192.168.10.11/24 192.168.20.21/24
add_registry
add_container docker01 bbox1 mac_net1 172.22.16.10
add_container docker02 bbox2 mac_net1 172.22.16.20
add_container docker01 bbox10 mac_net10 172.16.10.10
add_container docker02 bbox11 mac_net10 172.16.10.11
add_container docker01 bbox20 mac_net20 172.16.20.20
add_container docker02 bbox21 mac_net20 172.16.20.21
# Its words have no blanks. ssh would read the rest of the list.
# shellcheck disable=SC2086
printf '%s' "$more" | while read -r row; do add_container $row </dev/null; done
on docker01 'docker exec bbox1 ping -c 1 -w 5 172.22.16.20'
on docker01 'docker exec bbox10 ping -c 1 -w 5 172.16.10.11'
on docker02 'docker exec bbox21 ping -c 1 -w 5 172.16.20.20'
on docker02 '! docker exec bbox21 ping -c 1 -w 2 172.16.10.10'
