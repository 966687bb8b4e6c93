# Listens for frames that carry the nonce. program: the text of doctor.pl.
set -u
: "${program?}" "${nic?}" "${nonce?}" "${seconds?}"
exec perl -e "$program" listen "$nic" "$nonce" "$seconds" </dev/null
