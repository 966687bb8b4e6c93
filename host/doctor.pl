# Sends and receives raw Ethernet frames on a NIC. In Perl because every Debian has it, and it opens packet sockets without
# extra modules.
use strict;
use warnings;
$| = 1;

my ($verb, $nic, @arguments) = @ARGV;
open(my $file, "<", "/sys/class/net/$nic/ifindex") or die "no interface $nic";
chomp(my $index = <$file>);
if ($verb eq "listen") { receive_frames(@arguments) } else { send_frames(@arguments) }

sub open_socket {
  # AF_PACKET, SOCK_RAW, ETH_P_ALL in network order
  socket(my $socket, 17, 3, unpack("S", pack("n", 3))) or die "packet socket: $!";
  bind($socket, pack("SnISCCa8", 17, 3, $index, 0, 0, 0, "")) or die "bind: $!";
  return $socket;
}

# The kernel strips the tag before it delivers a frame. So there are two sockets: one receives the frames that had a tag, the
# other those that had none (SKF_AD_VLAN_TAG_PRESENT in linux/filter.h).
sub open_filtered_socket {
  my ($tagged) = @_;
  my $socket = open_socket();
  # ldh [12]; jeq #0x88b5, next, drop; ld vlan_tag_present; jeq #tagged, accept, drop; drop: ret 0; accept: ret 65535
  my $program = pack("SCCI" x 6, 0x28, 0, 0, 12, 0x15, 0, 2, 0x88b5, 0x20, 0, 0, 0xfffff030,
    0x15, 1, 0, $tagged, 0x06, 0, 0, 0, 0x06, 0, 0, 0xffff);
  # SOL_SOCKET, SO_ATTACH_FILTER
  setsockopt($socket, 1, 26, pack("Sx![P]P", 6, $program)) or die "filter: $!";
  # SOL_SOCKET, SO_RCVBUFFORCE: frames that the host has no room for would look lost.
  setsockopt($socket, 1, 33, pack("i", 8 << 20));
  # SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_MR_PROMISC: the NIC is promiscuous while the socket lives.
  setsockopt($socket, 263, 1, pack("iSSa8", $index, 1, 0, "")) or die "promiscuous mode: $!";
  return $socket;
}

# Hundredths of a second since boot. Perl's own clock has whole seconds without an extra module.
sub now {
  open(my $uptime, "<", "/proc/uptime") or die "uptime: $!";
  return <$uptime> =~ /^(\d+)\.(\d\d)/ ? $1 * 100 + $2 : die "uptime";
}

# Prints each frame that carries the nonce: its number, whether it was tagged, its source, and the time on this clock since
# it left by the sender's.
sub receive_frames {
  my ($nonce, $seconds) = @_;
  my @sockets = (open_filtered_socket(0), open_filtered_socket(1));
  print "\@ready\n";
  my ($mark, $end) = (pack("H*", $nonce), time() + $seconds);
  while ((my $left = $end - time()) > 0) {
    my $ready = "";
    vec($ready, fileno($_), 1) = 1 for @sockets;
    next unless select($ready, undef, undef, $left) > 0;
    for my $tagged (0, 1) {
      next unless vec($ready, fileno($sockets[$tagged]), 1);
      my $from = recv($sockets[$tagged], my $frame, 2048, 0);
      next unless defined $from;
      # The sockets also see this host's own frames: sll_pkttype 4, PACKET_OUTGOING.
      next if (unpack("SnISC", $from))[4] == 4;
      my $at = index($frame, $mark);
      next if $at < 0;
      my ($number, $sent) = unpack("NN", substr($frame, $at + length($mark), 8));
      print join("\t", "\@seen", $number, $tagged, unpack("H12", substr($frame, 6, 6)), now() - $sent), "\n";
    }
  }
}

# Sends the frames on stdin (in hexadecimal, one per line) in order, some rounds with a pause after each: a switch may drop a
# frame while it is learning. The time is put behind nonce and number.
sub send_frames {
  my ($rounds, $pause) = @_;
  my $socket = open_socket();
  chomp(my @lines = <STDIN>);
  my @frames = map { pack("H*", $_) } @lines;
  for my $round (1 .. $rounds) {
    my $sent = 0;
    for my $frame (@frames) {
      my $at = (substr($frame, 12, 2) eq "\x81\0" ? 18 : 14) + 12;
      substr($frame, $at, 4) = pack("N", now());
      # If the host's own packet filter drops a frame, send fails; that frame is lost like any other.
      send($socket, $frame, 0);
      # Many at once would overflow the queues on the way.
      select(undef, undef, undef, 0.01) if ++$sent % 50 == 0;
    }
    select(undef, undef, undef, $pause);
  }
}
