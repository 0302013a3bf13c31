"""The properties that a membership rule can name, and where their values stand in the store.

Microsoft Learn, "Manage rules for dynamic membership groups", 2024-12.
"""

import re

# property of user in a rule, in lower case because rules ignore case -> SQL on `person`
TEXT = {
    "userprincipalname": "user_principal_name",
    "displayname": "display_name",
    "givenname": "given_name",
    "surname": "surname",
    "mail": "mail",
    "mailnickname": "mail_nickname",
    "jobtitle": "job_title",
    "department": "department",
    "companyname": "company_name",
    "employeeid": "employee_id",
    "country": "country",
    "state": "state",
    "city": "city",
    "physicaldeliveryofficename": "office_location",
    "usagelocation": "usage_location",
    "usertype": "user_type",
    "objectid": "id",
    "facsimiletelephonenumber": "json_extract(more, '$.faxNumber')",
    "mobile": "json_extract(more, '$.mobilePhone')",
    "onpremisesdistinguishedname": "json_extract(more, '$.onPremisesDistinguishedName')",
    "onpremisessecurityidentifier": "json_extract(more, '$.onPremisesSecurityIdentifier')",
    "passwordpolicies": "json_extract(more, '$.passwordPolicies')",
    "postalcode": "json_extract(more, '$.postalCode')",
    "preferredlanguage": "json_extract(more, '$.preferredLanguage')",
    "sipproxyaddress": "json_extract(more, '$.imAddresses[0]')",
    "streetaddress": "json_extract(more, '$.streetAddress')",
    "telephonenumber": "json_extract(more, '$.businessPhones[0]')",
}
BOOLEAN = {
    "accountenabled": "account_enabled",
    "dirsyncenabled": "json_extract(more, '$.onPremisesSyncEnabled')",
}
MOMENT = {"employeehiredate": "json_extract(more, '$.employeeHireDate')"}
# Lists: where they stand, and for lists of objects the properties of an element.
LISTS = {
    "othermails": "$.otherMails",
    "proxyaddresses": "$.proxyAddresses",
    "assignedplans": "$.assignedPlans",
}
PLAN = {"capabilitystatus": "capabilityStatus", "service": "service", "serviceplanid": "servicePlanId"}
_EXTENSION = re.compile(r"extensionattribute([1-9]|1[0-5])")
_CUSTOM = re.compile(r"(extension_[0-9a-f]{32}_\w+)", re.IGNORECASE)


def text_property(name: str) -> str | None:
    """The SQL of a user's property that holds a text, by its name without `user.`; None for any other."""
    key = name.lower()
    if key in TEXT:
        return TEXT[key]
    extension = _EXTENSION.fullmatch(key)
    if extension:
        return f"json_extract(more, '$.onPremisesExtensionAttributes.extensionAttribute{extension[1]}')"
    custom = _CUSTOM.fullmatch(name)
    return f"json_extract(more, '$.{custom[1]}')" if custom else None
