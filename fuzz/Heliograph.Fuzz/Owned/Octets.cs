namespace Heliograph.Fuzz.Owned;

/// <summary>Bytes that compare by content and print as hex.</summary>
public readonly struct Octets(ReadOnlySpan<byte> bytes) : IEquatable<Octets>
{
    private readonly byte[]? _bytes = bytes.ToArray();

    public ReadOnlySpan<byte> Span => _bytes;

    public static implicit operator Octets(byte[] bytes) => new(bytes);

    public static implicit operator Octets(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>The bytes of hex digits; blanks may stand anywhere.</summary>
    public static Octets FromHex(string digits) => Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal));

    public bool Equals(Octets other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is Octets other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Convert.ToHexString(Span);

    public static bool operator ==(Octets left, Octets right) => left.Equals(right);

    public static bool operator !=(Octets left, Octets right) => !left.Equals(right);
}
