using System.Net;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Listeners.Gates;

/// <summary>Some networks, equal to another list of the same ones in the same order.</summary>
public sealed class NetworkList : IEquatable<NetworkList>
{
    private readonly AddressRange[] _ranges;

    internal NetworkList(params IEnumerable<AddressRange> ranges) => _ranges = [.. ranges];

    /// <summary>No network.</summary>
    public static NetworkList None { get; } = new();

    /// <summary>Those among some texts that are networks or addresses.</summary>
    internal static NetworkList Among(IEnumerable<string> texts) =>
        new(texts.Select(text => AddressRange.TryParse(text, out var range) ? range : (AddressRange?)null).OfType<AddressRange>());

    /// <summary>As people write them.</summary>
    public IReadOnlyList<string> Names => [.. _ranges.Select(range => range.ToString())];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _ranges.Length == 0;

    /// <summary>Whether an address is in one of them.</summary>
    public bool Contains(IPAddress address) => Array.Exists(_ranges, range => range.Contains(address));

    public bool Equals(NetworkList? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges);

    public override bool Equals(object? obj) => Equals(obj as NetworkList);

    public override int GetHashCode() => _ranges.Length;
}
