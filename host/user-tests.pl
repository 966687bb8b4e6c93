# Makes the requests of users' own tests, all at once, each in a process of its own. In Perl, and in the network namespace of
# a container, so that its image needs no program for it.
#
# stdin: rows with tabs between the fields.
#   @container NAME STATUS PID   as in-containers.sh has `docker inspect` print it
#   test ID CONTAINER KIND ADDRESS PORT WHAT WANTED   the last two and the address in hexadecimal. No container: the host. WHAT:
#                                the bytes to send, or of a command its words with commas between them. WANTED: a text to look
#                                for in what comes back
# stdout: rows `@result ID KIND MILLISECONDS CODE FOUND TEXT`
#   KIND   answer; silence: nobody answered, or refused the connection; failure: it could not be tried
#   CODE   status of HTTP, or of the command
#   FOUND  1 if the wanted text is there
#   TEXT   the beginning of what came back, or the reason, in hexadecimal
# Argument: the machine (`uname -m`).
use strict;
use warnings;

# How many run at once, seconds that each kind may take, and bytes that are read and shown of what comes back.
my $most = 16;
my %limits = (ping => 5, tcp => 4, http => 10, dns => 6, command => 60);
my ($most_read, $most_shown) = (1 << 20, 400);
our %status;
my $running;

sub silent { die ["silence", @_] }
sub failed { die ["failure", @_] }

sub check_running {
  my ($name) = @_;
  my $status = $status{$name} or failed("container $name does not exist, or Docker does not answer");
  failed("container $name is not running ($status)") unless $status eq "running";
}

# A socket of a type and protocol, connected to the target.
sub dial {
  my ($test, $type, $protocol) = @_;
  my ($is_ipv4, $target) = (length $test->{address} == 4, $test->{address});
  socket(my $socket, $is_ipv4 ? 2 : 10, $type, $protocol) or failed("socket: $!");
  my $address = $is_ipv4 ? pack("Sna4x8", 2, $test->{port}, $target) : pack("SnNa16I", 10, $test->{port}, 0, $target, 0);
  connect($socket, $address) or explain();
  return $socket;
}

# ENETUNREACH, EHOSTUNREACH, ECONNREFUSED, ETIMEDOUT, ECONNRESET: nobody who would answer. Anything else is our own fault.
sub explain {
  silent("no route to it") if $! == 101;
  silent($! == 113 ? "no answer to ARP or neighbour solicitation, or a firewall's refusal" : lcfirst "$!")
    if grep { $! == $_ } 104, 110, 111, 113;
  failed(lcfirst "$!");
}

sub wait_readable {
  my ($socket, $seconds) = @_;
  my $readable = "";
  vec($readable, fileno($socket), 1) = 1;
  return select($readable, undef, undef, $seconds) > 0;
}

sub ping {
  my ($test) = @_;
  my $is_ipv4 = length $test->{address} == 4;
  socket(my $socket, $is_ipv4 ? 2 : 10, 3, $is_ipv4 ? 1 : 58) or failed("socket: $!");
  my $target = $test->{address};
  my $to = $is_ipv4 ? pack("Sna4x8", 2, 0, $target) : pack("SnNa16I", 10, 0, 0, $target, 0);
  my $mark = pack("a4Nd", "mfut", $$, now());
  for my $try (1 .. 3) {
    my $body = pack("nn", $$ & 0xffff, $try) . $mark;
    my $sum = $is_ipv4 ? checksum(pack("CCn", 8, 0, 0) . $body) : 0;
    send($socket, pack("CCn", $is_ipv4 ? 8 : 128, 0, $sum) . $body, 0, $to) or $! == 113 or explain();
    my $end = now() + 1;
    while ((my $left = $end - now()) > 0) {
      next unless wait_readable($socket, $left) && defined(my $from = recv($socket, my $data, 256, 0x40));
      my $reply = $is_ipv4 ? substr($data, 4 * (ord($data) & 15)) : $data;
      my $source = $is_ipv4 ? substr($data, 12, 4) : substr($from, 8, 16);
      return (0, "") if ord($reply) == ($is_ipv4 ? 0 : 129) && $source eq $target && index($reply, $mark) >= 0;
    }
  }
  silent("no answer to 3 echo requests");
}

sub tcp {
  dial($_[0], 1, 6);
  return (0, "");
}

sub http {
  my ($test) = @_;
  my $socket = dial($test, 1, 6);
  syswrite($socket, $test->{what});
  my $got = "";
  while (length $got < $most_read && sysread($socket, $got, 65536, length $got)) {
    # A server that keeps the connection says how much there is.
    my $end = index($got, "\r\n\r\n");
    last if $end >= 0 && substr($got, 0, $end) =~ /^content-length: *(\d+)/im && length($got) >= $end + 4 + $1;
  }
  my ($head, $body) = split(/\r?\n\r?\n/, $got, 2);
  return ($1, $body // "") if ($head // "") =~ m{^HTTP/\d\S* (\d{3})};
  return (0, $got);
}

sub dns {
  my ($test) = @_;
  my $socket = dial($test, 2, 17);
  for (1 .. 2) {
    send($socket, $test->{what}, 0) // explain();
    next unless wait_readable($socket, 2.5);
    defined(recv($socket, my $reply, 4096, 0)) or explain();
    return (0, $reply) if substr($reply, 0, 2) eq substr($test->{what}, 0, 2);
  }
  silent("no answer");
}

# The child has a process group of its own, so that what it starts ends with it.
sub command {
  my ($test) = @_;
  my @words = map { pack("H*", $_) } split(/,/, $test->{what});
  unshift @words, "docker", "exec", $test->{container} if length $test->{container};
  $running = open(my $output, "-|") // failed("cannot start a process: $!");
  if ($running == 0) {
    setpgrp(0, 0);
    open(STDIN, "<", "/dev/null");
    open(STDERR, ">&", \*STDOUT);
    exec { $words[0] } @words or syswrite(STDOUT, "cannot run $words[0]: $!\n");
    exit 127;
  }
  my ($got, $more) = ("", "");
  while (sysread($output, $more, 65536)) { $got .= $more if length $got < $most_read }
  close($output);
  return ($? >> 8 || $? & 127 && 128 + ($? & 127), $got);
}

my %requests = (ping => \&ping, tcp => \&tcp, http => \&http, dns => \&dns, command => \&command);

sub try_test {
  my ($test) = @_;
  my ($kind, $limit) = ($test->{kind}, $limits{$test->{kind}});
  local $SIG{ALRM} = sub {
    kill "KILL", -$running if $running;
    $kind eq "command" ? failed("it did not end within $limit s") : silent("no answer within $limit s");
  };
  local $SIG{PIPE} = "IGNORE";
  my ($code, $got, $began);
  my $is_done = eval {
    check_running($test->{container}) if length $test->{container};
    enter_container($test->{container}) if length $test->{container} && $kind ne "command";
    alarm($limit);
    $began = now();
    ($code, $got) = $requests{$kind}->($test);
    1;
  };
  my $problem = $@;
  my $took = sprintf("%.2f", (now() - ($began // now())) * 1000);
  alarm(0);
  my ($result, $text) = $is_done ? ("answer", $got) : ref $problem ? @$problem : ("failure", $problem =~ s/\s+$//r);
  my $found = !length $test->{wanted} || ($is_done && index($got, $test->{wanted}) >= 0) ? 1 : 0;
  my $shown = unpack("H*", substr($text, 0, $kind eq "dns" ? 1400 : $most_shown));
  print_line("\@result", $test->{id}, $result, $took, $code // 0, $found, $shown);
  flush_lines();
}

sub main {
  my @tests;
  while (defined(my $line = <STDIN>)) {
    chomp $line;
    my ($row, @fields) = split(/\t/, $line, -1);
    note_container(@fields) if $row eq "\@container";
    next unless $row eq "test";
    my %test;
    @test{"id", "container", "kind", "address", "port", "what", "wanted"} = @fields;
    $test{$_} = pack("H*", $test{$_}) for "address", "wanted", $test{kind} eq "command" ? () : "what";
    push @tests, \%test;
  }
  my $children = 0;
  for my $test (@tests) {
    wait() if $children++ >= $most;
    my $child = fork() // die "cannot start a process: $!\n";
    next if $child;
    try_test($test);
    exit;
  }
  1 while wait() > 0;
}

main();
