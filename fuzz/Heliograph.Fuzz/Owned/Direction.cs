using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>Who sends the packet: the rules of PUBLISH, DISCONNECT and AUTH differ.</summary>
public enum Direction
{
    ToServer,
    ToClient,
}

/// <summary>The property sites of a direction.</summary>
public static class DirectionSites
{
    public static PropertySite Publish(this Direction direction) =>
        direction == Direction.ToServer ? PropertySite.PublishToServer : PropertySite.PublishToClient;

    public static PropertySite Disconnect(this Direction direction) =>
        direction == Direction.ToServer ? PropertySite.DisconnectToServer : PropertySite.DisconnectToClient;
}
