"""Fills a freshly provisioned, stopped Samba domain: samba-seed.py DIR, with the password of all in LAB_PASSWORD."""

import glob
import os
import sys
import time

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

NORMAL = 0x200
DISABLED = 0x2
NO_PASSWORD_NEEDED = 0x20
PASSWORD_NEVER_EXPIRES = 0x10000
GLOBAL_SECURITY_GROUP = "-2147483646"
DAY = 86400

folder = sys.argv[1]
password = os.environ["LAB_PASSWORD"]
parameters = LoadParm()
parameters.load(folder + "/etc/smb.conf")
db = SamDB(url=folder + "/private/sam.ldb", lp=parameters, session_info=system_session(parameters))
domain = str(db.domain_dn())


def file_time(unix_seconds):
    return str(int((unix_seconds + 11644473600) * 10_000_000))


def replace(dn, name, value, controls=None):
    message = ldb.Message(ldb.Dn(db, dn))
    message[name] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, name)
    db.modify(message, controls=controls)


def organization(name, parent):
    dn = "OU=%s,%s" % (name, parent)
    db.add({"dn": dn, "objectClass": "organizationalUnit"})
    return dn


def user(cn, parent, account, control=NORMAL, with_password=True, **attributes):
    dn = "CN=%s,%s" % (cn, parent)
    entry = {
        "dn": dn,
        "objectClass": "user",
        "sAMAccountName": account,
        "userPrincipalName": account + "@lab.example",
        "displayName": cn.replace("\\", ""),
        "mail": account + "@lab.example",
        "userAccountControl": str(NORMAL | NO_PASSWORD_NEEDED),
    }
    entry.update(attributes)
    db.add(entry)
    if with_password:
        db.setpassword("(sAMAccountName=%s)" % account, password, force_change_at_next_login=False)
    replace(dn, "userAccountControl", str(control))
    return dn


def group(cn, parent, members):
    dn = "CN=%s,%s" % (cn, parent)
    entry = {"dn": dn, "objectClass": "group", "sAMAccountName": cn, "groupType": GLOBAL_SECURITY_GROUP}
    if members:
        entry["member"] = members
    db.add(entry)
    return dn


def grant(dn, ace):
    controls = ["show_deleted:1", "sd_flags:1:4"]
    found = db.search(base=dn, scope=ldb.SCOPE_BASE, attrs=["nTSecurityDescriptor"], controls=controls)
    sid = security.dom_sid(db.get_domain_sid())
    sddl = ndr_unpack(security.descriptor, found[0]["nTSecurityDescriptor"][0]).as_sddl(sid)
    first_ace = sddl.index("(", sddl.index("D:"))
    changed = security.descriptor.from_sddl(sddl[:first_ace] + ace + sddl[first_ace:], sid)
    replace(dn, "nTSecurityDescriptor", ndr_pack(changed), controls)


def add_entries():
    company = organization("Company", domain)
    engineering = organization("Engineering", company)
    backend = organization("Backend", engineering)
    organization("研发中心", engineering)
    sales = organization("Sales", company)
    groups = organization("Groups", company)
    service = organization("Service", company)
    departments = ((engineering, "Engineering"), (sales, "Sales"), (backend, "Backend"))
    people = []
    for number in range(1, 13):
        parent, department = departments[number % 3]
        people.append(
            user(
                "Test User%02d" % number,
                parent,
                "tuser%02d" % number,
                givenName="Test",
                sn="User%02d" % number,
                department=department,
                employeeID="E%04d" % number,
            )
        )
    user("Zhang Wei 张伟", engineering, "zhangwei", givenName="伟", sn="张")
    user("李娜", "OU=研发中心," + engineering, "lina", givenName="娜", sn="李")
    user("Smith\\, John (EMEA)", sales, "jsmith", givenName="John", sn="Smith")
    user("Disabled One", sales, "disabled1", NORMAL | DISABLED)
    user("Expired One", sales, "expired1", accountExpires=file_time(time.time() - DAY))
    user("Future Expiry", sales, "future1", accountExpires=file_time(time.time() + 30 * DAY))
    user("Password Never Expires", sales, "pwnever1", NORMAL | PASSWORD_NEVER_EXPIRES)
    replace(user("Must Change", sales, "mustchange1"), "pwdLastSet", "0")
    user("Locked One", sales, "locked1")
    user("Old Password", sales, "oldpw1")
    user("No Password", sales, "nopw1", NORMAL | NO_PASSWORD_NEEDED, with_password=False)
    replace(user("No Logon Hours", sales, "hours1"), "logonHours", b"\0" * 21)
    user("svc sync", service, "svc-sync", NORMAL | PASSWORD_NEVER_EXPIRES)
    nested = group("g-eng", groups, people[4:8] + [group("g-backend", groups, people[:4])])
    group("g-all", groups, [nested, people[9]])
    group("g-empty", groups, [])
    replace(domain, "lockoutThreshold", "3")
    replace(domain, "maxPwdAge", str(-42 * DAY * 10_000_000))


def grant_rights_of_the_sync_account():
    found = db.search(base=domain, expression="(sAMAccountName=svc-sync)", attrs=["objectSid"])
    sid = str(ndr_unpack(security.dom_sid, found[0]["objectSid"][0]))
    grant("CN=Deleted Objects," + domain, "(A;CI;RPLC;;;%s)" % sid)
    # Replicating Directory Changes, which DirSync asks for.
    grant(domain, "(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;%s)" % sid)


def let_a_password_expire():
    # Samba's modules accept pwdLastSet 0 and -1 only, so this one is written below them.
    raw = ldb.Ldb("mdb://" + glob.glob(folder + "/private/sam.ldb.d/DC=*.ldb")[0])
    dn = raw.search(base=domain, expression="(sAMAccountName=oldpw1)", attrs=["dn"])[0].dn
    message = ldb.Message(dn)
    message["pwdLastSet"] = ldb.MessageElement(
        file_time(time.time() - 400 * DAY), ldb.FLAG_MOD_REPLACE, "pwdLastSet"
    )
    raw.modify(message)


db.transaction_start()
add_entries()
db.transaction_commit()
grant_rights_of_the_sync_account()
if os.environ.get("LAB_RECYCLE_BIN") == "yes":
    db.modify_ldif(
        "dn:\nchangetype: modify\nreplace: enableOptionalFeature\nenableOptionalFeature: "
        "CN=Partitions,CN=Configuration,%s:766ddcd8-acd0-445e-f3b9-a7f9b6744f2a\n" % domain
    )
del db
let_a_password_expire()
