# Fed to the shell of the guest whose state is saved, once, after await-docker.sh: whatever it leaves on the disk and in memory, every guest has.
set -eu
cd /usr/local/share/lab
path='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
docker import --change "$path" --change 'CMD ["sh"]' busybox.tar busybox:latest > /dev/null
docker import --change "$path" --change 'ENTRYPOINT ["/entrypoint.sh"]' \
  --change 'CMD ["/etc/docker/registry/config.yml"]' --change 'EXPOSE 5000' --change 'VOLUME ["/var/lib/registry"]' \
  registry.tar registry:2 > /dev/null
cd /
rm -rf /usr/local/share/lab

# Once through everything that a lab does, so that programs, libraries and kernel modules are in memory.
docker run --rm busybox true
docker run --detach --name warm registry:2 > /dev/null
tries=0
until docker exec warm wget -q -O /dev/null http://127.0.0.1:5000/v2/; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] || { echo "the registry does not answer" >&2; exit 1; }
  sleep 0.5
done
docker rm --force --volumes warm > /dev/null
docker network ls > /dev/null
docker system dial-stdio < /dev/null || true
networkctl reload
timeout 300 systemctl is-system-running --wait > /dev/null || true
for program in /usr/bin/openssl /usr/bin/python3 /usr/sbin/sysctl /usr/bin/hostname /usr/bin/udevadm /usr/bin/curl; do
  [ ! -e "$program" ] || cat "$program" > /dev/null
done
sync
