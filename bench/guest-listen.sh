# Runs in a guest. Takes what others send by TCP.
set -eu
: "${program?}"
nohup perl -e "$program" listen </dev/null >/dev/null 2>&1 &
