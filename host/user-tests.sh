# Makes the requests of users' own tests from a host and its containers. program: the text of user-tests.pl. tests: its rows.
: "${program?}" "${tests?}"
PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL
# The brace closes with the last line, so that a script that was cut off in transit does nothing.
{ printf '%s\n' "$tests" | perl -e "$program" "$(uname -m)"; exit; }
