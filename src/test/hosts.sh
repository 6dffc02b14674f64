#!/bin/sh
# Two hosts on one machine, for tests: network and host name namespaces joined by a cable. Needs root and iproute2.
# Writes into a folder: a.pid and b.pid (processes whose end takes the hosts away), hostfile, agent (in ssh's place).
set -eu
dir=$1
for host in a b; do
  unshare -n -u sh -c "hostname smdm-$host && echo \$\$ >$dir/$host.pid && exec sleep 600" >/dev/null 2>&1 &
done
for host in a b; do
  tries=0
  while [ ! -s "$dir/$host.pid" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] || exit 1
    sleep 0.1
  done
done
a=$(cat "$dir/a.pid")
b=$(cat "$dir/b.pid")
ip link add smdm-a netns "$a" type veth peer name smdm-b netns "$b"
number=1
for host in a b; do
  pid=$(cat "$dir/$host.pid")
  nsenter -t "$pid" -n sh -c "ip addr add 10.77.0.$number/24 dev smdm-$host && ip link set smdm-$host up && ip link set lo up"
  number=2
done
printf '10.77.0.1 slots=1\n10.77.0.2 slots=1\n' >"$dir/hostfile"
cat >"$dir/agent" <<END
#!/bin/sh
shift
exec nsenter -t $b -n -u sh -c "\$*"
END
chmod +x "$dir/agent"
