host=docker01
id=abc
container=db
path=containers.db.healthcheck
bound=80
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/health.sh
# host/wait-healthy.sh
