# Asks several times a second who has each of some addresses, by ARP or neighbour solicitation, and prints from when to when
# answers came. Tags are written into the frames, which leave by the NIC: an update may remove this host's subinterfaces.
#
# stdin: rows `ID LINK VLAN ADDRESS` with tabs between the fields, the address in hexadecimal; VLAN 0: without a tag.
# stdout, in seconds of this host's clock:
#   @start ID TIME MAC  answers come, from another MAC, or again
#   @stop ID TIME       the last answer
#   @alive TIME         four times a second: everything up to here has been printed
#   @paused FROM TO     this program did not run, and asked nobody
#   @missing ID LINK    it is not asked for: there is no such link
#   @link NAME MAC      a link that frames leave by
# Arguments: the machine (`uname -m`), how many seconds to run at most, and how many from one question for an address to the
# next. It also ends when nobody reads its output.
use strict;
use warnings;

$SIG{PIPE} = "DEFAULT";
my ($limit, $period) = @ARGV[1, 2];
my ($resolution, $beat) = (0.3, 0.25);
my (@targets, %listeners);

# Receives what a link gets with one tag, or without any: ARP replies and neighbour advertisements.
sub open_tag_listener {
  my ($index, $vlan) = @_;
  # The last three: ARP 6 is the operation, IPv6 6 the next header, IPv6 40 the type.
  my @program = (
    [0x20, "next", "next", 0xfffff004], [0x15, "drop", "next", 4],                       # an outgoing frame
    [0x20, "next", "next", 0xfffff030], [0x15, "next", "drop", $vlan ? 1 : 0],           # whether there was a tag
    $vlan ? ([0x20, "next", "next", 0xfffff02c], [0x54, "next", "next", 0xfff], [0x15, "next", "drop", $vlan]) : (),
    [0x20, "next", "next", 0xfffff000], [0x15, "next", 2, 0x806],
    [0x28, "next", "next", 6], [0x15, "accept", "drop", 2],
    [0x15, "next", "drop", 0x86dd], [0x30, "next", "next", 6], [0x15, "next", "drop", 58],
    [0x30, "next", "next", 40], [0x15, "accept", "drop", 136],
    [0x06, 0, 0, 0xffff], [0x06, 0, 0, 0],
  );
  for my $at (0 .. $#program) {
    my %place = (next => 0, accept => $#program - 2 - $at, drop => $#program - 1 - $at);
    $_ = $place{$_} // $_ for @{$program[$at]}[1, 2];
  }
  return listen_through(2, $index, @program);
}

sub read_targets {
  my $any = open_socket(2, 2, 0);
  my %links;
  while (defined(my $line = <STDIN>)) {
    chomp $line;
    my ($id, $name, $vlan, $address) = split(/\t/, $line, -1);
    my $is_new = !$links{$name};
    describe_link($any, $name, $links{$name} = {}) if $is_new;
    my $link = $links{$name};
    print_line("\@link", $name, join(":", unpack("(H2)6", $link->{mac}))) if $is_new && $link->{mac};
    print_line("\@missing", $id, $name), next unless $link->{index} && $link->{mac};
    my $listener = $listeners{"$name $vlan"} ||= {socket => open_tag_listener($link->{index}, $vlan), targets => {}};
    my $target = {id => $id, vlan => $vlan, address => pack("H*", $address), link => $link, listener => $listener};
    $target->{source} = length $target->{address} == 4 ? "\0\0\0\0" : link_local($link->{mac});
    $listener->{targets}{$target->{address}} = $target;
    push @targets, $target;
  }
}

# Asks the one who answered last, as traffic does, and everybody once he is silent: a broadcast costs a host a copy for each
# of its containers.
sub ask {
  my ($target, $time) = @_;
  my ($link, $address) = @$target{"link", "address"};
  my $known = defined $target->{last} && $time - $target->{last} < 0.15;
  my ($protocol, $packet, $everybody) = length $address == 4
    ? (0x806, arp_request($link->{mac}, $target->{source}, $address), "\xff" x 6)
    : (0x86dd, solicitation($link->{mac}, $target->{source}, $address), solicited_mac($address));
  ($protocol, $packet) = (0x8100, pack("nn", $target->{vlan}, $protocol) . $packet) if $target->{vlan};
  my $to = $known ? $target->{mac} : $everybody;
  # ENOBUFS: lost, like a frame on the way.
  return if send($target->{listener}{socket}, $packet, 0, sockaddr_link($protocol, $link->{index}, $to)) || $! == 105;
  die "cannot send: $!\n";
}

sub listen_for {
  my ($seconds) = @_;
  my $readable = "";
  vec($readable, fileno($_->{socket}), 1) = 1 for values %listeners;
  return unless select($readable, undef, undef, $seconds > 0 ? $seconds : 0) > 0;
  for my $listener (values %listeners) {
    next unless vec($readable, fileno($listener->{socket}), 1);
    # MSG_DONTWAIT
    while (defined(my $from = recv($listener->{socket}, my $data, 256, 0x40))) {
      my (undef, $protocol, undef, undef, undef, undef, $mac) = unpack("SnISCCa6", $from);
      my $is_arp = $protocol == 0x806;
      my $target = $listener->{targets}{$is_arp ? substr($data, 14, 4) : substr($data, 48, 16)} or next;
      # What is sent to somebody else is no answer to us.
      note_answer($target, $is_arp ? substr($data, 8, 6) : $mac)
        if $is_arp ? substr($data, 18, 6) eq $target->{link}{mac} : substr($data, 24, 16) eq $target->{source};
    }
  }
}

sub note_answer {
  my ($target, $mac) = @_;
  my $time = now();
  end_run($target) if $target->{open} && ($time - $target->{last} > $resolution || $mac ne $target->{mac});
  print_line("\@start", $target->{id}, seconds($time), join(":", unpack("(H2)6", $mac))) unless $target->{open};
  @$target{"open", "last", "mac"} = (1, $time, $mac);
}

sub end_run {
  my ($target) = @_;
  print_line("\@stop", $target->{id}, seconds($target->{last}));
  $target->{open} = 0;
}

sub seconds { sprintf("%.3f", $_[0]) }

sub print_beat {
  my ($time) = @_;
  end_run($_) for grep { $_->{open} && $time - $_->{last} > $resolution } @targets;
  print_line("\@alive", seconds($time));
  flush_lines();
}

sub watch {
  my $step = $period / (@targets || 1);
  my ($count, $begun) = (0, now());
  my ($end, $next_beat) = ($begun + $limit, $begun);
  while ((my $time = now()) < $end) {
    my $due = $begun + $step * $count;
    if ($time - $due > 0.25) {
      print_line("\@paused", seconds($due), seconds($time));
      ($begun, $due) = ($begun + $time - $due, $time);
    }
    for (; @targets && $due <= $time; $due += $step) { ask($targets[$count++ % @targets], $time) }
    if ($time >= $next_beat) { print_beat($time); $next_beat = $time + $beat }
    listen_for((!@targets || $due > $next_beat ? $next_beat : $due) - $time);
  }
}

read_targets();
watch();
