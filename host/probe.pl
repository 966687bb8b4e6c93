# Sends many probes at once from the network namespaces of a host and its containers, and prints who answered each. In Perl
# because every Debian has it, and it opens packet sockets without extra modules; one process for all, because starting a
# program for each probe takes minutes on a slow machine.
#
# stdin: rows with tabs between the fields, addresses in hexadecimal.
#   @container NAME STATUS PID ...                     as probe.sh has `docker inspect` print it: tells the namespace
#   probe ID CONTAINER METHOD LINK PORT ADDRESS TRIES  no CONTAINER: the host itself. LINK, for arp and ndp: a link of the
#                                                      host by name, a link of a container by one of its addresses
#   links CONTAINER                                    asks for the links of its namespace
# stdout: @answer ID MILLISECONDS MACS, @silence ID TEXT MACS, @failure ID TEXT, @own CONTAINER LINK MAC ADDRESSES
# Arguments: the machine (`uname -m`), and how many packets to send per second at most.
use strict;
use warnings;

our ($open, $listened, %spaces, %by_number, %by_target);
our $rate = $ARGV[1];
# Seconds that a probe and a connection attempt wait for an answer, and between the tries of a probe.
my ($patience, $dial, $again) = (1.6, 3, 0.5);
my (@probes, @asked);
$listened = "";

sub read_requests {
  my %needs;
  while (defined(my $line = <STDIN>)) {
    chomp $line;
    my ($kind, @fields) = split(/\t/, $line, -1);
    next unless defined $kind;
    if ($kind eq "\@container") { note_container(@fields) }
    elsif ($kind eq "links") { push @asked, $fields[0]; $needs{$fields[0]} ||= {} }
    elsif ($kind eq "probe") {
      my %probe = (number => scalar @probes);
      @probe{"id", "container", "method", "link", "port", "target", "tries"} = @fields;
      $probe{target} = pack("H*", $probe{target});
      $needs{$probe{container}}{length($probe{target}) == 4 ? 4 : 6} = 1 if $probe{method} eq "ping";
      $needs{$probe{container}} ||= {};
      push @probes, \%probe;
    }
  }
  for my $container (sort keys %needs) {
    my $space = open_space($container, $needs{$container}) or next;
    $space->{container} = $container;
    $spaces{$container} = $space;
    vec($listened, fileno($_), 1) = 1 for grep { defined } @$space{"listener", 4, 6};
  }
}

sub print_links {
  my ($container) = @_;
  my $links = $spaces{$container}{links} or return;
  for my $name (sort keys %$links) {
    my ($mac, @addresses) = ($links->{$name}{mac}, @{$links->{$name}{addresses}});
    print_line("\@own", $container, $name, join(":", unpack("(H2)6", $mac)), join(",", @addresses)) if defined $mac;
  }
}

# Sends at the agreed rate: a macvlan link queues at most 1,000 broadcasts for its children, and drops the rest.
sub run_probes {
  my @first = grep { $_->{space} = $spaces{$_->{container}} } @probes;
  my (@later, @closing, @dialling);
  $open = @first;
  for my $probe (@first) {
    $by_number{$probe->{number}} = $probe;
    push @{$by_target{"$probe->{space} $probe->{target}"}}, $probe if $probe->{method} eq "ping";
  }
  my ($time, $tokens) = (now(), 1);
  while ($open > 0) {
    my $then = $time;
    $time = now();
    $tokens += ($time - $then) * $rate;
    $tokens = 20 if $tokens > 20;
    while ($tokens >= 1 && (@first || (@later && $later[0][0] <= $time))) {
      my $probe = @later && $later[0][0] <= $time ? (shift @later)->[1] : shift @first;
      next if $probe->{closed} || defined $probe->{took};
      my $is_first = !$probe->{began};
      send_probe($probe);
      $tokens--;
      push @{$probe->{method} eq "tcp" ? \@dialling : \@closing}, $probe if $is_first && !$probe->{closed};
      push @later, [$time + $again, $probe] if $probe->{tries} > 0 && !$probe->{closed};
    }
    wait_for_answers(@first ? 1 / $rate : 0.02);
    close_probe(shift @closing, "silence", "no answer") while @closing && $closing[0]{began} + $patience <= $time;
    close_probe(shift @dialling, "silence", "no connection within $dial s")
      while @dialling && $dialling[0]{began} + $dial <= $time;
  }
}

read_requests();
print_links($_) for @asked;
flush_lines();
run_probes();
flush_lines();
