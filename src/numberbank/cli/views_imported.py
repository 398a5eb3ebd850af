"""The same for the API of imported numbers."""

from numberbank.cli.output import View

IMPORTED_NUMBER = View(
    {
        "phoneNumber": "number",
        "regionCode": "region",
        "displayName": "name",
        "smsConfiguration.servicePlanId": "service plan",
        "smsConfiguration.campaignId": "campaign",
        "smsProvisioning.state": "sms state",
        "smsProvisioning.errorMessage": "sms problem",
        "campaignProvisioning.state": "campaign state",
        "campaignProvisioning.errorMessage": "campaign problem",
        "callbackUrl": "callback url",
    },
    ("phoneNumber", "regionCode", "displayName", "smsConfiguration.servicePlanId", "smsConfiguration.campaignId"),
)

QUALIFIED_NUMBER = View(
    {
        "phoneNumber": "number",
        "regionCode": "region",
        "globalProcessState": "state",
        "osrEligibility.status": "eligibility",
        "osrEligibility.error": "why not eligible",
        "ownershipVerification.status": "ownership",
        "ownershipVerification.error": "why not verified",
        "hostedNumber.status": "hosting",
        "hostedNumber.error": "why not hosted",
        "createdTime": "created",
        "updatedTime": "changed",
    },
    ("phoneNumber", "regionCode", "globalProcessState", "updatedTime"),
)

HOSTING_ORDER = View(
    {
        "hostingOrderId": "order",
        "type": "type",
        "state": "state",
        "displayName": "name",
        "regionCode": "region",
        "servicePlanId": "service plan",
        "campaignId": "campaign",
        "scheduledOsrUpdateTime": "registry change",
        "callbackUrl": "callback url",
        "createdTime": "created",
        "updatedTime": "changed",
    },
    ("hostingOrderId", "type", "state", "displayName", "createdTime"),
)

HOSTING_REPORT = View(
    {
        "total": "numbers",
        "osrUpdated": "registry changed",
        "smsProvisioned": "sms linked",
        "addedToCampaign": "in the campaign",
        "ongoingManualAction": "waiting for people",
    },
    ("total", "osrUpdated", "smsProvisioned", "addedToCampaign", "ongoingManualAction"),
)

HOSTED_NUMBER = View(
    {
        "phoneNumber": "number",
        "osrUpdate.state": "registry",
        "platformProvisioning.state": "sms",
        "campaignProvisioning.state": "campaign",
        "smsAtt.state": "sms att",
        "smsTmo.state": "sms tmo",
        "mmsAtt.state": "mms att",
        "mmsTmo.state": "mms tmo",
    },
    ("phoneNumber", "osrUpdate.state", "platformProvisioning.state", "campaignProvisioning.state"),
)
