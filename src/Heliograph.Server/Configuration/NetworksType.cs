using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Security.Bans;
using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>Some networks; read as <see cref="NetworkList"/>.</summary>
internal sealed class NetworksType : SettingType
{
    private const int NetworksMax = 1_000;

    public override string Name => "networks";

    public override string Allowed => $"up to {NetworksMax} addresses or networks";

    public override string Form => ", as a list such as [\"10.0.0.0/8\", \"2001:db8::/32\", \"192.0.2.7\"]";

    internal override SettingReading Read(ValueSyntax syntax)
    {
        if (syntax is not ArraySyntax array) return SettingReading.Refused("is not a list");
        var ranges = new List<AddressRange>();
        foreach (var item in array.Items)
        {
            if (item.Value is not StringValueSyntax { Value: { } text } || !AddressRange.TryParse(text, out var range))
                return SettingReading.Refused("holds what is no address or network in quotes");
            ranges.Add(range);
        }

        return ranges.Count > NetworksMax ? SettingReading.OutOfRange : SettingReading.Of(new NetworkList(ranges));
    }

    internal override string Format(object value) => $"[{string.Join(", ", ((NetworkList)value).Names.Select(name => $"\"{name}\""))}]";
}
