endpoint=192.168.1.11:5000
user=lab
password='it'\''s secret'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/registry-answer.sh
# host/registry-refuse.sh
# host/registry-login.sh
