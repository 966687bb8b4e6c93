# Prints facts about a NIC: its MAC, whether it is up and has a carrier, and the MACs of the containers that run on it or on
# its subinterfaces. Then the vendor of the machine's hardware (for a VM, its hypervisor) and the path of Perl.
set -u
: "${nic?}"
here=/sys/class/net/$nic
printf '@mac\t%s\n' "$(cat "$here/address" 2>/dev/null)"
printf '@flags\t%s\n' "$(cat "$here/flags" 2>/dev/null)"
# Cannot be read while the NIC is down.
printf '@carrier\t%s\n' "$(cat "$here/carrier" 2>/dev/null)"
networks() {
  timeout 10 docker network ls --quiet --filter driver=macvlan |
    xargs -r timeout 10 docker network inspect --format '{{index .Options "parent"}} {{range .Containers}}{{.MacAddress}} {{end}}'
}
networks 2>/dev/null | while read -r parent macs; do
  if [ "$parent" != "$nic" ] && [ ! -e "/sys/class/net/$parent/lower_$nic" ]; then continue; fi
  for mac in $macs; do printf '@child\t%s\n' "$mac"; done
done
printf '@vendor\t%s\n' "$(cd /sys/class/dmi/id 2>/dev/null && cat sys_vendor product_name chassis_asset_tag 2>/dev/null | tr '\n' ' ')"
printf '@perl\t%s\n' "$(command -v perl)"
exit 0
