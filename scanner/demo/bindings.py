"""What each dataset of the demo *is* to the rules, and what its owner says that it is for."""

from __future__ import annotations

from typing import Any

from scanner.demo.names import Names


def bindings(names: Names) -> dict[str, Any]:
    """The `bindings` of the estate file."""

    def bind(ref: str, **parts: str) -> dict[str, Any]:
        return {"dataset": names.dataset(ref)} | {part: names.field(ref, field) for part, field in parts.items()}

    def rows(ref: str, **parts: str) -> dict[str, Any]:
        """Stores without account tables of their own hold rows under the ids of `crm`."""
        same = {} if ref.startswith(("crm/", "shop/")) else {"same_ids": True}
        return bind(ref, **parts) | same

    def events(ref: str, topic: str, time: str, subject: str = "user_id", viewer: str = "") -> dict[str, Any]:
        parts = {"subject": subject, "time": time} | ({"viewer": viewer} if viewer else {})
        return rows(ref, **parts) | {"topics": [topic]}

    return {
        "accounts": [
            bind("crm/users", subject="user_id", created="created_at", closed="closed_at", birth_date="birthday",
                 country="country"),
            bind("shop/members", subject="member_id", created="joined_at", closed="left_at", birth_date="born_on",
                 country="land"),
        ],
        "consent": [
            bind("crm/consents", subject="user_id", kind="purpose", given="granted_at", withdrawn="revoked_at")
            | {
                "kinds": {
                    "parental": ["parental"],
                    "contacts_permission": ["contacts_permission"],
                    "debug_upload": ["debug_upload"],
                    "ux_program": ["ux_program"],
                },
            },
            bind("shop/permissions", subject="member_id", kind="permission", given="granted_on", withdrawn="ended_on")
            | {"kinds": {"parental": ["guardian_ok"]}},
        ],
        "optout": [
            bind("crm/opt_outs", subject="user_id", kind="what", given="off_at", withdrawn="on_again_at")
            | {"kinds": {"location": ["location"], "marketing": ["promo_mail"]}},
        ],
        "erasure": [
            bind("crm/erasure_requests", subject="user_id", requested="requested_at", done="erased_at",
                 hold="hold_reason"),
            bind("shop/deletions", subject="member_id", requested="asked_at", done="deleted_at"),
        ],
        "friendship": [
            bind("crm/friends", subject="user_id", friend="friend_id", kind="state", given="since",
                 withdrawn="ended_at") | {"kinds": {"accepted": ["accepted"]}},
        ],
        "requests": [
            bind("crm/privacy_requests", subject="user_id", kind="request", requested="asked_at", done="answered_at"),
            bind("shop/privacy_requests", subject="member_id", kind="request", requested="asked_at",
                 done="answered_at"),
        ],
        "federated": [
            bind("crm/identities", subject="user_id", provider="provider"),
            bind("shop/sign_ins", subject="member_id", provider="provider"),
        ],
        "body_profile": [
            bind("crm/body_profiles", subject="user_id"),
            bind("shop/fit_profiles", subject="member_id"),
        ],
        "events": [
            events("crm/notify_events", "contacts_permission", "incoming_at"),
            events("crm/caller_display", "contacts_permission", "shown_at"),
            events("lake/banners/call_banner", "contacts_permission", "at", "account"),
            events("lake/banners/text_banner", "contacts_permission", "at", "account"),
            events("crm/diagnostic_uploads", "debug_upload", "received_at"),
            events("crm/log_requests", "debug_upload", "received_at"),
            events("lake/debug/crash_auto", "debug_upload", "received", "account"),
            events("lake/debug/crash_asked", "debug_upload", "received", "account"),
            events("lake/debug/phone_logs", "debug_upload", "received", "account"),
            events("warehouse/ux_events", "ux_program", "at"),
            events("warehouse/ux_clicks", "ux_program", "at"),
            events("lake/feeds/usage", "ux_program", "at", "account"),
            events("lake/feeds/usage_own", "ux_program", "at", "account"),
            events("crm/activity_shares", "friend_data", "shown_at", viewer="shown_to"),
            events("crm/sleep_shares", "friend_data", "shown_at", viewer="shown_to"),
            events("crm/location_points", "location", "at"),
            events("warehouse/city_visits", "location", "seen_at"),
            events("warehouse/route_starts", "location", "seen_at"),
            events("lake/tracks", "location", "at", "account"),
            events("crm/mailings", "marketing", "sent_at"),
            events("crm/newsletters", "marketing", "sent_at"),
            events("lake/marketing/push", "marketing", "sent", "account"),
            events("lake/marketing/sms", "marketing", "sent", "account"),
        ],
        "server_log": [bind(f"edge/{stream}") for stream in ("access", "web", "app", "worker", "vitals", "load")],
        "gateway": [
            *(_gateway(names, stream, "ingress", "host") for stream in ("ingress", "sync", "broker", "relay")),
            _gateway(names, "egress", "egress", "upstream"),
        ],
        "subjects": [rows(ref, subject=subject) for subject, refs in SUBJECTS.items() for ref in refs],
    }  # fmt: skip


SUBJECTS: dict[str, tuple[str, ...]] = {
    "owner_id": ("crm/phone_book",),
    "user_id": (
        "crm/support_tickets", "crm/devices", "crm/sessions", "crm/sim_slots", "crm/identity_checks",
        "crm/culture_survey", "crm/junior_club", "crm/legacy_logins", "crm/logins", "crm/invoices", "backup/user_copy",
        "backup/device_copy", "mirror/user_copy", "mirror/device_copy", "warehouse/daily_activity",
        "warehouse/weekly_activity", "warehouse/retention", "warehouse/net_quality", "warehouse/ring_log",
        "warehouse/support_calls", "warehouse/premium_model", "warehouse/slim_campaign", "warehouse/pace_calibration",
        "warehouse/risk_scores", "warehouse/churn_scores",
    ),
    "member_id": ("shop/orders", "shop/reviews", "shop/returns", "shop/payments", "shop/gift_cards"),
    "account": (
        "edge/caller", "edge/otp", "lake/vitals/heart", "lake/exports/sleep", "lake/exports/steps",
        "lake/exports/weights", "lake/workouts/summary", "lake/debug/contacts_sync", "lake/debug/profile_sync",
    ),
}  # fmt: skip


def _gateway(names: Names, stream: str, direction: str, host: str) -> dict[str, Any]:
    return {
        "dataset": names.dataset(f"edge/{stream}"),
        "direction": direction,
        "host": names.field(f"edge/{stream}", host),
        "scheme": names.field(f"edge/{stream}", "scheme"),
        "time": names.field(f"edge/{stream}", "ts"),
    }


PURPOSES: dict[str, str] = {
    "crm/body_profiles": "service_provision",
    "crm/support_tickets": "customer_support",
    "crm/location_points": "location_service",
    "shop/fit_profiles": "service_provision",
    "shop/orders": "order_fulfilment",
    "warehouse/screens": "analytics",
    "warehouse/retention": "analytics",
    "lake/web/visits": "analytics",
    "lake/analytics/daily": "analytics",
    "warehouse/premium_model": "insurance_rating",
    "warehouse/slim_campaign": "marketing.direct",
    "warehouse/pace_calibration": "exercise_calculation",
    "warehouse/risk_scores": "insurance_rating",
    "warehouse/churn_scores": "service_improvement",
    "lake/tracks": "exercise_calculation",
    "lake/ads/places": "advertising.personalised",
    "lake/resale/traces": "data_sale",
    "lake/training/courses": "exercise_calculation",
    "warehouse/region_stats": "research_development",
    "warehouse/cohort_stats": "research_development",
    "lake/research/mobility": "research_development",
    "lake/research/city_steps": "research_development",
}
ANONYMOUS: dict[str, dict[str, Any]] = {
    "warehouse/region_stats": {"group_size": "people"},
    "warehouse/cohort_stats": {"group_size": "people"},
    "warehouse/wellness_survey": {"quasi_identifiers": ["country", "age_band", "sex"]},
    "warehouse/sleep_survey": {"quasi_identifiers": ["postcode", "birth_year", "sex"]},
    "lake/research/mobility": {"quasi_identifiers": ["country", "age_band"]},
    "lake/research/city_steps": {"group_size": "people"},
}


def datasets(names: Names) -> dict[str, Any]:
    """The `datasets` of the estate file: purposes, and which sets are said to be anonymous."""
    found: dict[str, Any] = {}
    for ref in (*PURPOSES, *(ref for ref in ANONYMOUS if ref not in PURPOSES)):
        entry: dict[str, Any] = {"purpose": PURPOSES[ref]} if ref in PURPOSES else {}
        if ref in ANONYMOUS:
            entry["declared_anonymous"] = True
            for key, value in ANONYMOUS[ref].items():
                fields = [names.field(ref, name) for name in ([value] if isinstance(value, str) else value)]
                entry[key] = fields[0] if isinstance(value, str) else fields
        found[names.dataset(ref)] = entry
    return found
