# Records frames on links of a host and its containers, and changes nothing. program: the text of capture.pl. rows: its links.
# containers: names, one per line. seconds: how long at most; it ends earlier when the ssh session does. port: of the login.
: "${program?}" "${rows?}" "${containers?}" "${seconds?}" "${port?}"
PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL

# shellcheck disable=SC2016 # a Docker template
inspect() {
  printf '%s\n' "$containers" | while IFS= read -r name; do
    [ -z "$name" ] || timeout 30 docker inspect --type container \
      --format '@container{{"\t"}}{{.Name}}{{"\t"}}{{.State.Status}}{{"\t"}}{{.State.Pid}}' "$name" </dev/null
  done
}
# The brace closes with the last line, so that a script that was cut off in transit does nothing.
{ { inspect; printf '%s\n' "$rows"; } | perl -e "$program" "$(uname -m)" "$seconds" "$port"; exit; }
