using System.Text;

namespace Heliograph.Conformance.Client;

/// <summary>Bytes that are mostly text: a string, or hex where a test needs what no string can hold.</summary>
public readonly record struct Octets(byte[] Value)
{
    public static implicit operator Octets(string text) => new(Encoding.UTF8.GetBytes(text));

    public static implicit operator Octets(byte[] bytes) => new(bytes);

    public static Octets Hex(string hex) => new(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    public override string ToString() => Convert.ToHexString(Value);
}
