# Part of probe.pl and watch.pl: what Perl has no functions for, and printing.
use strict;
use warnings;

our ($machine) = @ARGV;
our $is_64_bit = length(pack("P", 0)) == 8;

# Numbers of setns and clock_gettime, which Perl has no functions for. A 32-bit Perl may run on a 64-bit kernel.
sub system_calls {
  my %numbers = (x86_64 => [308, 228], i386 => [346, 265], aarch64 => [268, 113], arm => [375, 263],
    riscv64 => [268, 113], loongarch64 => [268, 113], ppc64 => [350, 246], s390x => [339, 260]);
  my $kind = $machine =~ /^i.86$/ || ($machine eq "x86_64" && !$is_64_bit) ? "i386"
    : $machine =~ /^arm/ || ($machine eq "aarch64" && !$is_64_bit) ? "arm"
    : $machine =~ /^ppc64/ ? "ppc64" : $machine;
  return @{$numbers{$kind} or die "unknown machine type $machine\n"};
}

my ($setns, $clock_gettime) = system_calls();

# CLONE_NEWNET
sub enter { syscall($setns, fileno($_[0]), 0x40000000) == 0 or die "setns: $!\n" }

sub now {
  my $time = pack("l!l!", 0, 0);
  syscall($clock_gettime, 1, $time);
  my ($seconds, $nanoseconds) = unpack("l!l!", $time);
  return $seconds + $nanoseconds / 1e9;
}

# Several of these programs share a pipe, which takes up to 4,096 bytes in one piece.
my $printed = "";
sub flush_lines { syswrite(STDOUT, $printed) if length $printed; $printed = "" }
sub print_line {
  my $line = substr(join("\t", @_), 0, 3000) . "\n";
  flush_lines() if length($printed) + length($line) > 4000;
  $printed .= $line;
}
