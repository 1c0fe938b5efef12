#!/bin/bash
# A throw-away Samba Active Directory domain controller, LDAP service only: everything lies in one folder.
#
#   samba-ad.sh start DIR ADDRESS   provision and seed once, start, wait until it answers; prints key=value lines
#   samba-ad.sh load DIR N          add N users (u0000000 ...) offline, start again if it was running
#   samba-ad.sh stop DIR            stop; "rm -rf DIR" throws everything away
#
# Needs root: the ports (389, 636, 3268, 3269) are fixed, so every server needs a 127.x.y.z address of its own.
# LAB_PASSWORD      the password of every account
# LAB_STRONG_AUTH   yes: refuses simple binds without TLS, as a hardened AD does
# LAB_RECYCLE_BIN   yes: deleted objects keep their attributes
# LAB_PROCESS_MODEL single: one process, less memory, half the bind rate
set -euo pipefail
PATH=$PATH:/usr/sbin
realm=lab.example
base=DC=lab,DC=example
password=${LAB_PASSWORD:-Passw0rd.Lab1}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Debian's own Python: others do not find Samba's modules.
python=/usr/bin/python3

fail() { echo "samba-ad.sh: $*" >&2; exit 1; }
[ $# -ge 2 ] || fail "usage: $0 start DIR ADDRESS | load DIR N | stop DIR"
command=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)

for program in samba samba-tool ldapsearch openssl; do
  command -v $program >/dev/null || fail "$program is missing; scripts/test-setup installs it"
done
[ -d /usr/share/samba/setup ] || fail 'the package samba-ad-provision is missing; scripts/test-setup installs it'
[ "$(id -u)" = 0 ] || fail 'root is needed: the ports are below 1024'

alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
running() { [ -s "$dir/run/samba.pid" ] && alive "$(cat "$dir/run/samba.pid")"; }

write_configuration() {
  cat >"$dir/etc/smb.conf" <<CONF
[global]
	netbios name = DC1
	workgroup = LAB
	realm = ${realm^^}
	server role = active directory domain controller
	server services = ldap
	interfaces = $address/8
	bind interfaces only = yes
	private dir = $dir/private
	lock directory = $dir
	state directory = $dir/state
	cache directory = $dir/cache
	pid directory = $dir/run
	ncalrpc dir = $dir/ncalrpc
	ntp signd socket directory = $dir/ntp
	winbindd socket directory = $dir/winbind
	binddns dir = $dir/bind-dns
	log file = $dir/log.%m
	log level = 1
	idmap_ldb:use rfc2307 = yes
	vfs objects = dfs_samba4 acl_xattr xattr_tdb
	ldap server require strong auth = ${LAB_STRONG_AUTH:-no}
[sysvol]
	path = $dir/state/sysvol
	read only = no
[netlogon]
	path = $dir/state/sysvol/$realm/scripts
	read only = no
CONF
}

write_certificate() { # before the first start: the one Samba would make has no subjectAltName
  local tls=$dir/private/tls
  mkdir -p "$tls"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tls/key.pem" -out "$tls/cert.pem" -days 825 -subj "/CN=dc1.$realm" \
    -addext "subjectAltName=DNS:dc1.$realm,DNS:localhost,IP:$address" 2>/dev/null
  chmod 600 "$tls/key.pem"
  cp "$tls/cert.pem" "$tls/ca.pem"
}

create() {
  if [ -e "$dir/address" ]; then
    [ "$(cat "$dir/address")" = "$address" ] || fail "this folder was made for the address $(cat "$dir/address")"
    return
  fi
  mkdir -p "$dir"/{etc,cache,run,ncalrpc,ntp,winbind,state}
  write_configuration
  samba-tool domain provision --configfile="$dir/etc/smb.conf" --targetdir="$dir" --realm="${realm^^}" --domain=LAB \
    --server-role=dc --dns-backend=NONE --use-rfc2307 --host-name=dc1 --host-ip="$address" --adminpass="$password" \
    --backend-store=mdb --backend-store-size=8Gb >"$dir/provision.log" 2>&1 \
    || { tail -n 5 "$dir/provision.log" >&2; fail 'provisioning failed'; }
  write_certificate
  LAB_PASSWORD=$password $python "$here/samba-seed.py" "$dir"
  echo "$address" >"$dir/address"
}

start() {
  if running; then fail "already running, pid $(cat "$dir/run/samba.pid")"; fi
  setsid samba -F -M "${LAB_PROCESS_MODEL:-prefork}" --no-process-group -s "$dir/etc/smb.conf" --debug-stdout \
    >"$dir/samba.out" 2>&1 </dev/null &
  local try
  for ((try = 0; try < 600; try++)); do
    if ldapsearch -x -LLL -H "ldap://$address" -s base -b '' highestCommittedUSN 2>/dev/null | grep -q USN; then return; fi
    sleep 0.05
  done
  tail -n 5 "$dir/samba.out" >&2
  fail 'no answer after 30 s'
}

stop() {
  if ! running; then return; fi
  local pid try
  pid=$(cat "$dir/run/samba.pid")
  kill "$pid"
  for ((try = 0; try < 400; try++)); do
    # The workers end a moment after their parent; a start before that would find the port taken.
    if ! alive "$pid" && ! (: <"/dev/tcp/$(cat "$dir/address")/389") 2>/dev/null; then
      rm -f "$dir/run/samba.pid"
      return
    fi
    sleep 0.05
  done
  fail "process $pid does not stop"
}

lock_account() { # only failed binds lock an account
  if [ -e "$dir/locked" ]; then return; fi
  local try
  for try in 1 2 3 4; do
    LDAPTLS_REQCERT=never ldapsearch -x -ZZ -H "ldap://$address" -D "locked1@$realm" -w "wrong$try" -b '' -s base >/dev/null 2>&1 || true
  done
  touch "$dir/locked"
}

load() {
  local was_running= from
  if running; then was_running=yes; stop; fi
  from=$(cat "$dir/loaded" 2>/dev/null || echo 0)
  $python "$here/samba-load.py" "$dir" "$from" "$1"
  echo $((from + $1)) >"$dir/loaded"
  if [ -n "$was_running" ]; then start; fi
}

information() {
  cat <<INFO
url=ldap://$address
ldaps_url=ldaps://$address
base_dn=$base
admin_dn=CN=Administrator,CN=Users,$base
admin_password=$password
sync_account=svc-sync@$realm
sync_password=$password
user_password=$password
ca_file=$dir/private/tls/cert.pem
fingerprint=$(openssl x509 -in "$dir/private/tls/cert.pem" -noout -fingerprint -sha256 | cut -d= -f2)
pid_file=$dir/run/samba.pid
INFO
}

case $command in
  start)
    [ $# = 3 ] || fail 'start needs DIR and ADDRESS'
    address=$3
    create
    start
    lock_account
    information
    ;;
  load)
    [ $# = 3 ] || fail 'load needs DIR and a number'
    address=$(cat "$dir/address")
    load "$3"
    ;;
  stop) stop ;;
  *) fail "unknown command $command" ;;
esac
