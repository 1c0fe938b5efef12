#!/bin/bash
# A throw-away OpenLDAP server in the foreground style: everything lies in one folder, no root, no system configuration.
#
#   openldap.sh start DIR ADDRESS:PORT   create and seed once, start, wait until it answers; prints key=value lines
#   openldap.sh load DIR N               add N users (u0000000 ...) offline, start again if it was running
#   openldap.sh stop DIR                 stop; "rm -rf DIR" throws everything away
#
# LDAPS is on PORT + 1. LAB_PASSWORD is the password of every account.
set -euo pipefail
PATH=$PATH:/usr/sbin
base=dc=lab,dc=example
admin=cn=admin,$base
sync=cn=svc-sync,ou=service,$base
password=${LAB_PASSWORD:-Secret.Lab1}

fail() { echo "openldap.sh: $*" >&2; exit 1; }
[ $# -ge 2 ] || fail "usage: $0 start DIR ADDRESS:PORT | load DIR N | stop DIR"
command=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)

for program in slapd slapadd ldapadd ldapmodify ldapsearch openssl; do
  command -v $program >/dev/null || fail "$program is missing; scripts/test-setup installs it"
done

alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
running() { [ -s "$dir/slapd.pid" ] && alive "$(cat "$dir/slapd.pid")"; }

write_configuration() {
  cat >"$dir/slapd.conf" <<CONF
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload syncprov
moduleload ppolicy
moduleload memberof
pidfile $dir/slapd.pid
argsfile $dir/slapd.args
loglevel none
TLSCertificateFile $dir/cert.pem
TLSCertificateKeyFile $dir/key.pem

database mdb
suffix "$base"
rootdn "$admin"
rootpw $password
directory $dir/db
maxsize 8589934592
index objectClass,uid,mail,cn,member,entryUUID,entryCSN,modifyTimestamp eq
limits dn.exact="$sync" size.soft=unlimited size.hard=unlimited time=unlimited
limits * size.soft=500 size.hard=500 size.prtotal=unlimited
access to attrs=userPassword by self write by anonymous auth by * none
access to * by dn.exact="$sync" read by users read by * none
overlay syncprov
syncprov-checkpoint 1000 10
syncprov-sessionlog 100000
overlay memberof
memberof-refint TRUE
overlay ppolicy
ppolicy_default "cn=default,ou=policies,$base"
ppolicy_use_lockout
CONF
}

organization() { # NAME PARENT
  printf 'dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n' "$1" "$2" "$1"
}

create() {
  if [ -e "$dir/slapd.conf" ]; then return; fi
  mkdir -p "$dir/bin" "$dir/db"
  # Ubuntu's AppArmor profile confines /usr/sbin/slapd to /var/lib/ldap; it goes by path, so a copy is not confined.
  cp "$(command -v slapd)" "$dir/bin/slapd"
  ln -s slapd "$dir/bin/slapadd"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/key.pem" -out "$dir/cert.pem" -days 825 \
    -subj /CN=ldap.lab.example -addext "subjectAltName=DNS:ldap.lab.example,DNS:localhost,IP:${address%:*}" 2>/dev/null
  chmod 600 "$dir/key.pem"
  write_configuration
  {
    printf 'dn: %s\nobjectClass: dcObject\nobjectClass: organization\ndc: lab\no: Lab\n\n' "$base"
    local name
    for name in people groups service policies; do organization "$name" "$base"; done
    for name in sales engineering 研发中心; do organization "$name" "ou=people,$base"; done
  } | "$dir/bin/slapadd" -q -f "$dir/slapd.conf" -b "$base"
}

person() { # RDN PARENT UID CN SURNAME GIVEN [no-password]
  printf 'dn: %s,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s\nsn: %s\ngivenName: %s\ndisplayName: %s\nmail: %s@lab.example\n' \
    "$1" "$2" "$3" "$4" "$5" "$6" "$4" "$3"
  if [ $# -lt 7 ]; then printf 'userPassword: %s\n' "$password"; fi
  echo
}

seed_entries() {
  local people=ou=people,$base groups=ou=groups,$base policies=ou=policies,$base
  cat <<LDIF
dn: cn=default,$policies
objectClass: applicationProcess
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 3
pwdLockoutDuration: 0
pwdMustChange: TRUE

dn: cn=expiring,$policies
objectClass: applicationProcess
objectClass: pwdPolicy
cn: expiring
pwdAttribute: userPassword
pwdMaxAge: 1
pwdGraceAuthnLimit: 0

dn: $sync
objectClass: applicationProcess
objectClass: simpleSecurityObject
cn: svc-sync
userPassword: $password

LDIF
  local number unit
  for number in 01 02 03 04 05 06 07 08 09 10 11 12; do
    unit=sales
    if [ $((10#$number % 2)) = 0 ]; then unit=engineering; fi
    person "uid=tuser$number" "ou=$unit,$people" "tuser$number" "Test User$number" "User$number" Test
  done
  local state
  for state in locked1 expired1 mustchange1 disabled1; do
    person "uid=$state" "$people" "$state" "$state" "$state" Special
  done
  person uid=nopw1 "$people" nopw1 nopw1 nopw1 Special no-password
  person uid=zhangwei "$people" zhangwei 张伟 张 伟
  person cn=李娜 "ou=研发中心,$people" lina 李娜 李 娜
  person 'cn=Smith\, John (EMEA)' "ou=sales,$people" jsmith 'Smith, John (EMEA)' Smith John
  cat <<LDIF
dn: cn=g-backend,$groups
objectClass: groupOfNames
cn: g-backend
member: uid=tuser01,ou=sales,$people
member: uid=tuser02,ou=engineering,$people

dn: cn=g-all,$groups
objectClass: groupOfNames
cn: g-all
member: cn=g-backend,$groups
member: uid=tuser03,ou=sales,$people
member: cn=李娜,ou=研发中心,$people
member: cn=Smith\\, John (EMEA),ou=sales,$people

LDIF
}

seed_states() {
  local people=ou=people,$base
  cat <<LDIF
dn: uid=expired1,$people
changetype: modify
add: pwdPolicySubentry
pwdPolicySubentry: cn=expiring,ou=policies,$base

dn: uid=mustchange1,$people
changetype: modify
replace: pwdReset
pwdReset: TRUE

dn: uid=disabled1,$people
changetype: modify
replace: pwdAccountLockedTime
pwdAccountLockedTime: 000001010000Z
LDIF
}

seed() { # through the running server: the overlays (memberOf, password policy) do not see what slapadd writes
  if [ -e "$dir/seeded" ]; then return; fi
  local as_admin=(-x -H "ldap://$address" -D "$admin" -w "$password")
  { seed_entries | ldapadd "${as_admin[@]}" && seed_states | ldapmodify "${as_admin[@]}"; } >"$dir/seed.log" 2>&1 \
    || { tail -n 3 "$dir/seed.log" >&2; fail 'seeding failed'; }
  local try
  for try in 1 2 3 4; do
    ldapsearch -x -H "ldap://$address" -D "uid=locked1,ou=people,$base" -w "wrong$try" -s base >/dev/null 2>&1 || true
  done
  touch "$dir/seeded"
}

start() {
  if running; then fail "already running, pid $(cat "$dir/slapd.pid")"; fi
  setsid "$dir/bin/slapd" -f "$dir/slapd.conf" -h "ldap://$address ldaps://${address%:*}:$((${address#*:} + 1))" -d 0 \
    >"$dir/slapd.out" 2>&1 </dev/null &
  local try
  for ((try = 0; try < 500; try++)); do
    if ldapsearch -x -LLL -H "ldap://$address" -s base -b '' namingContexts >/dev/null 2>&1; then return; fi
    sleep 0.02
  done
  cat "$dir/slapd.out" >&2
  fail 'no answer after 10 s'
}

stop() {
  if ! running; then return; fi
  local pid try
  pid=$(cat "$dir/slapd.pid")
  kill "$pid"
  for ((try = 0; try < 200; try++)); do
    if ! alive "$pid"; then return; fi
    sleep 0.05
  done
  fail "process $pid does not stop"
}

bulk_users() { # FROM TO: 12 attributes each, every fifth name Chinese
  awk -v from="$1" -v to="$2" -v base="$base" 'BEGIN {
    split("王 李 张 刘 陈 杨 黄 赵 吴 周", surname, " ")
    split("伟 芳 娜 敏 静 强 磊 洋 艳 勇 秀英 志强 建国 晓明 雨桐", given, " ")
    for (i = from; i < to; i++) {
      if (i % 5 == 0) { s = surname[int(i / 5) % 10 + 1]; g = given[int(i / 50) % 15 + 1]; d = s g }
      else { s = "Sur" i; g = "Given" i; d = g " " s }
      printf "dn: uid=u%07d,ou=people,%s\nobjectClass: inetOrgPerson\nuid: u%07d\ncn: %s\nsn: %s\ngivenName: %s\n", i, base, i, d, s, g
      printf "displayName: %s\nmail: u%07d@lab.example\ntelephoneNumber: +86 10 %08d\nmobile: +86 139%08d\n", d, i, i, i
      printf "employeeNumber: %07d\ndepartmentNumber: D%d\ntitle: Engineer\n\n", i, i % 50
    }
  }'
}

load() {
  local was_running= from to
  if running; then was_running=yes; stop; fi
  from=$(cat "$dir/loaded" 2>/dev/null || echo 0)
  to=$((from + $1))
  bulk_users "$from" "$to" | "$dir/bin/slapadd" -q -f "$dir/slapd.conf" -b "$base" || fail 'slapadd failed'
  echo "$to" >"$dir/loaded"
  if [ -n "$was_running" ]; then start; fi
}

information() {
  cat <<INFO
url=ldap://$address
ldaps_url=ldaps://${address%:*}:$((${address#*:} + 1))
base_dn=$base
admin_dn=$admin
admin_password=$password
sync_account=$sync
sync_password=$password
user_password=$password
ca_file=$dir/cert.pem
fingerprint=$(openssl x509 -in "$dir/cert.pem" -noout -fingerprint -sha256 | cut -d= -f2)
pid_file=$dir/slapd.pid
INFO
}

case $command in
  start)
    [ $# = 3 ] || fail 'start needs DIR and ADDRESS:PORT'
    address=$3
    create
    echo "$address" >"$dir/address"
    start
    seed
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
