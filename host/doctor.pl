# Sends and hears whole Ethernet frames on a NIC. Perl, because it is in every Debian and opens a packet socket without a
# module of its own.
use strict;
use warnings;
$| = 1;

my ($verb, $nic, @arguments) = @ARGV;
open(my $file, "<", "/sys/class/net/$nic/ifindex") or die "no interface $nic";
chomp(my $index = <$file>);
if ($verb eq "listen") { hear(@arguments) } else { transmit(@arguments) }

sub opened {
  # AF_PACKET, SOCK_RAW, ETH_P_ALL in network order
  socket(my $socket, 17, 3, unpack("S", pack("n", 3))) or die "packet socket: $!";
  bind($socket, pack("SnISCCa8", 17, 3, $index, 0, 0, 0, "")) or die "bind: $!";
  return $socket;
}

# The kernel takes a tag off before it hands a frame over, so one socket is filtered to those that had one and another to
# those that had none (SKF_AD_VLAN_TAG_PRESENT in linux/filter.h).
sub filtered {
  my ($tagged) = @_;
  my $socket = opened();
  # ld vlan_tag_present; jeq #tagged, accept; drop; accept
  my $program = pack("SCCI" x 4, 0x20, 0, 0, 0xfffff030, 0x15, 1, 0, $tagged, 0x06, 0, 0, 0, 0x06, 0, 0, 0xffff);
  # SOL_SOCKET, SO_ATTACH_FILTER
  setsockopt($socket, 1, 26, pack("Sx![P]P", 4, $program)) or die "filter: $!";
  # SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_MR_PROMISC: the NIC is promiscuous while the socket lives.
  setsockopt($socket, 263, 1, pack("iSSa8", $index, 1, 0, "")) or die "promiscuous mode: $!";
  return $socket;
}

# Prints each frame that carries the nonce once: its number, whether it came with a tag, and its source.
sub hear {
  my ($nonce, $seconds) = @_;
  my @sockets = (filtered(0), filtered(1));
  print "\@ready\n";
  my ($mark, $end, %seen) = (pack("H*", $nonce), time() + $seconds);
  while ((my $left = $end - time()) > 0) {
    my $ready = "";
    vec($ready, fileno($_), 1) = 1 for @sockets;
    next unless select($ready, undef, undef, $left) > 0;
    for my $tagged (0, 1) {
      next unless vec($ready, fileno($sockets[$tagged]), 1);
      my $from = recv($sockets[$tagged], my $frame, 2048, 0);
      next unless defined $from;
      # Own frames come by too: sll_pkttype 4, PACKET_OUTGOING.
      next if (unpack("SnISC", $from))[4] == 4;
      my $at = index($frame, $mark);
      next if $at < 0;
      my $line = join("\t", unpack("n", substr($frame, $at + length($mark), 2)), $tagged, unpack("H12", substr($frame, 6, 6)));
      print "\@seen\t$line\n" unless $seen{$line}++;
    }
  }
}

# Sends the frames on stdin, one in hexadecimal on a line, in their order, a second apart, some times over: a switch may lose
# one while it learns.
sub transmit {
  my ($rounds) = @_;
  my $socket = opened();
  chomp(my @lines = <STDIN>);
  my @frames = map { pack("H*", $_) } @lines;
  for my $round (1 .. $rounds) {
    # A filter of the host's own drops a frame with an error: it is lost like any other.
    for my $frame (@frames) { send($socket, $frame, 0); }
    select(undef, undef, undef, 1);
  }
}
