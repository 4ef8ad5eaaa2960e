using Heliograph.DropIn.Scripts;

namespace Heliograph.DropIn.Judging;

/// <summary>All that Heliograph does otherwise. The table in docs/mosquitto.md is made of it.</summary>
internal static class Differences
{
    private const string Precise = "as Mosquitto 2.1.2: 5.0 clients are told the precise reason";
    private const string Never = "a file with something wrong never runs";

    public static IReadOnlyList<Difference> All { get; } = [.. Connecting(), .. Publishing(), .. Mounted(), .. Errors(), .. Files(), .. Sys()];

    private static IEnumerable<Difference> Connecting() =>
    [
        new("Maximum Packet Size in CONNACK", "sent when `max_packet_size` is set", "always sent, 2000000 unless the file says other", "as Mosquitto 2.1.2",
            @"^(CONNACK 0x00(?!.*MaximumPacketSize)(?: session-present)?(?: (?!ReceiveMaximum)\S+)*) ReceiveMaximum", "$1 MaximumPacketSize=2000000 ReceiveMaximum") { Command = "^(connect|until) .* v5" },
        new("Server Keep Alive in CONNACK", "65535 to a client without keep alive", "sent when `max_keepalive` demands it", "as Mosquitto 2.1.2: no bound is in force unless the file sets one",
            "^(CONNACK 0x00.*) ServerKeepAlive=65535", "$1"),
        new("a refused CONNECT", "CONNACK with Maximum QoS where that is the cause", "CONNACK without properties", "as Mosquitto 2.1.2", "^CONNACK 0x9B MaximumQoS=1", "CONNACK 0x9B") { Cases = ["max-qos"] },
        new("`-p` beside a `listener`", "the port is not opened", "the port is opened, too, and needs `allow_anonymous` as the listener does", "as Mosquitto 2.1.2", "^nobody listens$", "CONNACK 0x05\nclosed")
        { Cases = ["port-argument-and-listener"], Command = "^connect b v4" },
        new("`-p` beside a `listener`", "the same, for a 5.0 client", "the same", "the same", "^nobody listens$", "CONNACK 0x87\nclosed") { Cases = ["port-argument-and-listener"], Command = "^connect d v5" },
        new("`allow_anonymous false` without a listener", "has no effect: clients of this machine are let in", "has an effect", "as Mosquitto 2.1.2: anonymous unless set otherwise", "^CONNACK 0x00$", "CONNACK 0x05\nclosed")
        { Cases = ["port-argument"], Command = "^connect b v4" },
        new("`allow_anonymous false` without a listener", "the same, for a 5.0 client", "the same", "the same", "^CONNACK 0x00 .*$", "CONNACK 0x87\nclosed") { Cases = ["port-argument"], Command = "^connect a v5" },
        new("a client that is taken over", "5.0 clients are closed without a word", "DISCONNECT 0x8E before", "[MQTT-3.1.4-3] demands it", "^closed$", "DISCONNECT 0x8E\nclosed")
        { Cases = ["takeover"], Command = "^closed [cd]$" },
        new("a client that is taken over", "the same", "the same", "the same", "^closed$", "DISCONNECT 0x8E\nclosed") { Cases = ["username-as-clientid"], Command = "^closed a$" },
        new("keep alive runs out", "5.0 clients are closed without a word", "DISCONNECT 0x8D before", Precise, "^closed$", "DISCONNECT 0x8D\nclosed") { Cases = ["keep-alive"], Command = "^closed b$" },
        new("an empty client id that is not allowed", "CONNACK 0x80", "CONNACK 0x85", Precise, "^CONNACK 0x80$", "CONNACK 0x85") { Cases = ["no-zero-length-ids"] },
    ];

    private static IEnumerable<Difference> Publishing() =>
    [
        new("PUBREC of a message that nobody wants", "without reason", "0x10", "as Mosquitto 2.1.2", @"^(PUBREC #\d+)(\nPUBCOMP)", "$1 0x10$2") { Command = "^pub a nobody/here 2" },
        new("a message to its own publisher at QoS 2", "comes between PUBREC and PUBCOMP", "comes before PUBREC", "the batch of a PUBLISH is one: deliveries, then the answer",
            @"^(PUBREC #\d+)\n(PUBLISH .*)\n(PUBCOMP #\d+)\n(PUBREL #\d+)$", "$2\n$1\n$4\n$3") { Command = "^pub" },
        new("overlapping subscriptions of one client", "a message for each", "one message with the highest QoS and all subscription identifiers", "[MQTT-3.3.4-2] allows both; one is less to handle",
            "^(PUBLISH #8 o/1 q2 \"both\") SubscriptionIdentifier=9\nPUBLISH #9 .*$", "$1 SubscriptionIdentifier=7 SubscriptionIdentifier=9") { Cases = ["unsubscribed-and-wrong"] },
        new("packet ids", "a message that was dropped from a queue has used one up", "only messages that are sent have one", "nobody can tell the difference but by counting",
            @"^(PUBLISH #)5( q/5 .*)$", "${1}3$2") { Cases = ["max-queued"] },
        new("packet ids", "the same", "the same", "the same", @"^PUBLISH #6( q/6 .*)\nPUBLISH #7( q/7 .*)$", "PUBLISH #4$1\nPUBLISH #5$2") { Cases = ["max-queued"] },
    ];

    private static IEnumerable<Difference> Mounted() =>
    [
        new("`mount_point`", "messages come with the mount point before their topic", "it is taken away again", "as Mosquitto's manual says", @"^(PUBLISH #\d) plant/a/", "$1 ")
        { Cases = ["mount-point"], Command = "^(pub|see|sub) in" },
    ];

    private static IEnumerable<Difference> Errors() =>
    [
        new("a filter that is not well formed", "DISCONNECT 0x81", "DISCONNECT 0x8F", Precise, "^DISCONNECT 0x81$", "DISCONNECT 0x8F") { Command = "^closed (filter|deep)$" },
        new("a topic with a wildcard, or too deep", "DISCONNECT 0x82", "DISCONNECT 0x90", Precise, "^DISCONNECT 0x82$", "DISCONNECT 0x90") { Cases = ["unsubscribed-and-wrong", "deep-topics"] },
        new("a SUBSCRIBE without a filter", "DISCONNECT 0x81", "DISCONNECT 0x82", "[MQTT-3.8.3-2]: it is a Protocol Error", "^DISCONNECT 0x81$", "DISCONNECT 0x82") { Command = "^closed nothing$" },
        new("topic alias 0", "DISCONNECT 0x81", "DISCONNECT 0x94", "[MQTT-3.3.2-8], and as for any other alias that is not valid", "^DISCONNECT 0x81$", "DISCONNECT 0x94") { Cases = ["topic-aliases"] },
        new("topic aliases to clients", "are never used", "are used where the client allows them", "as Mosquitto 2.1.2", "^(PUBLISH #1 long/topic q1 \"one\")\nPUBLISH #2 long/topic( q1 \"two\")$", "$1 TopicAlias=1\nPUBLISH #2 $2 TopicAlias=1")
        { Cases = ["topic-aliases"] },
        new("a second CONNECT", "5.0 clients are closed without a word", "DISCONNECT 0x82 before", Precise, "^closed$", "DISCONNECT 0x82\nclosed") { Command = "^closed again$" },
        new("a CONNECT with its reserved flag set", "5.0 clients are closed without a word", "CONNACK 0x81 before", Precise, "^closed$", "CONNACK 0x81\nclosed") { Command = "^closed t$" },
        new("`message_size_limit`", "PUBACK and PUBREC with 0x95", "0x83", "MQTT 5.0 has no 0x95 for PUBACK and PUBREC", @"^(PUBACK|PUBREC)( #\d) 0x95$", "$1$2 0x83") { Cases = ["message-size-limit"] },
        new("`max_keepalive` and 3.x clients", "has no effect", "a longer keep alive is refused with CONNACK 2", "as Mosquitto 2.1.2", "^CONNACK 0x00$", "CONNACK 0x02\nclosed")
        { Cases = ["max-keepalive"], Command = "^connect [dg] " },
    ];

    private static IEnumerable<Difference> Files() =>
    [
        new("a number that is none", "is taken as 0", "stops the start", Never, "^starts, then ended with 0\ndoes not name max_inflight_messages$", "ended with 3\nnames max_inflight_messages") { Cases = ["bad-number"] },
        new("a hash of no known form", "the user is left out with a line in the log", "stops the start", Never, "^starts, then ended with 0\ndoes not name passwd$", "ended with 1\nnames passwd") { Cases = ["bad-passwords"] },
        new("exit status for a file that is not there", "13", "1", "as every other failure of `heliograph`; the message has the reason", "^ended with 13$", "ended with 1") { Cases = ["missing-acl-file", "missing-password-file"] },
        new("exit status for an ACL file with an error", "3", "1", "the same", "^ended with 3$", "ended with 1") { Cases = ["bad-acl"] },
    ];

    private static IEnumerable<Difference> Sys() =>
    [
        new("`$SYS/broker/version`", "`mosquitto version 2.0.11`", "`heliograph version` and its own", "it is another program", "\"mosquitto version 2.0.11\"", "\"heliograph version 0.1.0\""),
        new("the last line of the log", "`mosquitto version 2.0.11 terminating`", "says which Mosquitto it stands in for, too", "it is another program",
            "^mosquitto version 2.0.11 terminating$", "heliograph 0.1.0 as mosquitto version 2.1.2 terminating") { Cases = ["logging"] },
        new("`$SYS` messages", "QoS of the subscription", "QoS 0", "they are worth nothing a minute later", "^PUBLISH #1( \\$SYS/.*) q1( .*)$", "PUBLISH$1 q0$2") { Cases = ["sys-topics"] },
    ];

    /// <summary>What is expected of Heliograph where Mosquitto did this.</summary>
    public static List<Step> Apply(string name, IEnumerable<Step> steps)
    {
        var here = All.Where(difference => difference.Cases is null || difference.Cases.Contains(name)).ToArray();
        return [.. steps.Select(step => here.Aggregate(step, (changed, difference) => difference.Apply(changed)))];
    }
}
