"""Adds users without a password to a stopped Samba domain: samba-load.py DIR FIRST COUNT."""

import sys

from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

SURNAMES = "王 李 张 刘 陈 杨 黄 赵 吴 周".split()
GIVEN_NAMES = "伟 芳 娜 敏 静 强 磊 洋 艳 勇 秀英 志强 建国 晓明 雨桐".split()

folder, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
parameters = LoadParm()
parameters.load(folder + "/etc/smb.conf")
# One transaction with a large index cache: commits and index writes are what makes Samba slow here.
options = ["batch_mode:1", "transaction_index_cache_size:%d" % max(10_000, 3 * count)]
db = SamDB(
    url=folder + "/private/sam.ldb", lp=parameters, session_info=system_session(parameters), options=options
)
bulk = "OU=Bulk," + str(db.domain_dn())

db.transaction_start()
if first == 0:
    db.add({"dn": bulk, "objectClass": "organizationalUnit"})
    for department in range(10):
        db.add({"dn": "OU=Dept%d,%s" % (department, bulk), "objectClass": "organizationalUnit"})
for number in range(first, first + count):
    account = "u%07d" % number
    surname, given = "Sur%d" % number, "Given%d" % number
    display = given + " " + surname
    if number % 5 == 0:
        surname, given = SURNAMES[number // 5 % 10], GIVEN_NAMES[number // 50 % 15]
        display = surname + given
    db.add(
        {
            "dn": "CN=%s %07d,OU=Dept%d,%s" % (display, number, number % 10, bulk),
            "objectClass": "user",
            "sAMAccountName": account,
            "userPrincipalName": account + "@lab.example",
            "givenName": given,
            "sn": surname,
            "displayName": display,
            "mail": account + "@lab.example",
            "telephoneNumber": "+86 10 %08d" % number,
            "department": "Dept%d" % (number % 10),
            "title": "Engineer",
            "employeeID": "%07d" % number,
            "userAccountControl": "544",
        }
    )
db.transaction_commit()
