namespace Heliograph.Broker.Access;

/// <summary>Addresses without their ports.</summary>
public static class Hosts
{
    /// <summary>The address of a text such as 10.0.0.1:4711 or [2001:db8::1]:4711; a text without a port as it is.</summary>
    public static string Of(string address)
    {
        if (address.StartsWith('[')) return address.IndexOf(']', StringComparison.Ordinal) is var end and > 0 ? address[1..end] : address;
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && colon == address.LastIndexOf(':') ? address[..colon] : address;
    }
}
