# Hears on several links at once what passes on the way between two addresses: who asks for the target's MAC, the answer, a
# marked echo request, and its reply.
#
# stdin: rows with tabs between the fields, addresses in hexadecimal.
#   @container NAME STATUS PID   as in-containers.sh has `docker inspect` print it: tells the namespace
#   hop ID CONTAINER NAMESPACE LINK   a link of a container by one of its addresses; else one by name, in a namespace of the
#                                     host or, without NAMESPACE, in its own
# stdout: @deaf ID TEXT where it cannot listen, @ready when it listens everywhere else, and then @heard ID KIND, once for each
# thing that a hop hears; @alive every second.
# Arguments: the machine (`uname -m`), seconds to listen, and the two addresses.
use strict;
use warnings;

my ($limit, $source, $target) = ($ARGV[1], map { pack("H*", $_) } @ARGV[2, 3]);
my (@hops, %heard);

# Everything that may be ARP or ICMP, also behind a tag: what a link sends may come with it. The rest is told by its content.
sub open_hop {
  my ($container, $namespace, $link) = @_;
  return within($container, $namespace, sub {
    listen_through(2, find_link($container, $link),
      [0x20, 0, 0, 0xfffff000], [0x15, 6, 0, 0x806], [0x15, 5, 0, 0x8100], [0x15, 0, 2, 0x800],   # 0 by protocol
      [0x30, 0, 0, 9], [0x15, 2, 3, 1],                                                         # 4 IPv4: ICMP
      [0x30, 0, 0, 6], [0x15, 0, 1, 58],                                                        # 6 IPv6: ICMPv6
      [0x06, 0, 0, 0xffff], [0x06, 0, 0, 0]);                                                   # 8 accept; 9 drop
  });
}

sub read_hops {
  while (defined(my $line = <STDIN>)) {
    chomp $line;
    my ($kind, @fields) = split(/\t/, $line, -1);
    if ($kind eq "\@container") { note_container(@fields) }
    elsif ($kind eq "hop") {
      my ($id, @where) = @fields;
      my $socket = eval { open_hop(@where) };
      if ($socket) { push @hops, {id => $id, socket => $socket} }
      else { print_line("\@deaf", $id, $@ =~ s/\n//r) }
    }
  }
}

# What a packet is on the way between the two addresses; undefined for everything else.
sub kind_of {
  my ($data) = @_;
  if (unpack("H12", $data) eq "000108000604") {
    my ($operation, $from, $to) = (unpack("x6 n", $data), substr($data, 14, 4), substr($data, 24, 4));
    return "question" if $operation == 1 && $to eq $target && ($from eq $source || $from eq "\0\0\0\0");
    return "answer" if $operation == 2 && $from eq $target && ($to eq $source || $to eq "\0\0\0\0");
    return undef;
  }
  my $is_ipv4 = ord($data) >> 4 == 4;
  return undef unless $is_ipv4 || ord($data) >> 4 == 6;
  my $type = ord(substr($data, $is_ipv4 ? 4 * (ord($data) & 15) : 40, 1));
  my ($from, $to) = $is_ipv4 ? (substr($data, 12, 4), substr($data, 16, 4)) : (substr($data, 8, 16), substr($data, 24, 16));
  return "question" if !$is_ipv4 && $type == 135 && substr($data, 48, 16) eq $target;
  return "answer" if !$is_ipv4 && $type == 136 && substr($data, 48, 16) eq $target;
  # The mark of probe-send.pl.
  return undef unless index($data, "mfab") > 0;
  return "ping" if $type == ($is_ipv4 ? 8 : 128) && $to eq $target;
  return "reply" if $type == ($is_ipv4 ? 0 : 129) && $from eq $target;
  return undef;
}

sub listen_to_all {
  my $end = now() + $limit;
  my $beat = 0;
  while ((my $time = now()) < $end) {
    # Ends it when nobody reads any more.
    if ($time >= $beat) { print_line("\@alive"); flush_lines(); $beat = $time + 1 }
    my $readable = "";
    vec($readable, fileno($_->{socket}), 1) = 1 for @hops;
    next unless select($readable, undef, undef, $beat - $time) > 0;
    for my $hop (grep { vec($readable, fileno($_->{socket}), 1) } @hops) {
      # MSG_DONTWAIT
      while (defined(my $from = recv($hop->{socket}, my $data, 512, 0x40))) {
        my (undef, $protocol) = unpack("Sn", $from);
        my $kind = kind_of($data) // ($protocol == 0x8100 ? kind_of(substr($data, 4)) : undef) // next;
        print_line("\@heard", $hop->{id}, $kind) unless $heard{$hop->{id}}{$kind}++;
      }
    }
    flush_lines();
  }
}

$SIG{PIPE} = "DEFAULT";
read_hops();
print_line("\@ready");
flush_lines();
listen_to_all();
