# Sends a router advertisement with a prefix for automatic addresses (fd00:bad::/64) to all nodes on a link.
# Arguments: the link.
use strict;
use warnings;
use Socket qw(AF_INET6 SOCK_RAW inet_pton pack_sockaddr_in6);
use constant { IPPROTO_IPV6 => 41, IPPROTO_ICMPV6 => 58, IPV6_MULTICAST_IF => 17, IPV6_MULTICAST_HOPS => 18, SIOCGIFINDEX => 0x8933 };

my ($link) = @ARGV;
socket my $socket, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6 or die "socket: $!\n";
# By ioctl, as /sys shows the links of the namespace that mounted it.
my $request = pack 'a16 x24', $link;
ioctl $socket, SIOCGIFINDEX, $request or die "$link: $!\n";
my $index = unpack 'x16 i', $request;
# Receivers take advertisements from neighbours only: with a hop limit of 255.
setsockopt $socket, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, pack 'i', 255 or die "hops: $!\n";
setsockopt $socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, pack 'i', $index or die "link: $!\n";
# Type 134; hop limit 64, a router for 1800 s.
my $advertisement = pack 'CCnCCnNN', 134, 0, 0, 64, 0, 1800, 0, 0;
# Prefix information: /64, on-link and autonomous, valid and preferred for an hour.
my $prefix = pack 'CCCCNNNa16', 3, 4, 64, 0xc0, 3600, 3600, 0, inet_pton AF_INET6, 'fd00:bad::';
for (1 .. 3) {
    send $socket, $advertisement . $prefix, 0, pack_sockaddr_in6 0, inet_pton(AF_INET6, 'ff02::1'), $index, 0
        or die "send: $!\n";
    sleep 1;
}
