certificate='-----BEGIN CERTIFICATE-----
AA
-----END CERTIFICATE-----'
key=KEY
ca='-----BEGIN CERTIFICATE-----
AA
-----END CERTIFICATE-----'
folder=/var/lib/macvlan-fabric/registry-dev
servers='registry-dev registry-dev-anonymous registry-dev-mirror'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-given.sh
