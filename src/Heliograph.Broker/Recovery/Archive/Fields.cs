namespace Heliograph.Broker.Recovery.Archive;

/// <summary>The words of the archive, as docs/archive-format.md lists them.</summary>
internal static class Fields
{
    public const string FormatName = "heliograph-archive";
    public const int FormatVersion = 1;

    public const string Format = "format", Version = "version", Program = "program", Clock = "clock";
    public const string Type = "type", Id = "id", Message = "message", ClientId = "clientId";
    public const string Topic = "topic", QoS = "qos", Retain = "retain", Publisher = "publisher", ExpiresAt = "expiresAt";
    public const string Properties = "properties", Payload = "payload";
    public const string UserName = "userName", ExpirySeconds = "expirySeconds", DetachedAt = "detachedAt";
    public const string Filter = "filter", NoLocal = "noLocal", RetainAsPublished = "retainAsPublished";
    public const string RetainHandling = "retainHandling", SubscriptionId = "subscriptionId", Group = "group";
    public const string PacketId = "packetId", Awaits = "awaits", SubscriptionIds = "subscriptionIds";
    public const string DelaySeconds = "delaySeconds";
    public const string Messages = "messages", Retained = "retained", Sessions = "sessions";
    public const string Subscriptions = "subscriptions", Deliveries = "deliveries";
}
