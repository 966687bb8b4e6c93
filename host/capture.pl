# Records every frame of several links, also of containers, and prints it.
#
# stdin: rows with tabs between the fields.
#   @container NAME STATUS PID    as in-containers.sh has `docker inspect` print it: tells the namespace
#   link ID CONTAINER LINK VLANS  no CONTAINER: a link of the host by name; else that of a container by one of its addresses, in
#                                 hexadecimal. VLANS: the tags, with commas, that the kernel takes off there, to be put back
# stdout, in microseconds of this host's clock: @deaf ID TEXT where it cannot listen, @ready TIME when it listens everywhere
# else, @frame ID TIME in|out HEX, @lost ID COUNT for what came too fast, @alive every second.
# Arguments: the machine (`uname -m`), seconds to record at most, and the port of this login: its frames, which would carry
# themselves, are left out on the host's own links.
use strict;
use warnings;

my ($limit, $port) = @ARGV[1, 2];
my (undef, $clock_gettime) = system_calls();
my (@sockets, $out);
$out = "";

sub emit {
  $out .= join("\t", @_) . "\n";
  send_out() if length $out > 60_000;
}
sub send_out {
  while (length $out) { my $count = syswrite(STDOUT, $out) or exit; substr($out, 0, $count) = "" }
}

sub microseconds {
  my $time = pack("l!l!", 0, 0);
  syscall($clock_gettime, 0, $time);
  my ($seconds, $nanoseconds) = unpack("l!l!", $time);
  return $seconds * 1_000_000 + int($nanoseconds / 1000);
}

# Frames with one tag that the kernel has taken off; without a tag, all from which it has taken none.
sub open_link {
  my ($index, $vlan) = @_;
  my @program = $vlan
    ? ([0x20, 0, 0, 0xfffff030], [0x15, 0, 4, 1], [0x20, 0, 0, 0xfffff02c], [0x54, 0, 0, 0xfff], [0x15, 0, 1, $vlan])
    : ([0x20, 0, 0, 0xfffff030], [0x15, 0, 1, 0]);
  my $socket = listen_through(3, $index, @program, [0x06, 0, 0, 0xffff], [0x06, 0, 0, 0]);
  # SOL_SOCKET, SO_RCVBUF
  setsockopt($socket, 1, 8, pack("i", 8 * 1024 * 1024));
  return $socket;
}

sub add_link {
  my ($id, $container, $link, $vlans) = @_;
  push @sockets, within($container, "", sub {
    my $index = find_link($container, $link);
    map { {id => $id, vlan => $_, is_own => !length $container, socket => open_link($index, $_)} } 0, split(/,/, $vlans);
  });
}

sub read_rows {
  while (defined(my $line = <STDIN>)) {
    chomp $line;
    my ($kind, @fields) = split(/\t/, $line, -1);
    if ($kind eq "\@container") { note_container(@fields) }
    elsif ($kind eq "link") { eval { add_link(@fields); 1 } or emit("\@deaf", $fields[0], $@ =~ s/\n//r) }
  }
}

# Whether a frame belongs to the login that this runs in.
sub is_login {
  my ($frame) = @_;
  my $at = unpack("x12 n", $frame) == 0x8100 ? 18 : 14;
  my $type = unpack("n", substr($frame, $at - 2, 2));
  my $segment = $type == 0x800 && ord(substr($frame, $at + 9, 1)) == 6 ? $at + 4 * (ord(substr($frame, $at, 1)) & 15)
    : $type == 0x86dd && ord(substr($frame, $at + 6, 1)) == 6 ? $at + 40 : return 0;
  return scalar grep { $_ == $port || $_ == 22 } unpack("nn", substr($frame, $segment, 4) . "\0\0\0\0");
}

sub take_frames {
  my ($link) = @_;
  # MSG_DONTWAIT; at most so many, so that the others have their turn.
  for (1 .. 200) {
    defined(my $from = recv($link->{socket}, my $frame, 65535, 0x40)) or return;
    next if length $frame < 14;
    my $stamp = pack("l!l!", 0, 0);
    # SIOCGSTAMP
    my $time = ioctl($link->{socket}, 0x8906, $stamp) ? do { my @at = unpack("l!l!", $stamp); $at[0] * 1_000_000 + $at[1] } : microseconds();
    substr($frame, 12, 0) = pack("nn", 0x8100, $link->{vlan}) if $link->{vlan};
    next if $link->{is_own} && is_login($frame);
    # PACKET_OUTGOING
    emit("\@frame", $link->{id}, $time, unpack("x10 C", $from) == 4 ? "out" : "in", unpack("H*", $frame));
  }
}

sub print_lost {
  for my $link (@sockets) {
    # SOL_PACKET, PACKET_STATISTICS, which reading sets to zero
    my (undef, $lost) = unpack("II", getsockopt($link->{socket}, 263, 6) || pack("II", 0, 0));
    emit("\@lost", $link->{id}, $lost) if $lost;
  }
}

sub record {
  my ($end, $beat) = (now() + $limit, 0);
  while ((my $time = now()) < $end) {
    if ($time >= $beat) { print_lost(); emit("\@alive"); $beat = $time + 1 }
    send_out();
    my $readable = "";
    vec($readable, fileno($_->{socket}), 1) = 1 for @sockets;
    next unless select($readable, undef, undef, $beat - $time) > 0;
    take_frames($_) for grep { vec($readable, fileno($_->{socket}), 1) } @sockets;
  }
}

$SIG{PIPE} = "DEFAULT";
read_rows();
emit("\@ready", microseconds());
record();
