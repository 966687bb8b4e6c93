arguments='-i
/my keys/lab
-o
IdentitiesOnly=yes
-o
BatchMode=yes
-o
StrictHostKeyChecking=yes
-o
UserKnownHostsFile=none
-o
GlobalKnownHostsFile=none
-o
HostKeyAlgorithms=ssh-ed25519
-o
KnownHostsCommand=/bin/echo %H ssh-ed25519 AAAA
-o
ConnectTimeout=20
-p
22
-l
root
--
192.0.2.7'
where='hosts.docker01: docker01 (root@192.0.2.7, port 22)'
starts_within=0
keyed_within=0
within=20
pause=3
host_key_remedy='compare its key'
login_remedy='check its user'
sudo_remedy='give it'
check=true
# host/reachable.sh
