"""Workflow C: qualify numbers, and prove by a call, or by invoices, whose they are."""

import httpx2
from workflow import OPERATOR, PROJECT, URL, call, code_of, say, wait_for_state

BY_CALL, BY_INVOICE, NOT_HOSTABLE = "+12085550150", "+12085550151", "+12085559990"

added = call("POST", "/qualifiedNumbers:addNumbers", {"phoneNumbers": [BY_CALL, BY_INVOICE, NOT_HOSTABLE]})
say(f"added: {[number['globalProcessState'] for number in added['qualifiedNumbers']]}")
for number in (BY_CALL, BY_INVOICE):
    wait_for_state(number, "ELIGIBLE")
wait_for_state(NOT_HOSTABLE, "NOT_ELIGIBLE")
say("two can be hosted, one cannot")

call("POST", f"/qualifiedNumbers/{BY_CALL}:sendVoiceChallenge")
code = code_of(BY_CALL)
wrong = f"{(int(code) + 1) % 10000:04}"
failed = call("POST", f"/qualifiedNumbers/{BY_CALL}:verifyVoiceChallenge", {"code": wrong})
say(f"a wrong code: {failed['globalProcessState']}, {failed['ownershipVerification']['error']}")
verified = call("POST", f"/qualifiedNumbers/{BY_CALL}:verifyVoiceChallenge", {"code": code})
assert verified["globalProcessState"] == "GLOBAL_PROCESS_STATE_VERIFIED"
say("the right code: verified")

review = f"{URL}/operator/v1/projects/{PROJECT}/qualifiedNumbers/{BY_INVOICE}"
bearer = {"authorization": f"Bearer {OPERATOR}"}
for step in ("receiveInvoices", "acceptInvoices"):
    assert httpx2.post(f"{review}:{step}", headers=bearer, json={}).status_code == 200
wait_for_state(BY_INVOICE, "VERIFIED")
say("the operator has accepted the invoices of the other: verified")

verified_numbers = call("GET", "/qualifiedNumbers", states="GLOBAL_PROCESS_STATE_VERIFIED")["qualifiedNumbers"]
assert {BY_CALL, BY_INVOICE} <= {number["phoneNumber"] for number in verified_numbers}
call("DELETE", f"/qualifiedNumbers/{NOT_HOSTABLE}")
call("GET", f"/qualifiedNumbers/{NOT_HOSTABLE}", expected=404)
say("the third is off the list")
