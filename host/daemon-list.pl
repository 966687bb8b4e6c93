# Adds an item to, or takes it from, a list of a daemon.json, and leaves every other character of the file as it is. Reads the file
# on stdin and prints it changed. Arguments: the verb, the key of the list, and the item. The verbs are add; empty, which takes the
# item and leaves the list; and remove, which also takes the key of a list without another item. Perl's own module for JSON is
# missing on small systems.
use strict;
use warnings;

my ($verb, $list, $item) = @ARGV;
my $text = do { local $/; <STDIN> // "" };
$text = "{}\n" if $text !~ /\S/;

# Every token, with where it begins and ends.
my @tokens;
while ($text =~ /\G\s*("(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+)/gc) { push @tokens, [$1, $-[1], $+[1]] }
die "it is no JSON\n" if $text !~ /\G\s*\z/gc or !@tokens or $tokens[0][0] ne "{" or $tokens[-1][0] ne "}";

# The key and its list on the top level: the numbers of their tokens.
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
  # An item goes with the comma before it, or else after it; the last one takes the key along.
  my ($first, $last) = @items > 1 ? ($found, $found) : ($key, $end);
  if ($tokens[$first - 1][0] eq ",") { $first-- }
  elsif ($tokens[$last + 1][0] eq ",") { $last++ }
  my $from = $tokens[$first][0] eq "," ? $tokens[$first][1] : $tokens[$first - 1][2];
  substr($text, $from, $tokens[$last][2] - $from) = "";
}
print $text;
