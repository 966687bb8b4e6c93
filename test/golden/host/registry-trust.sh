folder=/etc/docker/certs.d/192.168.1.11:5000
ca='-----BEGIN CERTIFICATE-----
AA
-----END CERTIFICATE-----'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-trust.sh
