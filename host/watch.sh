# Watches addresses from a host, and changes nothing. program: the text of watch.pl. targets: its rows. seconds: how long at
# most; it ends earlier when the ssh session does, because then nobody reads what it prints. period: seconds between questions.
: "${program?}" "${targets?}" "${seconds?}" "${period?}"
PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL
# The brace closes with the last line, so that a script that was cut off in transit does nothing.
{ printf '%s\n' "$targets" | perl -e "$program" "$(uname -m)" "$seconds" "$period"; exit; }
