# Prints a host's MAC, whose virtual hardware it runs on, and where its Perl is.
set -u
: "${nic?}"
printf '@mac\t%s\n' "$(cat "/sys/class/net/$nic/address" 2>/dev/null)"
printf '@vendor\t%s\n' "$(cd /sys/class/dmi/id && cat sys_vendor product_name chassis_asset_tag 2>/dev/null | tr '\n' ' ')"
printf '@perl\t%s\n' "$(command -v perl)"
exit 0
