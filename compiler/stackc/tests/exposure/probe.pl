# probe.pl serve NAME READY < ENDPOINTS     answers at each endpoint with "NAME:PORT"
# probe.pl ask VIEW < TARGETS               asks all targets at once, and prints who answered
#
# An endpoint is `PROTOCOL ADDRESS PORT`; a target has the address to come from behind the address to ask.
use strict;
use warnings;
use IO::Select;
use Socket qw(:DEFAULT :addrinfo IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6 IPV6_V6ONLY);
use Fcntl;
use Time::HiRes qw(time);

$SIG{PIPE} = 'IGNORE';

# How long nobody answers before nobody will. Everything is on one machine.
my $patience = 0.7;

sub address {
    my ($host, $port, $type) = @_;
    my ($error, $found) = getaddrinfo($host, $port,
        { flags => AI_NUMERICHOST | AI_NUMERICSERV, socktype => $type });
    die "$host $port: $error\n" if $error;
    return $found;
}

sub opened {
    my ($protocol, $host, $port) = @_;
    my $type = $protocol eq 'udp' ? SOCK_DGRAM : SOCK_STREAM;
    my $address = address($host, $port, $type);
    socket(my $socket, $address->{family}, $type, 0) or die "socket: $!\n";
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1);
    setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) if $address->{family} == AF_INET6;
    bind($socket, $address->{addr}) or die "$protocol $host $port: $!\n";
    return $socket;
}

sub serve {
    my ($name, $ready) = @_;
    my $select = IO::Select->new;
    my %what;
    while (my $line = <STDIN>) {
        my ($protocol, $host, $port) = split ' ', $line;
        for my $bound ($host eq '*' ? ('0.0.0.0', '::') : $host) {
            my $socket = opened($protocol, $bound, $port);
            listen($socket, 64) or die "$!\n" if $protocol eq 'tcp';
            $select->add($socket);
            $what{fileno $socket} = [$protocol, "$name:$port\n"];
        }
    }
    open(my $mark, '>', $ready) or die "$ready: $!\n";
    close $mark;
    while (my @heard = $select->can_read) {
        for my $socket (@heard) {
            my ($protocol, $answer) = @{ $what{fileno $socket} };
            if ($protocol eq 'udp') {
                my $from = recv($socket, my $data, 64, 0);
                send($socket, $answer, 0, $from) if defined $from;
            } elsif (accept(my $client, $socket)) {
                syswrite($client, $answer);
                close $client;
            }
        }
    }
}

sub ask {
    my ($view) = @_;
    my ($reading, $writing) = (IO::Select->new, IO::Select->new);
    my (%what, %answers, @order);
    while (my $line = <STDIN>) {
        my ($protocol, $host, $from, $port) = split ' ', $line;
        my $key = "$view $protocol $from $host $port";
        push @order, $key;
        my $type = $protocol eq 'udp' ? SOCK_DGRAM : SOCK_STREAM;
        my $socket = opened($protocol, $from, 0);
        fcntl($socket, F_SETFL, O_NONBLOCK);
        connect($socket, address($host, $port, $type)->{addr}) or $!{EINPROGRESS} or next;
        $what{fileno $socket} = $key;
        syswrite($socket, '?') if $protocol eq 'udp';
        $reading->add($socket);
    }
    my $end = time + $patience;
    while ($reading->count and time < $end) {
        for my $socket ($reading->can_read($end - time)) {
            my $count = sysread($socket, my $data, 64);
            $answers{ $what{fileno $socket} } = $data if $count;
            chomp $answers{ $what{fileno $socket} } if $count;
            $reading->remove($socket);
        }
    }
    print "$_ ", $answers{$_} // '-', "\n" for @order;
}

my $command = shift @ARGV;
$command eq 'serve' ? serve(@ARGV) : ask(@ARGV);
