import { probeWord } from "../probe-script";

/** Seconds that a host listens, those until the last host listens too included. */
export const LISTENS = 20;
/** What a listener says when it hears. */
export const READY = "@ready";
/** How often each frame is sent, a second apart, since a switch may lose one while it learns. */
const ROUNDS = 4;

/** Tells a host's MAC and whose virtual hardware it runs on. */
export function factsScript(nic: string): string {
  return [
    "set -u",
    `printf '@mac\\t%s\\n' "$(cat ${probeWord(`/sys/class/net/${nic}/address`)} 2>/dev/null)"`,
    `printf '@vendor\\t%s\\n' "$(cd /sys/class/dmi/id && cat sys_vendor product_name chassis_asset_tag 2>/dev/null | tr '\\n' ' ')"`,
    `printf '@perl\\t%s\\n' "$(command -v perl)"`,
    "exit 0",
    "",
  ].join("\n");
}

/**
 * Listens on a NIC for frames that carry the nonce, and prints once for each: its number, whether it came with a tag, and
 * its source. Perl, because it is in every Debian and opens a packet socket without a module of its own. The sockets take
 * the NIC into promiscuous mode while they live. The kernel takes a tag off before it hands the frame over, so one socket
 * is filtered to those that had one and another to those that had none (SKF_AD_VLAN_TAG_PRESENT in linux/filter.h).
 */
export function listenScript(nic: string, nonce: string): string {
  return perl(
    nic,
    `
sub filtered {
  my ($tagged) = @_;
  my $socket = opened();
  # ld vlan_tag_present; jeq #tagged, accept; drop; accept
  my $program = pack("SCCI" x 4, 0x20, 0, 0, 0xfffff030, 0x15, 1, 0, $tagged, 0x06, 0, 0, 0, 0x06, 0, 0, 0xffff);
  # SOL_SOCKET, SO_ATTACH_FILTER
  setsockopt($socket, 1, 26, pack("Sx![P]P", 4, $program)) or die "filter: $!";
  # SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_MR_PROMISC
  setsockopt($socket, 263, 1, pack("iSSa8", $index, 1, 0, "")) or die "promiscuous mode: $!";
  return $socket;
}
my @sockets = (filtered(0), filtered(1));
print "\\${READY}\\n";
my ($nonce, $end, %seen) = (pack("H*", "${nonce}"), time() + ${LISTENS});
while ((my $left = $end - time()) > 0) {
  my $ready = "";
  vec($ready, fileno($_), 1) = 1 for @sockets;
  next unless select($ready, undef, undef, $left) > 0;
  for my $tagged (0, 1) {
    next unless vec($ready, fileno($sockets[$tagged]), 1);
    my $from = recv($sockets[$tagged], my $frame, 2048, 0);
    next unless defined $from;
    # Own frames come by too: sll_pkttype 4, PACKET_OUTGOING.
    next if (unpack("SnISC", $from))[4] == 4;
    my $at = index($frame, $nonce);
    next if $at < 0;
    my $line = join("\\t", unpack("n", substr($frame, $at + length($nonce), 2)), $tagged, unpack("H12", substr($frame, 6, 6)));
    print "\\@seen\\t$line\\n" unless $seen{$line}++;
  }
}
`,
  );
}

/** Sends frames as they are, in their order, some times over. */
export function sendScript(nic: string, frames: readonly string[]): string {
  return perl(
    nic,
    `
my $socket = opened();
my @frames = map { pack("H*", $_) } qw(${frames.join(" ")});
for my $round (1 .. ${ROUNDS}) {
  # A filter of the host's own drops a frame with an error: it is lost like any other.
  for my $frame (@frames) { send($socket, $frame, 0); }
  select(undef, undef, undef, 1);
}
`,
  );
}

function perl(nic: string, body: string): string {
  return `perl - ${probeWord(nic)} <<'PERL'
use strict; use warnings; $| = 1;
my $nic = shift;
open(my $file, "<", "/sys/class/net/$nic/ifindex") or die "no interface $nic";
chomp(my $index = <$file>);
sub opened {
  # AF_PACKET, SOCK_RAW, ETH_P_ALL in network order
  socket(my $socket, 17, 3, unpack("S", pack("n", 3))) or die "packet socket: $!";
  bind($socket, pack("SnISCCa8", 17, 3, $index, 0, 0, 0, "")) or die "bind: $!";
  return $socket;
}
${body.trim()}
PERL
`;
}
