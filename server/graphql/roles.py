"""Roles and rights, as the contract has them."""

from server.credentials import Right as Right
from server.credentials import Role as Role
from server.graphql.describing import described

described(
    Role,
    "Role",
    "What somebody is to the register.",
    {
        "ANONYMOUS": "Anyone: open counts, and every projection, comparison and run from them.",
        "POLICY": "Makes policy: exact counts of the region as well.",
        "REGISTRAR": "Keeps the people of its municipalities, and their actions.",
        "AUDITOR": "Reads the audit trail, and nobody's particulars.",
        "ADMINISTRATOR": "Issues credentials, and records what the region adopts; sees nobody's "
        "particulars.",
    },
)

described(
    Right,
    "Right",
    "What a role may, and a credential can be limited to.",
    {
        "READ_OPEN": "Read what is open: counts, assumptions, scenarios.",
        "SIMULATE": "Ask projections, comparisons and runs.",
        "READ_EXACT_COUNTS": "Start from the exact counts of the region.",
        "READ_PEOPLE": "Read people of the own municipalities.",
        "CHANGE_PEOPLE": "Register, correct and erase people of the own municipalities.",
        "READ_ACTIONS": "Read actions of the own municipalities one by one.",
        "CHANGE_ACTIONS": "Record and conclude actions of the own municipalities.",
        "READ_AUDIT": "Read the audit trail.",
        "MANAGE_CREDENTIALS": "Issue, list and revoke credentials.",
        "ADOPT": "Record which scenario the region has adopted.",
    },
)
