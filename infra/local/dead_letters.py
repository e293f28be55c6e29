"""Bringing dead letters back into the queue that they came from.

Which queues have dead letters, and where these lie, is asked of what is deployed: the queues of the stack, and their
redrive policies. A queue is called here as in template.yaml, in small letters.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from .console import Problem, say

# As many as SQS takes and gives at once.
BATCH = 10
# With a wait SQS asks all of its servers, so that nothing received means that nothing is there.
WAIT_SECONDS = 5


@dataclass
class Queue:
    """A queue of the deployed stack."""

    name: str
    url: str


def redrive(client: Callable, stack_name: str, name: str) -> None:
    """Brings the dead letters of a queue back into it, and says how many were moved and how many are left.

    `client` makes a boto3 client of a service. No more are moved than lay there at the start, so that what fails again
    at once does not go round for ever.
    """
    sqs = client("sqs")
    pairs = _pairs(sqs, _queues(client("cloudformation"), stack_name))
    if name.lower() not in pairs:
        raise Problem(f"{stack_name} has no queue {name!r} with dead letters; there are {', '.join(sorted(pairs))}")
    source, dead = pairs[name.lower()]
    waiting, tried, refused = _count(sqs, dead), 0, []
    while tried < waiting and (messages := _receive(sqs, dead, min(BATCH, waiting - tried))):
        refused += _move(sqs, messages, dead, source)
        tried += len(messages)
    say(f"{stack_name}: {tried - len(refused):,} moved from {dead.name} to {source.name}, {_count(sqs, dead):,} left.")
    if refused:
        raise Problem(f"{source.name} did not take {len(refused):,}, which stay in {dead.name}: {refused[0]}")


def _queues(cloudformation, stack_name: str) -> list[Queue]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_name)
    resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
    return [
        Queue(resource["LogicalResourceId"], resource["PhysicalResourceId"])
        for resource in resources
        if resource["ResourceType"] == "AWS::SQS::Queue"
    ]


def _pairs(sqs, queues: list[Queue]) -> dict[str, tuple[Queue, Queue]]:
    """Each queue that has dead letters, and the queue that these lie in."""
    by_arn, policies = {}, []
    for queue in queues:
        attributes = sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["QueueArn", "RedrivePolicy"])["Attributes"]
        by_arn[attributes["QueueArn"]] = queue
        if "RedrivePolicy" in attributes:
            policies.append((queue, json.loads(attributes["RedrivePolicy"])))
    return {queue.name.lower(): (queue, by_arn[policy["deadLetterTargetArn"]]) for queue, policy in policies}


def _count(sqs, queue: Queue) -> int:
    """How many messages lie in a queue, with those that somebody has just received and not deleted."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=names)["Attributes"]
    return sum(int(attributes[name]) for name in names)


def _receive(sqs, queue: Queue, most: int) -> list[dict]:
    answer = sqs.receive_message(
        QueueUrl=queue.url, MaxNumberOfMessages=most, WaitTimeSeconds=WAIT_SECONDS, MessageAttributeNames=["All"]
    )
    return answer.get("Messages", [])


def _move(sqs, messages: list[dict], dead: Queue, source: Queue) -> list[str]:
    """Moves messages as they are; gives back why, for each that the queue did not take.

    They are deleted only when they are in the other queue, so that none is lost wherever this ends. What is in both
    queues then is moved once more the next time; that does no harm, because the functions know what comes twice.
    """
    by_id = {str(number): message for number, message in enumerate(messages)}
    sent = sqs.send_message_batch(
        QueueUrl=source.url,
        Entries=[
            {"Id": number, "MessageBody": message["Body"], "MessageAttributes": message.get("MessageAttributes", {})}
            for number, message in by_id.items()
        ],
    )
    taken = [entry["Id"] for entry in sent.get("Successful", [])]
    if taken:
        entries = [{"Id": number, "ReceiptHandle": by_id[number]["ReceiptHandle"]} for number in taken]
        sqs.delete_message_batch(QueueUrl=dead.url, Entries=entries)
    return [entry.get("Message", entry["Code"]) for entry in sent.get("Failed", [])]
