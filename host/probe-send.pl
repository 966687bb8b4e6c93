# Part of probe.pl: requests.
use strict;
use warnings;

our ($home, %dialling, %by_link);
# Of this run alone: guests that are copies of one image have the same process IDs, and a promiscuous link hears the others'.
my $now = now();
our $mark = pack("a4N", "mfab", int(($now - int($now)) * 1e9));

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
  return ($links->{$link}, link_local($mac));
}

sub send_arp {
  my ($probe, $link, $source) = @_;
  my $request = arp_request($link->{mac}, $source, $probe->{target});
  return send($probe->{space}{listener}, $request, 0, sockaddr_link(0x806, $link->{index}, "\xff" x 6));
}

sub send_solicitation {
  my ($probe, $link, $source) = @_;
  my $request = solicitation($link->{mac}, $source, $probe->{target});
  my $to = solicited_mac($probe->{target});
  return send($probe->{space}{listener}, $request, 0, sockaddr_link(0x86dd, $link->{index}, $to));
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
  enter($probe->{space}{namespace});
  my $socket = $probe->{socket} = open_socket($is_ipv4 ? 2 : 10, 1, 6);
  enter($home);
  $dialling{$probe->{number}} = $probe;
  # F_SETFL, O_NONBLOCK
  fcntl($socket, 4, 2048);
  my ($port, $target) = @$probe{"port", "target"};
  my $address = $is_ipv4 ? pack("Sna4x8", 2, $port, $target) : pack("SnNa16I", 10, $port, 0, $target, 0);
  # EINPROGRESS
  $probe->{failed} = $! + 0 unless connect($socket, $address) || $! == 115;
  return 1;
}
