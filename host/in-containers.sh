# Runs a program in Perl that looks into containers, and changes nothing. program: its text. arguments: what it is given after
# the machine (`uname -m`), separated by spaces. rows: its stdin, after a row `@container NAME STATUS PID` for each container.
# containers: their names, separated by spaces.
set -f
: "${program?}" "${arguments?}" "${rows?}" "${containers?}"
PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL

# Says nothing of a container that is not there: the program does. It must not read the rest of this script.
# shellcheck disable=SC2016,SC2086 # a Docker template; one word for each container
inspect() {
  [ -z "$containers" ] || timeout 30 docker inspect --type container \
    --format '@container{{"\t"}}{{.Name}}{{"\t"}}{{.State.Status}}{{"\t"}}{{.State.Pid}}' $containers </dev/null 2>/dev/null
}
# The brace closes with the last line, so that a script that was cut off in transit does nothing.
# shellcheck disable=SC2086 # one word for each argument
{ { inspect; printf '%s\n' "$rows"; } | perl -e "$program" "$(uname -m)" $arguments; exit; }
