"""Answers as the references record them."""

from support.stub_api import PROJECT

N = "+12085550142"
ORDER = "01k7m2tq6w8x9y0z1a2b3c4d5e"
HOSTING = "01k9c4q2w8e7r6t5y4x3z2a1bc"
STORED = {
    "streetNumber": "12",
    "streetInfo": "Maple Avenue",
    "location": "",
    "city": "Boise",
    "state": "ID",
    "postalCode": "83702",
    "postalCodePlusFour": "",
}
NUMBER_ORDER = {
    "projectId": PROJECT,
    "idNumberOrder": ORDER,
    "regionCode": "AU",
    "state": "CREATED",
    "numberType": "MOBILE",
    "orderNumbers": [
        {
            "phoneNumber": "+61400000142",
            "numberPrice": {
                "setupPrice": {"currencyCode": "USD", "amount": "1.00"},
                "monthlyPrice": {"currencyCode": "USD", "amount": "4.00"},
                "paymentIntervalMonths": 1,
            },
            "capabilities": ["SMS"],
        }
    ],
    "smsConfiguration": {"servicePlanId": "PlanAlpha"},
    "expireTime": "2026-05-06T10:11:12.204187Z",
    "createTime": "2026-05-04T10:11:12Z",
    "updateTime": "2026-05-04T10:11:12Z",
}
REGISTRATION = {
    "requestDetails": {"data": [[{"senderId": "+61400000142"}], {"city": "Perth"}]},
    "attachments": [
        {"attachmentId": "a", "fileName": "loa.pdf", "mimeType": "application/pdf", "uploadStatus": "WAITING"}
    ],
    "logs": [{"message": "Please send a local number.", "createTime": "2026-05-05T06:39:55.902553Z"}],
}
VALIDATION = {
    "phoneNumber": N,
    "displayName": "Head office",
    "validatedAddress": STORED,
    "validationResult": "NEAR_MATCH",
    "validationMessage": "Corrected to valid address|Corrected address abbreviations",
    "correctedAddress": {**STORED, "streetInfo": "Maple Ave"},
    "candidateAddresses": [],
}
IMPORTED_NUMBER = {
    "phoneNumber": N,
    "projectId": PROJECT,
    "regionCode": "US",
    "displayName": "Front desk",
    "smsConfiguration": {"servicePlanId": "plan", "campaignId": "CQ7XK2M", "migrateToSinchTmo": False},
    "callbackUrl": "",
    "smsProvisioning": {"serviceType": "SMS", "state": "DONE", "errorMessage": "", "errorCode": ""},
}
QUALIFIED = {
    "phoneNumber": N,
    "projectId": PROJECT,
    "regionCode": "US",
    "globalProcessState": "GLOBAL_PROCESS_STATE_ELIGIBLE",
    "osrEligibility": {"status": "DONE", "error": ""},
    "ownershipVerification": {"status": "WAITING", "error": ""},
    "hostedNumber": {"status": 0, "error": ""},
    "createdTime": "2026-05-04T10:11:12.968Z",
    "updatedTime": "2026-05-04T10:14:40.100Z",
}
HOSTING_ORDER = {
    "projectId": PROJECT,
    "hostingOrderId": HOSTING,
    "displayName": "",
    "regionCode": "US",
    "state": "SUBMITTED",
    "type": "IMPORT",
    "createdTime": "2026-05-04T10:11:12.968Z",
    "updatedTime": "2026-05-04T10:11:12.968Z",
    "servicePlanId": "plan",
    "numberImport": "{}",
}
