# Prints what watch.sh has noticed: `@lost LINE` for everything that a NIC has lost, `@changes N`, `@beats N`, and `@gap SECONDS`, the
# longest time between two lines of the session; `@session inactive` if it has ended.
set -eu
{ grep -E ' (ens33|ens34|ens35)([: ]|$)' /run/field-monitor | grep -E '\] Deleted |NO-CARRIER|state DOWN|<BROADCAST,MULTICAST>' || true; } |
  sed 's/^/@lost /'
echo "@changes $(wc -l </run/field-monitor)"
echo "@beats $(wc -l </run/field-session)"
echo "@session $(systemctl is-active field-session || true)"
awk 'NR > 1 && $1 - last > gap { gap = $1 - last } { last = $1 } END { printf "@gap %.1f\n", gap }' /run/field-session
