# Part of probe.pl: answers.
use strict;
use warnings;

our ($mark, $open, $listened, %by_number, %by_link, %by_target, %dialling, %spaces);

# Waits for answers up to so many seconds.
sub wait_for_answers {
  my ($seconds) = @_;
  my ($readable, $writable) = ($listened, "");
  vec($writable, fileno($_->{socket}), 1) = 1 for values %dialling;
  return unless select($readable, $writable, undef, $seconds) > 0;
  for my $space (values %spaces) {
    read_frames($space) if vec($readable, fileno($space->{listener}), 1);
    for my $family (4, 6) {
      read_echoes($space, $family) if $space->{$family} && vec($readable, fileno($space->{$family}), 1);
    }
  }
  finish_connection($_) for grep { vec($writable, fileno($_->{socket}), 1) } values %dialling;
}

sub note_answer {
  my ($probe, $mac) = @_;
  $probe->{took} = now() - $probe->{began} unless defined $probe->{took};
  $probe->{macs}{$mac} = 1 if defined $mac;
}

# What the packet socket of a namespace got: it tells the MACs of all who answer.
sub read_frames {
  my ($space) = @_;
  # MSG_DONTWAIT
  while (defined(my $from = recv($space->{listener}, my $data, 256, 0x40))) {
    my (undef, $protocol, $index, $hardware, undef, undef, $address) = unpack("SnISCCa8", $from);
    my $mac = $hardware == 1 ? substr($address, 0, 6) : undef;
    if ($protocol == 0x806) {
      note_neighbour($space, $index, substr($data, 14, 4), substr($data, 8, 6), substr($data, 18, 6));
    } elsif ($protocol == 0x86dd && ord(substr($data, 40, 1)) == 136) {
      note_neighbour($space, $index, substr($data, 48, 16), $mac, substr($data, 24, 16));
    } else {
      my $at = index($data, $mark);
      my $probe = $at < 0 ? undef : $by_number{unpack("N", substr($data, $at + length $mark, 4))};
      $probe->{macs}{$mac} = 1 if $probe && $probe->{space} == $space && defined $mac;
    }
  }
}

# Who says that an address is his. What is sent to somebody else is no answer to us: a promiscuous link gets that too, and
# macvlan hands what two containers say to each other through their carrier.
sub note_neighbour {
  my ($space, $index, $target, $mac, $to) = @_;
  return unless defined $mac;
  for my $probe (@{$by_link{"$space $index $target"} || []}) {
    my ($link, $source) = @{$probe->{source}};
    note_answer($probe, $mac) if $to eq $link->{mac} || $to eq $source;
  }
  $_->{macs}{$mac} = 1 for length $space->{container} ? @{$by_target{"$space $target"} || []} : ();
}

# Echo replies that the kernel let through to this program.
sub read_echoes {
  my ($space, $family) = @_;
  while (defined(my $from = recv($space->{$family}, my $data, 256, 0x40))) {
    my $reply = $family == 4 ? substr($data, 4 * (ord($data) & 15)) : $data;
    my $source = $family == 4 ? substr($data, 12, 4) : substr($from, 8, 16);
    next unless ord($reply) == ($family == 4 ? 0 : 129) && substr($reply, 8, length $mark) eq $mark;
    my $probe = $by_number{unpack("N", substr($reply, 8 + length $mark, 4))} or next;
    note_answer($probe) if $source eq $probe->{target};
  }
}

sub finish_connection {
  my ($probe) = @_;
  # SOL_SOCKET, SO_ERROR
  $! = $probe->{failed} || unpack("i", getsockopt($probe->{socket}, 1, 4));
  if ($! == 0) { note_answer($probe) }
  # ENETUNREACH, EHOSTUNREACH, ETIMEDOUT are silence; a refusal comes from somebody, but is no connection.
  close_probe($probe, $! == 101 || $! == 113 || $! == 110 ? "silence" : "failure", "$!");
}

sub close_probe {
  my ($probe, $result, @text) = @_;
  return if $probe->{closed}++;
  $open--;
  delete $dialling{$probe->{number}};
  my $macs = join(",", map { join(":", unpack("(H2)6", $_)) } sort keys %{$probe->{macs} || {}});
  return print_line("\@answer", $probe->{id}, sprintf("%.3f", $probe->{took} * 1000), $macs) if defined $probe->{took};
  print_line("\@$result", $probe->{id}, @text, $result eq "silence" ? $macs : ());
}
