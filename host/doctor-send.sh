# Sends frames. frames: in hexadecimal, one per line. program: the text of doctor.pl.
set -u
: "${program?}" "${nic?}" "${frames?}" "${rounds?}" "${pause?}"
printf '%s\n' "$frames" | perl -e "$program" send "$nic" "$rounds" "$pause"
