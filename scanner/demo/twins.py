"""A twin for each planted deviation: it looks alike, and is as the policy says."""

from __future__ import annotations

from typing import NamedTuple


class Twin(NamedTuple):
    """`statement` is the planted one's unless another is told; `verdict` likewise is CLEAR."""

    id: str
    twin_of: str
    dataset: str
    field: str
    party: str
    why: str
    statement: str = ""
    verdict: str = "CLEAR"


AT_REST = (
    Twin("c018-own", "p018-table", "crm/users", "phone", "", "each user's own number"),
    Twin("c018-callback", "p018-table", "crm/support_tickets", "callback", "", "own number, given to support"),
    Twin("c018-friends", "p018-table", "crm/friends", "friend_id", "", "friend links made in the app, no numbers"),
    Twin("c018-gifts", "p018-table", "shop/orders", "ship_phone", "", "own number, at times a gift's receiver"),
    Twin("c018-profile", "p018-object", "lake/debug/profile_sync", "phone", "", "a list beside the own number"),
    Twin("c018-otp", "p018-log", "edge/otp", "phone", "", "codes sent to the user's own number"),
    Twin("c018-hotline", "p018-calls", "warehouse/support_calls", "number", "", "calls with people's own numbers"),
    Twin("c018-tickets", "p018-messages", "crm/support_tickets", "body", "", "messages that people wrote to support"),
    Twin("c155-crm", "p155-backup", "crm", "", "", "personal data in Germany"),
    Twin("c155-catalogue", "p155-backup", "catalogue", "", "", "in Ireland too, but without personal data"),
    Twin("c156-mirror", "p156-backup", "mirror", "", "", "a replica with every control of its original"),
    Twin("c015-weight", "p015-blood", "shop/fit_profiles", "", "", "the four attributes and no more"),
    Twin("c015-birth", "p015-condition", "crm/body_profiles", "birth_date", "", "one of the four attributes"),
    Twin("c016-heart", "p016-oxygen", "lake/vitals/heart", "", "", "pulse, which the policy lists"),
    Twin("c016-stages", "p016-stress", "lake/vitals/stages", "", "", "sleep, which the policy lists"),
    Twin("c016-steps", "p016-cycle", "lake/exports/steps", "", "", "steps and calories, which the policy lists"),
    Twin("c016-workouts", "p016-cycle", "lake/workouts/summary", "", "", "workouts, which the policy lists"),
    Twin("c016-reasons", "p016-diagnoses", "shop/returns", "", "", "reason codes like R04 and shelves like AB-1"),
    Twin("c016-motion", "p016-glucose", "lake/vitals/motion", "", "", "pace and stride, which the policy lists"),
    Twin("c022-imei", "p022-imsi", "crm/devices", "imei", "", "fifteen digits too, but the device's own number"),
    Twin("c022-serial", "p022-iccid", "crm/devices", "serial", "", "a serial number, but of the watch"),
    Twin("c022-modules", "p022-apps", "lake/debug/watch_modules", "", "", "modules of the watch's own firmware"),
    Twin("c134-type", "p134-ssid", "warehouse/net_quality", "", "", "the kind of connection, no network's name"),
    Twin("c134-mac", "p134-bssid", "crm/devices", "", "", "hardware addresses, but of the watch"),
    Twin("c-orders", "p-national", "shop/orders", "order_no", "", "long numbers of orders"),
    Twin("c-logins", "p-passport", "crm/logins", "", "", "sign-ins with a salted hash"),
    Twin("c-courses", "p-religion", "shop/courses", "", "", "a closed set of words, but of courses"),
    Twin("c-vouchers", "p-card", "shop/gift_cards", "voucher_no", "", "sixteen digits that fail the test of a card"),
    Twin("c-credit", "p-iban", "shop/credit_notes", "", "", "references with wrong check digits, and masked cards"),
    Twin("c021-web", "p021-access", "edge/web", "", "", "an access log with codes in its links"),
    Twin("c021-worker", "p021-app", "edge/worker", "", "", "an application log that cuts what it names"),
    Twin("c021-load", "p021-vitals", "edge/load", "", "", "load of servers in a log"),
    Twin("c198-worker", "p198-token", "edge/worker", "", "", "the token is cut away"),
    Twin("c198-hash", "p198-password", "crm/logins", "password_hash", "", "a salted, slow hash"),
    Twin("c198-public", "p198-key", "crm/partner_keys", "verify_key", "", "public keys"),
    Twin("c161-courses", "p161-school", "shop/courses", "", "", "courses for adults"),
    Twin("c083-screens", "p083-retention", "warehouse/screens", "", "", "analytics with random numbers"),
    Twin("c083-daily", "p083-visits", "lake/analytics/daily", "", "", "counts of a whole country"),
    Twin("c026-cities", "p026-mobility", "lake/research/city_steps", "", "", "counts of many people each"),
    Twin("c026-regions", "p026-cohorts", "warehouse/region_stats", "", "", "groups of a dozen people and up"),
    Twin("c026-wellness", "p026-sleep", "warehouse/wellness_survey", "", "", "coarse answers, each in a crowd"),
)  # fmt: skip

SHARING = (
    Twin("c031-cloud", "p031-observed", "edge/egress", "", "cloudlink", "affiliate of the cloud sector"),
    Twin("c031-technology", "p031-declared", "crm/users", "", "pacelabs", "affiliate of the technology sector"),
    Twin("c092-delivery", "p092-insurer", "edge/egress", "", "swiftparcel", "delivery provider under contract"),
    Twin("c092-time", "p092-host", "edge/egress", "", "host:time.ntpish.example", "no personal data in any line"),
    Twin("c092-status", "p092-host", "edge/egress", "", "host:status.pacefit-status.example", "none either"),
    Twin("c092-mailer", "p092-expired", "edge/egress", "", "mailer", "mailing provider under a valid contract"),
    Twin("c092-storage", "p092-expired", "edge/egress", "", "coldvault", "storage provider under a valid contract"),
    Twin("c092-declared", "p092-broker", "crm", "", "mailer", "declared flow to a provider under contract"),
    Twin("c075-button", "p075-widget", "edge/egress", "", "twitbird", "a social widget gets an address and a cookie"),
    Twin("c112-scale", "p112-lamps", "edge/egress", "", "miscale", "the same request over https"),
    Twin("c192-gym", "p192-audience", "crm/users", "", "fitgym", "no advertiser"),
    Twin("c104-gym", "p104-notice", "crm/users", "", "fitgym", "a partner under contract, for the service"),
    Twin("c170-gym", "p170-partner", "shop/members", "", "fitgym", "a joint offering, not the partner's own marketing"),
    Twin("c103-gym", "p103-partner", "crm/users", "", "fitgym", "a partner under contract, for the service"),
    Twin("c170-service", "p170-audience", "crm/users", "", "fitgym", "for the service that people asked for"),
    Twin("c094-mailer", "p094-messages", "", "", "mailer", "a valid contract with the clause"),
    Twin("c094-storage", "p094-maps", "", "", "coldvault", "a valid contract with the clause"),
    Twin("c151-mailer", "p151-provider", "edge/egress", "", "mailer", "abroad, under standard clauses"),
    Twin("c151-asia", "p151-affiliate", "edge/egress", "", "paceasia", "abroad, under binding rules"),
    Twin("c118-https", "p118-http", "edge/sync", "", "us", "plain http carries redirects and health checks only"),
    Twin("c118-mqtts", "p118-mqtt", "edge/relay", "", "us", "the same messages, all over TLS"),
    Twin("c030-pace", "p030-pricing", "warehouse/pace_calibration", "", "", "the same bodies, to calculate exercise"),
    Twin("c030-churn", "p030-scores", "warehouse/churn_scores", "", "", "scores to improve the service"),
    Twin("c030-courses", "p030-traces", "lake/training/courses", "", "", "the same places, to calculate exercise"),
    Twin("c092-orders", "p092-credit", "shop/orders", "", "swiftparcel", "telephone numbers to deliver an order"),
    Twin("c052-pace", "p052-pricing", "warehouse/pace_calibration", "", "", "the same bodies, to calculate exercise"),
    Twin("c052-profile", "p052-campaign", "crm/body_profiles", "", "", "the same bodies, to provide the service"),
    Twin("c057-courses", "p057-resale", "lake/training/courses", "", "", "the same places, to calculate exercise"),
    Twin("c057-tracks", "p057-ads", "lake/tracks", "", "", "tracks, to calculate exercise"),
)  # fmt: skip

PEOPLE = (
    Twin("c160-shop", "p160-crm", "shop/members", "born_on", "", "each under-16 has a permission from before joining"),
    Twin("c159-shop", "p159-crm", "shop/members", "born_on", "", "under 16 in Germany too, all with permission"),
    Twin("c163-shop", "p163-crm", "shop/members", "", "", "each child has a permission to this day"),
    Twin("c140-shop", "p140-crm", "shop/members", "left_at", "", "those who left did so within the limit"),
    Twin("c017-table", "p017-table", "crm/caller_display", "", "", "banners while the permission was in force"),
    Twin("c017-object", "p017-object", "lake/banners/text_banner", "", "", "banners while the permission was in force"),
    Twin("c024-table", "p024-table", "crm/log_requests", "", "", "uploads while the consent was in force"),
    Twin("c024-object", "p024-object", "lake/debug/crash_asked", "", "", "crash reports that people agreed to send"),
    Twin("c024-logs", "p024-object", "lake/debug/phone_logs", "", "", "logs that people chose to send"),
    Twin("c067-table", "p067-table", "warehouse/ux_clicks", "", "", "only people who joined the programme"),
    Twin("c067-feed", "p067-feed", "lake/feeds/usage_own", "", "", "only people who joined the programme"),
    Twin("c025-sleep", "p025-shares", "crm/sleep_shares", "", "", "only between friends, while they were"),
    Twin("c066-tracks", "p066-points", "lake/tracks", "", "", "opted out after the run, or back in before it"),
    Twin("c130-routes", "p130-cities", "warehouse/route_starts", "", "", "opted out later, or back in before"),
    Twin("c-newsletters", "p-mailings", "crm/newsletters", "", "", "opted out later, or back in before"),
    Twin("c-sms", "p-pushes", "lake/marketing/sms", "", "", "opted out later, or back in before"),
    Twin("c145-weekly", "p145-warehouse", "warehouse/weekly_activity", "", "", "the same numbers without the erased"),
    Twin("c145-invoices", "p145-warehouse", "crm/invoices", "", "", "erased people whose data a court wants kept"),
    Twin("c145-mirror", "p145-backup", "mirror/user_copy", "", "", "a copy from which the erased are gone"),
    Twin("c145-steps", "p145-object", "lake/exports/steps", "", "", "an export without the erased"),
    Twin("c143-shop", "p143-crm", "shop/privacy_requests", "", "", "each answered in time, or not due yet"),
    Twin("c013-shop", "p013-crm", "shop/sign_ins", "provider", "", "the four providers of the policy"),
    Twin("c172-officer", "p172-register", "", "", "", "a word was given", "amz-173", "ATTESTED"),
)  # fmt: skip

TWINS: tuple[Twin, ...] = (*AT_REST, *SHARING, *PEOPLE)
