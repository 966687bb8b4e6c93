# Sends frames, one in hexadecimal on a line; program: doctor.pl.
set -u
: "${program?}" "${nic?}" "${frames?}" "${rounds?}"
printf '%s\n' "$frames" | perl -e "$program" send "$nic" "$rounds"
