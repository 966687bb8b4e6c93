# Undoes what a script with the verbs apply and remove has made. script: its text.
: "${script?}"
printf '%s\n' "$script" | timeout 120 sh -s -- remove
