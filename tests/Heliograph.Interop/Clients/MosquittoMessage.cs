using System.Text.Json;

namespace Heliograph.Interop.Clients;

/// <summary>Reads the JSON that mosquitto_sub prints for the format <c>%j</c>.</summary>
internal static class MosquittoMessage
{
    public static ReceivedMessage Parse(string line)
    {
        var json = JsonElement.Parse(line);
        var message = new ReceivedMessage(
            json.GetProperty("topic").GetString()!, json.GetProperty("payload").GetString() ?? "",
            json.GetProperty("qos").GetInt32(), json.GetProperty("retain").GetInt32() == 1);
        return json.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Aggregate(message, With)
            : message;
    }

    private static ReceivedMessage With(ReceivedMessage message, JsonProperty property) => property.Name switch
    {
        "content-type" => message with { ContentType = property.Value.GetString() },
        "response-topic" => message with { ResponseTopic = property.Value.GetString() },
        "correlation-data" => message with { CorrelationData = property.Value.GetString() },
        "message-expiry-interval" => message with { MessageExpiry = property.Value.GetUInt32() },
        "payload-format-indicator" => message with { PayloadFormat = property.Value.GetInt32() },
        "subscription-identifier" => message with { SubscriptionIds = [property.Value.GetUInt32()] },
        "user-properties" => message with
        {
            UserProperties =
                [.. property.Value.EnumerateObject().Select(pair => $"{pair.Name}:{pair.Value.GetString()}")],
        },
        _ => message,
    };
}
