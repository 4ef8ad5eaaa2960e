namespace Heliograph.Mqtt.Properties;

/// <summary>One row of table 2-4.</summary>
/// <param name="Id">The property.</param>
/// <param name="Type">How its value is written.</param>
/// <param name="Sites">Where it may stand.</param>
/// <param name="Repeats">Where it may stand more than once.</param>
/// <param name="ZeroIsError">Whether the value 0 is a protocol error.</param>
public readonly record struct PropertyRule(
    PropertyId Id, PropertyType Type, PropertySite Sites, PropertySite Repeats = PropertySite.None,
    bool ZeroIsError = false);

/// <summary>Table 2-4 of MQTT 5.0: the one place that knows which property may stand where.</summary>
public static class PropertyTable
{
    private const PropertySite AnyAnswer = PropertySite.ConnAck | PropertySite.Acknowledgement | PropertySite.SubAck
        | PropertySite.UnsubAck | PropertySite.Disconnect | PropertySite.Auth;

    private const PropertySite Message = PropertySite.Publish | PropertySite.Will;

    /// <summary>All rows, ordered by identifier.</summary>
    public static IReadOnlyList<PropertyRule> All { get; } =
    [
        new(PropertyId.PayloadFormatIndicator, PropertyType.Flag, Message),
        new(PropertyId.MessageExpiryInterval, PropertyType.UInt32, Message),
        new(PropertyId.ContentType, PropertyType.String, Message),
        new(PropertyId.ResponseTopic, PropertyType.String, Message),
        new(PropertyId.CorrelationData, PropertyType.Binary, Message),
        new(PropertyId.SubscriptionIdentifier, PropertyType.VariableByteInteger,
            PropertySite.Subscribe | PropertySite.PublishToClient, PropertySite.PublishToClient, ZeroIsError: true),
        new(PropertyId.SessionExpiryInterval, PropertyType.UInt32,
            PropertySite.Connect | PropertySite.ConnAck | PropertySite.DisconnectToServer),
        new(PropertyId.AssignedClientIdentifier, PropertyType.String, PropertySite.ConnAck),
        new(PropertyId.ServerKeepAlive, PropertyType.UInt16, PropertySite.ConnAck),
        new(PropertyId.AuthenticationMethod, PropertyType.String,
            PropertySite.Connect | PropertySite.ConnAck | PropertySite.Auth),
        new(PropertyId.AuthenticationData, PropertyType.Binary,
            PropertySite.Connect | PropertySite.ConnAck | PropertySite.Auth),
        new(PropertyId.RequestProblemInformation, PropertyType.Flag, PropertySite.Connect),
        new(PropertyId.WillDelayInterval, PropertyType.UInt32, PropertySite.Will),
        new(PropertyId.RequestResponseInformation, PropertyType.Flag, PropertySite.Connect),
        new(PropertyId.ResponseInformation, PropertyType.String, PropertySite.ConnAck),
        new(PropertyId.ServerReference, PropertyType.String, PropertySite.ConnAck | PropertySite.DisconnectToClient),
        new(PropertyId.ReasonString, PropertyType.String, AnyAnswer),
        new(PropertyId.ReceiveMaximum, PropertyType.UInt16, PropertySite.Connect | PropertySite.ConnAck,
            ZeroIsError: true),
        new(PropertyId.TopicAliasMaximum, PropertyType.UInt16, PropertySite.Connect | PropertySite.ConnAck),
        new(PropertyId.TopicAlias, PropertyType.UInt16, PropertySite.Publish),
        new(PropertyId.MaximumQoS, PropertyType.Flag, PropertySite.ConnAck),
        new(PropertyId.RetainAvailable, PropertyType.Flag, PropertySite.ConnAck),
        new(PropertyId.UserProperty, PropertyType.StringPair, PropertySite.Any, PropertySite.Any),
        new(PropertyId.MaximumPacketSize, PropertyType.UInt32, PropertySite.Connect | PropertySite.ConnAck,
            ZeroIsError: true),
        new(PropertyId.WildcardSubscriptionAvailable, PropertyType.Flag, PropertySite.ConnAck),
        new(PropertyId.SubscriptionIdentifierAvailable, PropertyType.Flag, PropertySite.ConnAck),
        new(PropertyId.SharedSubscriptionAvailable, PropertyType.Flag, PropertySite.ConnAck),
    ];

    private static readonly PropertyRule[] ById = Index();

    /// <summary>The row of an identifier; its type is <see cref="PropertyType.None"/> when there is no such property.</summary>
    public static PropertyRule Find(int id) => (uint)id < (uint)ById.Length ? ById[id] : default;

    private static PropertyRule[] Index()
    {
        var rows = new PropertyRule[(int)All[^1].Id + 1];
        foreach (var rule in All) rows[(int)rule.Id] = rule;
        return rows;
    }
}
