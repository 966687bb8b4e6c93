# Keeps who may use the registry, with the bcrypt hash of the password, which the registry reads again when it changes. A hash
# that is right stays, although each new one would be another text.
set -eu
: "${user?}" "${password?}" "${folder?}"

# Reads the password; prints the line of the file. The registry hashes at every request, hence no higher cost.
# shellcheck disable=SC2016 # variables of Perl
entry='
  my ($file, $user) = @ARGV;
  local $/;
  my $password = <STDIN>;
  if (open my $known, "<", $file) {
    my ($hash) = <$known> =~ /^\Q$user\E:(\S+)\n\z/;
    if (defined $hash and (crypt($password, $hash) // "") eq $hash) { print "$user:$hash\n"; exit }
  }
  open my $random, "<", "/dev/urandom" or die "/dev/urandom: $!\n";
  read $random, my $bytes, 16;
  my @digits = (".", "/", "A" .. "Z", "a" .. "z", 0 .. 9);
  my $salt = join "", map { $digits[oct "0b$_"] } (unpack("B128", $bytes) . "0000") =~ /.{6}/g;
  my $hash = crypt($password, "\$2y\$08\$$salt") // "";
  $hash =~ /^\$2y\$/ or die "the crypt library of this host knows no bcrypt\n";
  print "$user:$hash\n";
'

apply() {
  [ "$(printf %s "$password" | wc -c)" -le 72 ] || fail "registry.access.password: is longer than 72 bytes, of which bcrypt ignores the rest: choose a shorter one"
  case $password in
    '') fail "registry.access.password: is empty: choose another one" ;;
    *[[:cntrl:]]*) fail "registry.access.password: contains a line break or another control character: choose another one" ;;
  esac
  (umask 077; mkdir -p "$folder")
  line=$(printf %s "$password" | perl -e "$entry" "$folder/htpasswd" "$user" 2>&1) ||
    fail "registry.access: the password cannot be hashed: $line: use a distribution whose glibc comes with libxcrypt"
  printf '%s\n' "$line" | write "$folder/htpasswd"
}

remove() { rm -rf "$folder"; }

run "$1"
