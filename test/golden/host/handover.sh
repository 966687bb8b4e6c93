hosts='docker01	192.0.2.7 22	timeout 120 sh -s -- apply	-i	/my keys/lab	-o	IdentitiesOnly=yes	-o	BatchMode=yes	-o	StrictHostKeyChecking=yes	-o	UserKnownHostsFile=none	-o	GlobalKnownHostsFile=none	-o	HostKeyAlgorithms=ssh-ed25519	-o	KnownHostsCommand=/bin/echo %H ssh-ed25519 AAAA	-o	ConnectTimeout=10	-o	ServerAliveInterval=15	-o	ServerAliveCountMax=4	-p	22	-l	root	--	192.0.2.7'
release='label=macvlan-fabric.stack=dev
claims='\''172.16.10.10 bbox10@docker01'\''
networks='\''docker01|mac_net10|macvlan|ens33.10|172.16.10.0/24'\''
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/await-docker.sh, quoted
# host/release.sh, quoted
'
# host/handover.sh
