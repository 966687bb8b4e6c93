list=insecure-registries
item=192.168.1.11:5000
path=registry.insecure
program='{
use strict;
use warnings;
my ($verb, $list, $item) = @ARGV;
my $text = do { local $/; <STDIN> // "" };
$text = "{}\n" if $text !~ /\S/;
my @tokens;
while ($text =~ /\G\s*("(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+)/gc) { push @tokens, [$1, $-[1], $+[1]] }
die "it is no JSON\n" if $text !~ /\G\s*\z/gc or !@tokens or $tokens[0][0] ne "{" or $tokens[-1][0] ne "}";
my ($key, $end);
my $depth = 0;
for my $at (0 .. $#tokens) {
  my $token = $tokens[$at][0];
  $depth++ if $token =~ /^[\[{]$/;
  $depth-- if $token =~ /^[\]}]$/;
  $key = $at if $depth == 1 and $token eq qq("$list") and ($tokens[$at + 1][0] // "") eq ":";
  if (defined $key and !defined $end and $at > $key + 1 and $depth == 1) { $end = $at }
}
die "$list is no list\n" if defined $key and $tokens[$key + 2][0] ne "[";
my @items = defined $key ? grep { $tokens[$_][0] =~ /^"/ } $key + 3 .. $end - 1 : ();
my ($found) = grep { $tokens[$_][0] eq qq("$item") } @items;
if ($verb eq "add" and !defined $found) {
  if (!defined $key) {
    my $rest = $tokens[1][0] eq "}" ? "\n" : ",";
    substr($text, $tokens[0][2], 0) = qq(\n  "$list": ["$item"]$rest);
  } elsif (@items) {
    substr($text, $tokens[$items[-1]][2], 0) = qq(, "$item");
  } else {
    substr($text, $tokens[$key + 2][2], 0) = qq("$item");
  }
}
if ($verb eq "empty" and defined $found and @items == 1) {
  substr($text, $tokens[$found][1], $tokens[$found][2] - $tokens[$found][1]) = "";
} elsif ($verb ne "add" and (defined $found or $verb eq "remove" and defined $key and !@items)) {
  my ($first, $last) = @items > 1 ? ($found, $found) : ($key, $end);
  if ($tokens[$first - 1][0] eq ",") { $first-- }
  elsif ($tokens[$last + 1][0] eq ",") { $last++ }
  my $from = $tokens[$first][0] eq "," ? $tokens[$first][1] : $tokens[$first - 1][2];
  substr($text, $from, $tokens[$last][2] - $from) = "";
}
print $text;
}
'
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
# host/daemon-list.sh
