# Prints the NIC's MAC, the vendor of the machine's hardware (for a VM, its hypervisor), and the path of Perl.
set -u
: "${nic?}"
printf '@mac\t%s\n' "$(cat "/sys/class/net/$nic/address" 2>/dev/null)"
printf '@vendor\t%s\n' "$(cd /sys/class/dmi/id 2>/dev/null && cat sys_vendor product_name chassis_asset_tag 2>/dev/null | tr '\n' ' ')"
printf '@perl\t%s\n' "$(command -v perl)"
exit 0
