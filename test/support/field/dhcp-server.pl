# A DHCP server: gives whoever asks on wire34 or wire35 the address 192.168.34.10 or 192.168.35.10, for two minutes.
use strict;
use warnings;
use IO::Select;
use Socket;

my $SO_BINDTODEVICE = 25;
my %net_of;
for my $net (34, 35) {
    socket my $socket, PF_INET, SOCK_DGRAM, 0 or die "socket: $!\n";
    setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1 or die "$!\n";
    setsockopt $socket, SOL_SOCKET, SO_BROADCAST, 1 or die "$!\n";
    setsockopt $socket, SOL_SOCKET, $SO_BINDTODEVICE, "wire$net\0" or die "wire$net: $!\n";
    bind $socket, sockaddr_in(67, INADDR_ANY) or die "bind: $!\n";
    $net_of{$socket} = [$net, $socket];
}
my $all = IO::Select->new(map { $_->[1] } values %net_of);
while (my @ready = $all->can_read) {
    for my $socket (@ready) {
        my ($net) = @{ $net_of{$socket} };
        defined recv $socket, my $asked, 1500, 0 or next;

        # DISCOVER is answered by OFFER, REQUEST by ACK.
        my ($type) = substr($asked, 240) =~ /\x35\x01(.)/s or next;
        my $answer = { 1 => 2, 3 => 5 }->{ ord $type } or next;
        my $server = inet_aton("192.168.$net.1");
        my $client = inet_aton("192.168.$net.10");
        my $head = "\2\1\6\0" . substr($asked, 4, 4) . "\0\0\x80\0" . "\0" x 4 . $client . $server . "\0" x 4;
        my $options = pack "C3 CCa4 CCN CCN", 53, 1, $answer, 54, 4, $server, 51, 4, 120, 1, 4, 0xffffff00;
        my $reply = $head . substr($asked, 28, 16) . "\0" x 192 . "\x63\x82\x53\x63$options\xff";
        send $socket, $reply, 0, sockaddr_in(68, INADDR_BROADCAST) or warn "send: $!\n";
    }
}
