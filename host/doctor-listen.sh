# Hears frames that carry a nonce; program: doctor.pl.
set -u
: "${program?}" "${nic?}" "${nonce?}" "${seconds?}"
exec perl -e "$program" listen "$nic" "$nonce" "$seconds" </dev/null
