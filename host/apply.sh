# Precedes a script that has the verbs apply and remove, where nothing can be passed to its shell.
set -- apply
