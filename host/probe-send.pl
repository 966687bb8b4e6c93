# Part of probe.pl: requests.
use strict;
use warnings;

our ($mark, %by_link, %dialling) = (pack("a4N", "mfab", $$));

# Sends a probe. What cannot be sent is a failure of the probe, but for a missing route, which is a way not to be reached.
sub send_probe {
  my ($probe) = @_;
  my $method = $probe->{method};
  my $sent;
  if ($method eq "ping") { $sent = send_ping($probe) }
  elsif ($method eq "tcp") { $sent = start_connection($probe) }
  else {
    my ($link, $source) = @{$probe->{source} ||= [find_source($probe, $probe->{space})]};
    my $missing = length $probe->{container} ? "none of its links has the address to send from" : "no link $probe->{link}";
    return close_probe($probe, "failure", $missing) unless $link && $link->{mac};
    push @{$by_link{"$probe->{space} $link->{index} $probe->{target}"}}, $probe unless $probe->{began};
    $sent = $method eq "arp" ? send_arp($probe, $link, $source) : send_solicitation($probe, $link, $source);
  }
  $probe->{began} ||= now();
  $probe->{tries}--;
  return if $sent;
  # ENETUNREACH, EHOSTUNREACH
  return close_probe($probe, "silence", "no route to it") if $! == 101;
  close_probe($probe, "failure", "$!") unless $! == 113;
}

# The link that a probe by ARP or neighbour solicitation leaves from, and the address that it gives as its own. A host gives
# none for ARP, and its link-local one for IPv6: whether it has an address on the segment must not matter, and neighbours
# remember nothing of a request without one.
sub find_source {
  my ($probe, $space) = @_;
  my ($links, $link) = ($space->{links}, $probe->{link});
  if (length $probe->{container}) {
    my ($name) = grep { my $own = $links->{$_}; grep { $_ eq $link } @{$own->{addresses}} } sort keys %$links;
    return defined $name ? ($links->{$name}, pack("H*", $link)) : ();
  }
  describe_link($space->{listener}, $link, $links->{$link} ||= {}) unless $links->{$link}{index};
  my $mac = $links->{$link}{mac} or return ();
  return ($links->{$link}, "\0\0\0\0") if $probe->{method} eq "arp";
  my @octets = unpack("C6", $mac);
  return ($links->{$link}, pack("H16 C8", "fe80000000000000", $octets[0] ^ 2, @octets[1, 2], 0xff, 0xfe, @octets[3 .. 5]));
}

sub sockaddr_link { pack("SnISCCa8", 17, $_[0], $_[1], 0, 0, 6, $_[2]) }

sub send_arp {
  my ($probe, $link, $source) = @_;
  my $request = pack("nnCCn", 1, 0x800, 6, 4, 1) . $link->{mac} . $source . ("\0" x 6) . $probe->{target};
  return send($probe->{space}{listener}, $request, 0, sockaddr_link(0x806, $link->{index}, "\xff" x 6));
}

sub send_solicitation {
  my ($probe, $link, $source) = @_;
  my $group = pack("H26", "ff0200000000000000000001ff") . substr($probe->{target}, 13);
  my $body = pack("CCnN", 135, 0, 0, 0) . $probe->{target} . pack("CC", 1, 1) . $link->{mac};
  my $sum = checksum($source . $group . pack("NN", length $body, 58) . $body);
  substr($body, 2, 2) = pack("n", $sum);
  my $packet = pack("NnCC", 0x60000000, length $body, 58, 255) . $source . $group . $body;
  return send($probe->{space}{listener}, $packet, 0, sockaddr_link(0x86dd, $link->{index}, "\x33\x33" . substr($group, 12)));
}

# An echo request by the kernel's own way: it chooses link and source, and resolves the address.
sub send_ping {
  my ($probe) = @_;
  my ($is_ipv4, $target) = (length($probe->{target}) == 4, $probe->{target});
  my $body = pack("nn", $$ & 0xffff, $probe->{number} & 0xffff) . $mark . pack("N", $probe->{number});
  my $sum = $is_ipv4 ? checksum(pack("CCn", 8, 0, 0) . $body) : 0;
  my $request = pack("CCn", $is_ipv4 ? 8 : 128, 0, $sum) . $body;
  return send($probe->{space}{4}, $request, 0, pack("Sna4x8", 2, 0, $target)) if $is_ipv4;
  return send($probe->{space}{6}, $request, 0, pack("SnNa16I", 10, 0, 0, $target, 0));
}

sub start_connection {
  my ($probe) = @_;
  my $is_ipv4 = length($probe->{target}) == 4;
  my $socket = $probe->{socket} = open_socket($is_ipv4 ? 2 : 10, 1, 6);
  $dialling{$probe->{number}} = $probe;
  # F_SETFL, O_NONBLOCK
  fcntl($socket, 4, 2048);
  my ($port, $target) = @$probe{"port", "target"};
  my $address = $is_ipv4 ? pack("Sna4x8", 2, $port, $target) : pack("SnNa16I", 10, $port, 0, $target, 0);
  # EINPROGRESS
  $probe->{failed} = $! + 0 unless connect($socket, $address) || $! == 115;
  return 1;
}

sub checksum {
  my ($sum, $data) = (0, $_[0] . "\0");
  $sum += $_ for unpack("n*", $data);
  $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
  return ~$sum & 0xffff;
}
