-- What the tenant remembers. Times are ISO 8601 in UTC, on the tenant's own clock (request_log: on the real one).

CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS person (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    user_principal_name TEXT NOT NULL COLLATE NOCASE,
    display_name TEXT NOT NULL,
    given_name TEXT,
    surname TEXT,
    mail TEXT,
    mail_nickname TEXT,
    job_title TEXT,
    department TEXT,
    company_name TEXT,
    employee_id TEXT,
    country TEXT,
    state TEXT,
    city TEXT,
    office_location TEXT,
    usage_location TEXT,
    account_enabled INTEGER NOT NULL,
    user_type TEXT NOT NULL,
    created TEXT NOT NULL,
    more TEXT NOT NULL DEFAULT '{}'   -- properties without a column of their own, by Graph's names
);

-- A device that a person owns before the migration; the other MDM manages it until it enrolls here.
CREATE TABLE IF NOT EXISTS owned_device (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    personal INTEGER NOT NULL,
    maker TEXT NOT NULL,
    model TEXT NOT NULL,
    os_version TEXT NOT NULL,
    invited_steps INTEGER NOT NULL DEFAULT 0,
    enrolled INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT 'used',   -- used, idle, shared or disabled; only what is used enrolls and signs in
    parted INTEGER NOT NULL DEFAULT 0    -- its owner has taken the account off it, and it is known no more
) WITHOUT ROWID;

-- Who owns a device beside the person who brought it along.
CREATE TABLE IF NOT EXISTS device_owner (
    device_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (device_id, person_id)
) WITHOUT ROWID;

-- What Entra ID has marked of a device, where that is not what Intune says of it; NULL where nobody has.
CREATE TABLE IF NOT EXISTS device_mark (device_id TEXT PRIMARY KEY, compliant INTEGER) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS managed_device (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL,
    device_name TEXT NOT NULL,
    platform TEXT NOT NULL,
    operating_system TEXT NOT NULL,
    os_version TEXT NOT NULL,
    owner_type TEXT NOT NULL,
    compliance_state TEXT NOT NULL,
    enrolled TEXT NOT NULL,
    last_sync TEXT NOT NULL,
    maker TEXT NOT NULL,
    model TEXT NOT NULL,
    serial_number TEXT NOT NULL,
    user_principal_name TEXT NOT NULL,
    user_display_name TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS managed_device_person ON managed_device (person_id);

CREATE TABLE IF NOT EXISTS directory_group (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS membership (
    position INTEGER PRIMARY KEY,
    group_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    UNIQUE (group_id, member_id)
);
-- A group's members in the order of their positions, which every index ends with.
CREATE INDEX IF NOT EXISTS membership_group ON membership (group_id);
CREATE INDEX IF NOT EXISTS membership_member ON membership (member_id);

CREATE TABLE IF NOT EXISTS ownership (
    group_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    PRIMARY KEY (group_id, owner_id)
);

-- What can still be restored: as it was shown, and the rows that went with it.
CREATE TABLE IF NOT EXISTS deleted_item (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    document TEXT NOT NULL,
    kept TEXT NOT NULL
);

-- The directory roles that are activated, and the objects that hold them.
CREATE TABLE IF NOT EXISTS directory_role (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    template_id TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    description TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS role_member (
    role_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    PRIMARY KEY (role_id, member_id)
);

CREATE TABLE IF NOT EXISTS service_principal (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    app_id TEXT NOT NULL,
    display_name TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS conditional_access_policy (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS named_location (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS enrollment_configuration (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    platform TEXT,          -- of a per-platform restriction; null for the defaults and the limits
    ranked TEXT,            -- what shares one order of priorities; null for the defaults
    priority INTEGER NOT NULL,
    document TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS enrollment_assignment (
    configuration_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    PRIMARY KEY (configuration_id, group_id)
);

CREATE TABLE IF NOT EXISTS compliance_policy (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    actions TEXT NOT NULL   -- its scheduledActionsForRule
);

CREATE TABLE IF NOT EXISTS compliance_assignment (
    policy_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    PRIMARY KEY (policy_id, group_id)
);

-- A device that does not fulfil what a compliance policy asks, if there is one; all others do.
CREATE TABLE IF NOT EXISTS unhealthy_device (device_id TEXT PRIMARY KEY) WITHOUT ROWID;

-- Since when a device is found noncompliant without a break, and when its grace ends.
CREATE TABLE IF NOT EXISTS noncompliance (
    device_id TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    expires TEXT NOT NULL
) WITHOUT ROWID;

-- In the order of time within a step; each action of a policy once for as long as a device is noncompliant.
CREATE TABLE IF NOT EXISTS notification_sent (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    template_id TEXT NOT NULL,
    hours INTEGER NOT NULL,
    since TEXT NOT NULL,
    UNIQUE (device_id, policy_id, template_id, hours, since)
);

CREATE TABLE IF NOT EXISTS notification_template (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS notification_message (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE COLLATE NOCASE,
    template_id TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    document TEXT NOT NULL
);

-- What every policy of that time said of a sign-in; the same for many people.
CREATE TABLE IF NOT EXISTS sign_in_outcome (id INTEGER PRIMARY KEY, results TEXT NOT NULL UNIQUE);

-- In the order of time.
CREATE TABLE IF NOT EXISTS sign_in (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    managed INTEGER NOT NULL,
    compliant INTEGER NOT NULL,
    access TEXT NOT NULL,   -- success, failure or notApplied, by the enabled policies alone
    outcome_id INTEGER NOT NULL
);

-- In the order of time; a device at most once per step.
CREATE TABLE IF NOT EXISTS enrollment_failure (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    operating_system TEXT NOT NULL,
    os_version TEXT NOT NULL,
    category TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS request_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status INTEGER NOT NULL,
    app TEXT NOT NULL,
    request_id TEXT NOT NULL,
    batch TEXT,
    alarm TEXT
);

-- Who is under an enabled policy that denies access without a compliant device, and on which platforms, as bits.
CREATE TABLE IF NOT EXISTS enforced (
    person_id TEXT PRIMARY KEY,
    mask INTEGER NOT NULL
) WITHOUT ROWID;

-- The requests that brought somebody under such a policy or out of it; policies as a list of ids in JSON.
CREATE TABLE IF NOT EXISTS enforcement_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    app TEXT NOT NULL,
    request_id TEXT NOT NULL,
    policies TEXT NOT NULL
);

-- Masks are bits of platforms: enforced before and after; with a compliant device; used, by what people own.
-- `policies` are places in the list of the change.
CREATE TABLE IF NOT EXISTS enforcement_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    change_id INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    before INTEGER NOT NULL,
    after INTEGER NOT NULL,
    compliant INTEGER NOT NULL,
    used INTEGER NOT NULL,
    policies TEXT NOT NULL
);

-- Texts that many messages share: subjects and the ids of extended properties.
CREATE TABLE IF NOT EXISTS mail_text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE COLLATE NOCASE);

-- In the order of time.
CREATE TABLE IF NOT EXISTS sent_message (
    position INTEGER PRIMARY KEY,
    mailbox TEXT NOT NULL,
    sender TEXT NOT NULL,
    at TEXT NOT NULL,
    subject INTEGER NOT NULL,
    recipients TEXT NOT NULL,
    importance TEXT NOT NULL,
    headers TEXT,
    attachments INTEGER NOT NULL,
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    saved INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS sent_property (
    message INTEGER NOT NULL,
    name INTEGER NOT NULL,
    value TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (message, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sent_property_value ON sent_property (value);

-- The connectors of other services, and the apps that Windows devices may enroll with.
CREATE TABLE IF NOT EXISTS management_partner (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS mobility_policy (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    included_groups TEXT NOT NULL DEFAULT '[]'
);

-- Intune's devices, and the ones that only the old service manages; the latter come last, in the order of ids.
DROP VIEW IF EXISTS every_device;
CREATE VIEW every_device AS
SELECT position, id, person_id, device_name, platform, operating_system, os_version, owner_type,
    compliance_state, enrolled, last_sync, maker, model, serial_number, user_principal_name,
    user_display_name, 'mdm' AS agent
FROM managed_device
UNION ALL
-- An expression: as a column of text it would compare a page's number as text.
SELECT '' || d.id, d.id, d.person_id, 'OLD-' || upper(substr(d.id, 1, 6)), d.platform,
    CASE d.platform WHEN 'windows' THEN 'Windows' WHEN 'mac' THEN 'macOS' WHEN 'ios' THEN 'iOS' ELSE 'Android' END,
    d.os_version, CASE d.personal WHEN 0 THEN 'company' ELSE 'personal' END, 'unknown', p.created, p.created,
    d.maker, d.model, upper(substr(replace(d.id, '-', ''), 1, 10)), p.user_principal_name, p.display_name, 'jamf'
FROM owned_device d JOIN person p ON p.id = d.person_id
WHERE NOT d.enrolled AND d.kind = 'used' AND NOT d.parted AND p.account_enabled;

-- What is registered in Entra ID: every device, in the order of ids, until its owner has taken the account off it.
DROP VIEW IF EXISTS registered_device;
CREATE VIEW registered_device AS
SELECT
    substr(d.id, 1, 9) || '0de0' || substr(d.id, 14) AS object_id,
    d.id AS device_id,
    CASE WHEN d.kind = 'shared' THEN NULL ELSE p.id END AS owner,
    (SELECT group_concat(o.person_id) FROM device_owner o JOIN person q ON q.id = o.person_id
        WHERE o.device_id = d.id) AS other_owners,
    d.platform,
    CASE d.platform WHEN 'windows' THEN 'Windows' WHEN 'mac' THEN 'MacMDM' WHEN 'ios' THEN 'IPhone'
        ELSE 'Android' END AS operating_system,
    d.os_version,
    CASE WHEN k.device_id IS NOT NULL THEN k.compliant
        ELSE CASE m.compliance_state WHEN 'compliant' THEN 1 WHEN 'inGracePeriod' THEN 1
            WHEN 'noncompliant' THEN 0 END END AS is_compliant,
    CASE WHEN m.id IS NOT NULL THEN 1 END AS is_managed,
    d.kind <> 'disabled' AS account_enabled,
    CASE WHEN d.platform IN ('windows', 'mac') THEN 'AzureAd' ELSE 'Workplace' END AS trust_type,
    CASE d.kind WHEN 'idle' THEN strftime('%Y-%m-%dT%H:%M:%SZ', coalesce(p.created, '2026-01-05'), '-90 days')
        ELSE (SELECT substr(value, 2, 19) || 'Z' FROM setting WHERE key = 'clock') END AS last_sign_in,
    d.personal, d.maker, d.model
FROM owned_device d LEFT JOIN person p ON p.id = d.person_id LEFT JOIN managed_device m ON m.id = d.id
    LEFT JOIN device_mark k ON k.device_id = d.id
WHERE NOT d.parted;
