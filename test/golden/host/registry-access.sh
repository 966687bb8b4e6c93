user=lab
password='it'\''s secret'
folder=/var/lib/macvlan-fabric/registry-dev-access
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-access.sh
