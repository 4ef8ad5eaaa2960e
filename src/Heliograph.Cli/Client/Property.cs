namespace Heliograph.Cli.Client;

/// <summary>One property of MQTT 5.0 as given with <c>-D</c>.</summary>
/// <param name="Packet">The packet it goes with, such as <c>publish</c>.</param>
/// <param name="Name">Its name, such as <c>content-type</c>.</param>
/// <param name="Value">Its value; for a user property its name.</param>
/// <param name="UserValue">The value of a user property, else empty.</param>
internal sealed record Property(string Packet, string Name, string Value, string UserValue = "")
{
    /// <summary>The value of a numeric property; it was checked when it was read.</summary>
    public uint Number => uint.Parse(Value, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The properties of a command line.</summary>
internal sealed record Properties(IReadOnlyList<Property> All)
{
    public static Properties None { get; } = new([]);

    public bool Any => All.Count > 0;

    /// <summary>Those that go with a packet.</summary>
    public IEnumerable<Property> Of(string packet) => All.Where(property => property.Packet == packet);
}
