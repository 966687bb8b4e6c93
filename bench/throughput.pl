# Measures TCP throughput. listen: takes what comes. send ADDRESS SECONDS: sends for so long, and prints Mbit/s.
use strict;
use warnings;

my $port = 5001;
my ($verb, $address, $seconds) = @ARGV;
# AF_INET, SOCK_STREAM
socket(my $socket, 2, 1, 0) or die "socket: $!";
if ($verb eq "listen") { take_bytes() } else { send_bytes() }

sub take_bytes {
  bind($socket, pack("Snx4x8", 2, $port)) or die "bind: $!";
  listen($socket, 5) or die "listen: $!";
  while (accept(my $client, $socket)) {
    1 while sysread($client, my $bytes, 1 << 18);
  }
}

sub send_bytes {
  connect($socket, pack("SnC4x8", 2, $port, split(/\./, $address))) or die "connect: $!";
  my ($bytes, $sent, $begin) = ("x" x (1 << 17), 0, now());
  while (now() - $begin < $seconds) { $sent += syswrite($socket, $bytes) || die "write: $!" }
  printf("%.1f\n", $sent * 8 / 1e6 / (now() - $begin));
}

# Perl's own clock has whole seconds without an extra module.
sub now {
  open(my $uptime, "<", "/proc/uptime") or die "uptime: $!";
  return (split(" ", <$uptime>))[0];
}
