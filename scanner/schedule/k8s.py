"""Manifests for Kubernetes: a CronJob for the scan and one for the check. API batch/v1."""

from __future__ import annotations

from typing import Any

import yaml

from scanner.schedule.model import Schedule

_DAYS = {"hour": "* * *", "day": "* * *", "week": "* * 1", "month": "1 * *"}
_UID = 10001
_CONFIG, _DATA = "/etc/saydo", "/var/lib/saydo"


class _Plain(yaml.SafeDumper):
    """No anchors: what is used twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def k8s_manifests(plan: Schedule, image: str) -> str:
    """Two CronJobs. One scan at a time (`Forbid`); one that was missed starts up to an hour late.

    The estate file comes from a ConfigMap, secrets from a Secret, and a volume claim keeps runs and history.
    """
    hour = "*" if plan.every == "hour" else str(plan.hour)
    config = f"{_CONFIG}/{plan.config.rpartition('/')[2]}"
    # a file beside the ConfigMap could not be written
    history = ["--history", f"{_DATA}/saydo-history.db"] if plan.history else []
    scan = ["saydo", "scan", "--config", config, "--out", f"{_DATA}/runs", "--dated", *history]
    check = ["saydo", "history", "check", "--config", config, "--max-age", plan.check[-1], *history]
    jobs = [
        _job(plan, plan.label, f"{plan.minute} {hour} {_DAYS[plan.every]}", scan, image),
        _job(plan, f"{plan.label}-overdue", "0 9 * * *", check, image),
    ]
    head = f"""# Saydo: {plan.name}. Made before this is applied:
#   kubectl create configmap {plan.label} --from-file={plan.config.rpartition("/")[2]}   (and every file it names)
#   kubectl create secret generic {plan.label} {" ".join(f"--from-literal={name}=..." for name in plan.secrets)}
#   a PersistentVolumeClaim {plan.label} for runs and history
# Exit codes 1 (gating findings) and 3 (incomplete) leave the job failed, so that alerts on failed jobs see them.
"""
    documents: str = yaml.dump_all(jobs, Dumper=_Plain, sort_keys=False, width=110)
    return head + documents


def _job(plan: Schedule, name: str, when: str, command: list[str], image: str) -> dict[str, Any]:
    variables = [
        {"name": item, "valueFrom": {"secretKeyRef": {"name": plan.label, "key": item}}} for item in plan.secrets
    ]
    container = {
        "name": "saydo",
        "image": image,
        "command": command,
        "env": variables,
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "config", "mountPath": _CONFIG, "readOnly": True},
            {"name": "data", "mountPath": _DATA},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
    }
    pod = {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _UID,
            "fsGroup": _UID,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
        "volumes": [
            {"name": "config", "configMap": {"name": plan.label}},
            {"name": "data", "persistentVolumeClaim": {"claimName": plan.label}},
            {"name": "tmp", "emptyDir": {"medium": "Memory"}},
        ],
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/name": "saydo"}},
        "spec": {
            "schedule": when,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 3600,
            "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 5,
            "jobTemplate": {"spec": {"backoffLimit": 0, "template": {"spec": pod}}},
        },
    }
