# Part of probe.pl and watch.pl: packets that ask who has an address, without their Ethernet header.
use strict;
use warnings;

sub sockaddr_link { pack("SnISCCa8", 17, $_[0], $_[1], 0, 0, 6, $_[2]) }

sub arp_request {
  my ($mac, $source, $target) = @_;
  return pack("nnCCn", 1, 0x800, 6, 4, 1) . $mac . $source . ("\0" x 6) . $target;
}

sub solicitation {
  my ($mac, $source, $target) = @_;
  my $group = pack("H26", "ff0200000000000000000001ff") . substr($target, 13);
  my $body = pack("CCnN", 135, 0, 0, 0) . $target . pack("CC", 1, 1) . $mac;
  my $sum = checksum($source . $group . pack("NN", length $body, 58) . $body);
  substr($body, 2, 2) = pack("n", $sum);
  return pack("NnCC", 0x60000000, length $body, 58, 255) . $source . $group . $body;
}

# The multicast MAC of those who may have an address.
sub solicited_mac { "\x33\x33\xff" . substr($_[0], 13) }

# The link-local address that a MAC makes.
sub link_local {
  my @octets = unpack("C6", $_[0]);
  return pack("H16 C8", "fe80000000000000", $octets[0] ^ 2, @octets[1, 2], 0xff, 0xfe, @octets[3 .. 5]);
}

sub checksum {
  my ($sum, $data) = (0, $_[0] . "\0");
  $sum += $_ for unpack("n*", $data);
  $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
  return ~$sum & 0xffff;
}
