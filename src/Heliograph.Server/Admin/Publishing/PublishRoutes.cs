using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Inspection;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Admin.Http;

namespace Heliograph.Server.Admin.Publishing;

/// <summary>Publishing in the broker's own name.</summary>
internal sealed class PublishRoutes(AdminContext context)
{
    private const long BodyBytesMax = 400_000_000; // the largest packet, as base64

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Post("/api/v1/publish", Role.Operator, "Publishes a message; answered once it is durable.", PublishAsync).Takes(AdminJson.Default.PublishOrder).Answers(AdminJson.Default.PublishAnswer),
    ];

    private async Task PublishAsync(AdminCall call)
    {
        call.AllowBody(BodyBytesMax);
        var order = await call.ReadAsync(AdminJson.Default.PublishOrder);
        var message = new Message(
            Topic(order.Topic), properties: default, Payload(order), (QoS)QoS(order.Qos), order.Retain, Instant.Never, publisherId: "");
        call.Concerns(order.Topic, $"{message.Payload.Length} bytes, QoS {order.Qos}{(order.Retain ? ", retained" : "")}");
        Published published;
        Lsn needs;
        using (var batch = context.BeginBatch()) published = context.Broker.Steering.Publish(message, batch, out needs);
        if (published == Published.Refused)
        {
            throw new ProblemException(507, "No room", "a queue or the retained store that must keep the message is full")
            {
                Remedy = "Look for full queues among the clients, and at the store and memory on the overview",
            };
        }

        await context.AwaitDurableAsync(needs, call.Http.RequestAborted);
        await call.ReplyAsync(new(published == Published.ToSubscribers ? "some" : "none"), AdminJson.Default.PublishAnswer);
    }

    private byte[] Topic(string topic)
    {
        var bytes = Encoding.UTF8.GetBytes(topic);
        var options = context.Broker.Options;
        if (!TopicName.IsValid(bytes) || topic.Contains('\0', StringComparison.Ordinal))
            throw ProblemException.BadField("topic", topic, "a topic name: not empty, without + and #");
        if (topic.StartsWith("$SYS", StringComparison.Ordinal)) throw ProblemException.BadField("topic", topic, "any but $SYS, which is the broker's own");
        if (bytes.Length > options.TopicBytesMax || TopicLevels.Count(bytes) > options.TopicLevelsMax)
            throw ProblemException.BadField("topic", topic, $"{options.TopicBytesMax} bytes and {options.TopicLevelsMax} levels at most");
        return bytes;
    }

    private byte[] Payload(PublishOrder order)
    {
        var payload = order.Encoding switch
        {
            null or "text" => Encoding.UTF8.GetBytes(order.Payload),
            "base64" => FromBase64(order.Payload),
            var other => throw ProblemException.BadField("encoding", other, "text or base64"),
        };
        return payload.Length <= context.Broker.Options.PacketBytesMax
            ? payload
            : throw ProblemException.BadField("payload", $"{payload.Length} bytes", $"maximum_packet_size = {context.Broker.Options.PacketBytesMax} bytes at most");
    }

    private static byte[] FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written)
            ? bytes[..written]
            : throw ProblemException.BadField("payload", text, "base64, as encoding says");
    }

    private static int QoS(int qos) => qos is >= 0 and <= 2 ? qos : throw ProblemException.BadField("qos", $"{qos}", "0, 1 or 2");
}

/// <summary>What to publish.</summary>
internal sealed record PublishOrder(string Topic, string Payload, int Qos, bool Retain, string? Encoding = null);

/// <summary>Whether anyone subscribes to it: some or none.</summary>
internal sealed record PublishAnswer(string Receivers);
