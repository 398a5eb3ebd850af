"""What tables and CSV show of each kind of record, by the paths of the wire."""

from numberbank.cli.output import View

REGION = View({"regionCode": "region", "regionName": "name", "types": "types"}, ("regionCode", "regionName", "types"))

OFFERED_NUMBER = View(
    {
        "phoneNumber": "number",
        "regionCode": "region",
        "type": "type",
        "capability": "capabilities",
        "setupPrice.amount": "setup price",
        "monthlyPrice.amount": "monthly price",
        "monthlyPrice.currencyCode": "currency",
        "paymentIntervalMonths": "months between charges",
        "supportingDocumentationRequired": "documents required",
    },
    (
        *("phoneNumber", "regionCode", "type", "capability"),
        *("setupPrice.amount", "monthlyPrice.amount", "monthlyPrice.currencyCode"),
    ),
)

HELD_NUMBER = View(
    {
        "phoneNumber": "number",
        "regionCode": "region",
        "type": "type",
        "displayName": "name",
        "capability": "capabilities",
        "smsConfiguration.servicePlanId": "service plan",
        "smsConfiguration.campaignId": "campaign",
        "smsConfiguration.scheduledProvisioning.servicePlanId": "service plan to be",
        "smsConfiguration.scheduledProvisioning.campaignId": "campaign to be",
        "smsConfiguration.scheduledProvisioning.status": "sms status",
        "smsConfiguration.scheduledProvisioning.errorCodes": "sms problems",
        "voiceConfiguration.type": "voice type",
        "voiceConfiguration.appId": "voice app",
        "voiceConfiguration.trunkId": "voice trunk",
        "voiceConfiguration.serviceId": "fax service",
        "voiceConfiguration.scheduledVoiceProvisioning.status": "voice status",
        "callbackUrl": "callback url",
        "protected": "protected",
        "money.amount": "price",
        "money.currencyCode": "currency",
        "paymentIntervalMonths": "months between charges",
        "nextChargeDate": "next charge",
        "expireAt": "expires",
    },
    (
        "phoneNumber",
        "regionCode",
        "type",
        "displayName",
        "smsConfiguration.servicePlanId",
        "nextChargeDate",
        "expireAt",
    ),
)

ORDER = View(
    {
        "idNumberOrder": "order",
        "state": "state",
        "regionCode": "region",
        "numberType": "type",
        "orderNumbers.phoneNumber": "numbers",
        "expireTime": "reserved until",
        "createTime": "created",
        "updateTime": "changed",
    },
    ("idNumberOrder", "state", "regionCode", "numberType", "expireTime"),
)

ORDERED_NUMBER = View(
    {
        "phoneNumber": "number",
        "capabilities": "capabilities",
        "numberPrice.setupPrice.amount": "setup price",
        "numberPrice.monthlyPrice.amount": "monthly price",
        "numberPrice.monthlyPrice.currencyCode": "currency",
        "numberPrice.paymentIntervalMonths": "months between charges",
    },
    (
        *("phoneNumber", "capabilities", "numberPrice.setupPrice.amount", "numberPrice.monthlyPrice.amount"),
        "numberPrice.monthlyPrice.currencyCode",
    ),
)

ATTACHMENT = View(
    {
        "attachmentId": "document",
        "fileName": "file",
        "mimeType": "mime type",
        "documentType": "kind",
        "uploadStatus": "status",
        "createTime": "created",
        "updateTime": "changed",
    },
    ("attachmentId", "fileName", "mimeType", "documentType", "uploadStatus"),
)

ADDRESS = View(
    {
        "streetNumber": "street number",
        "streetInfo": "street",
        "location": "location",
        "city": "city",
        "state": "state",
        "postalCode": "postal code",
        "postalCodePlusFour": "plus four",
    },
    ("streetNumber", "streetInfo", "location", "city", "state", "postalCode"),
)

ADDRESS_VALIDATION = View(
    {
        "phoneNumber": "number",
        "displayName": "name",
        "validationResult": "result",
        "validationMessage": "message",
        **{f"correctedAddress.{path}": f"corrected {heading}" for path, heading in ADDRESS.fields.items()},
    },
    ("phoneNumber", "validationResult", "validationMessage"),
)
