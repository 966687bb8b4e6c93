folder=/etc/docker/certs.d/registry.lab:5000
ca='-----BEGIN CERTIFICATE-----
AA
-----END CERTIFICATE-----'
name=registry.lab
address=192.168.1.11
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-name.sh
# host/registry-trust.sh
