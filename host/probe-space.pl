# Part of the programs beside it: namespaces, and the sockets and links in them.
use strict;
use warnings;

our ($is_64_bit, %pid, %status);

open(our $home, "<", "/proc/self/ns/net") or die "namespaces: $!\n";

# Notes a row `@container NAME STATUS PID …`, as Docker prints it.
sub note_container {
  my ($name, $status, $pid) = @_;
  $name =~ s/^\///;
  ($status{$name}, $pid{$name}) = ($status, $pid);
}

sub enter_container {
  my ($name) = @_;
  open(my $namespace, "<", "/proc/" . ($pid{$name} || "none") . "/ns/net") or die "the container does not run\n";
  enter($namespace);
}

# A namespace as `ip netns` names it.
sub enter_named {
  my ($name) = @_;
  open(my $namespace, "<", "/var/run/netns/$name") or die "there is no network namespace $name\n";
  enter($namespace);
}

# within CONTAINER, NAMESPACE, CODE: what the code returns in the namespace of a container, or in one of the host's that has a
# name; without either, in the host's own.
sub within {
  my ($container, $name, $code) = @_;
  enter_container($container) if length $container;
  enter_named($name) if length $name;
  my @found;
  my $is_done = eval { @found = $code->(); 1 };
  my $problem = $@;
  enter($home);
  die $problem unless $is_done;
  return wantarray ? @found : $found[0];
}

# Enters a namespace, opens the sockets that its probes need, and comes back: a socket stays where it was opened.
sub open_space {
  my ($container, $needs) = @_;
  my $namespace;
  if (length $container) {
    my $pid = $pid{$container} or return undef;
    open($namespace, "<", "/proc/$pid/ns/net") or return undef;
    enter($namespace);
  }
  my %space = (namespace => $namespace || $home, listener => open_listener());
  $space{links} = read_links(open_socket(2, 2, 0));
  $space{4} = open_socket(2, 3, 1) if $needs->{4};
  $space{6} = open_socket(10, 3, 58) if $needs->{6};
  enter($home);
  return \%space;
}

sub open_socket {
  socket(my $socket, $_[0], $_[1], $_[2]) or die "socket of family $_[0]: $!\n";
  return $socket;
}

# A packet socket that gets answers only: ARP replies, echo replies and neighbour advertisements; nothing that its own
# namespace sends, and no tagged frame, because that comes again without its tag on the link of the VLAN.
sub open_listener {
  return listen_through(
    2, 0,
    [0x20, 0, 0, 0xfffff004], [0x15, 19, 0, 4],                                         # 0 an outgoing frame: drop
    [0x20, 0, 0, 0xfffff030], [0x15, 0, 17, 0],                                         # 2 a tag: drop
    [0x20, 0, 0, 0xfffff000], [0x15, 2, 0, 0x806], [0x15, 3, 0, 0x800], [0x15, 7, 13, 0x86dd], # 4 by protocol
    [0x28, 0, 0, 6], [0x15, 10, 11, 2],                                                 # 8 ARP: a reply
    [0x30, 0, 0, 9], [0x15, 0, 9, 1],                                                   # 10 IPv4: ICMP
    [0xb1, 0, 0, 0], [0x50, 0, 0, 0], [0x15, 5, 6, 0],                                  # 12 an echo reply
    [0x30, 0, 0, 6], [0x15, 0, 4, 58],                                                  # 15 IPv6: ICMPv6
    [0x30, 0, 0, 40], [0x15, 1, 0, 129], [0x15, 0, 1, 136],                             # 17 either type
    [0x06, 0, 0, 0xffff], [0x06, 0, 0, 0],                                              # 20 accept; 21 drop
  );
}

# A packet socket that hears a link, or every link with the index 0, but only what a program of the kernel's packet filter
# accepts. It is bound once it has its filter, and hears nothing before. type: 2 (SOCK_DGRAM) for packets without the header of
# the link, 3 (SOCK_RAW) for whole frames.
sub listen_through {
  my ($type, $index, @program) = @_;
  # AF_PACKET
  socket(my $socket, 17, $type, 0) or die "packet socket: $!\n";
  my $code = join("", map { pack("SCCI", @$_) } @program);
  # SOL_SOCKET, SO_ATTACH_FILTER
  setsockopt($socket, 1, 26, pack("Sx![P]P", scalar @program, $code)) or die "filter: $!\n";
  # ETH_P_ALL
  bind($socket, pack("SnISCCa8", 17, 3, $index, 0, 0, 0, "")) or die "bind: $!\n";
  return $socket;
}

# The links of a namespace by name, each with its lasting addresses, index and MAC.
sub read_links {
  my ($socket) = @_;
  my %links;
  my $size = $is_64_bit ? 40 : 32;
  my $buffer = "\0" x ($size * 512);
  # SIOCGIFCONF: every IPv4 address, with its label
  my $request = pack("i x![P] P", length $buffer, $buffer);
  if (ioctl($socket, 0x8912, $request)) {
    for my $at (0 .. unpack("i", $request) / $size - 1) {
      my ($label, $address) = unpack("Z16 x4 H8", substr($buffer, $at * $size, $size));
      push @{$links{$label =~ s/:.*//r}{addresses}}, $address;
    }
  }
  # Address, index, prefix length, scope (20 is link-local), flags (0x80 is permanent), name; all but that in hexadecimal.
  if (open(my $file, "<", "/proc/self/net/if_inet6")) {
    for (<$file>) {
      my ($address, undef, undef, $scope, $flags, $name) = split;
      push @{$links{$name}{addresses}}, $scope ne "20" && hex($flags) & 0x80 ? $address : ();
    }
  }
  describe_link($socket, $_, $links{$_}) for keys %links;
  return \%links;
}

# The index of a link of the namespace: by its name, or, in a container, by one of its addresses in hexadecimal.
sub find_link {
  my ($container, $link) = @_;
  my ($name, $any) = ($link, open_socket(2, 2, 0));
  if (length $container) {
    my $links = read_links($any);
    ($name) = grep { my $own = $links->{$_}; grep { $_ eq $link } @{$own->{addresses}} } sort keys %$links;
    die "no link of the container has the address\n" unless defined $name;
  }
  describe_link($any, $name, my $found = {});
  return $found->{index} || die "there is no such link\n";
}

sub describe_link {
  my ($socket, $name, $link) = @_;
  my $request = pack("a16 x24", $name);
  # SIOCGIFINDEX, and SIOCGIFHWADDR for Ethernet
  $link->{index} = unpack("x16 i", $request) if ioctl($socket, 0x8933, $request);
  $request = pack("a16 x24", $name);
  $link->{mac} = substr($request, 18, 6) if ioctl($socket, 0x8927, $request) && unpack("x16 S", $request) == 1;
}
