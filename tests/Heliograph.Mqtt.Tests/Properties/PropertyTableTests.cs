using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Tests.Properties;

/// <summary>Walks all properties at all sites, against table 2-4 written down a second time.</summary>
public sealed class PropertyTableTests
{
    private const string Answers = "connack ack suback unsuback disconnect< disconnect> auth";

    /// <summary>Identifier, a value in hex, and the sites; &gt; is to the server, &lt; to the client.</summary>
    private static readonly (byte Id, string Value, string Sites)[] Rows =
    [
        (0x01, "01", "publish> publish< will"),
        (0x02, "00000001", "publish> publish< will"),
        (0x03, "000161", "publish> publish< will"),
        (0x08, "000161", "publish> publish< will"),
        (0x09, "0002FF00", "publish> publish< will"),
        (0x0B, "8001", "subscribe publish<"),
        (0x11, "FFFFFFFF", "connect connack disconnect>"),
        (0x12, "000161", "connack"),
        (0x13, "0001", "connack"),
        (0x15, "000161", "connect connack auth"),
        (0x16, "0001FF", "connect connack auth"),
        (0x17, "01", "connect"),
        (0x18, "00000001", "will"),
        (0x19, "01", "connect"),
        (0x1A, "000161", "connack"),
        (0x1C, "000161", "connack disconnect<"),
        (0x1F, "000161", Answers),
        (0x21, "0001", "connect connack"),
        (0x22, "0001", "connect connack"),
        (0x23, "0001", "publish> publish<"),
        (0x24, "01", "connack"),
        (0x25, "01", "connack"),
        (0x26, "0001610000", "connect will publish> publish< subscribe unsubscribe " + Answers),
        (0x27, "00000001", "connect connack"),
        (0x28, "01", "connack"),
        (0x29, "01", "connack"),
        (0x2A, "01", "connack"),
    ];

    private static readonly Dictionary<string, PropertySite> Sites = new()
    {
        ["connect"] = PropertySite.Connect, ["will"] = PropertySite.Will, ["connack"] = PropertySite.ConnAck,
        ["publish>"] = PropertySite.PublishToServer, ["publish<"] = PropertySite.PublishToClient,
        ["ack"] = PropertySite.Acknowledgement, ["subscribe"] = PropertySite.Subscribe, ["suback"] = PropertySite.SubAck,
        ["unsubscribe"] = PropertySite.Unsubscribe, ["unsuback"] = PropertySite.UnsubAck,
        ["disconnect>"] = PropertySite.DisconnectToServer, ["disconnect<"] = PropertySite.DisconnectToClient,
        ["auth"] = PropertySite.Auth,
    };

    public static TheoryData<byte, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<byte, string, string>();
            foreach (var (id, value, _) in Rows)
            {
                foreach (var site in Sites.Keys) cells.Add(id, value, site);
            }

            return cells;
        }
    }

    [Fact]
    public void There_are_27_properties_and_13_sites()
    {
        Assert.Equal(Rows.Select(row => row.Id), PropertyTable.All.Select(rule => (byte)rule.Id));
        Assert.Equal(27, PropertyTable.All.Count);
        Assert.Equal(PropertySite.Any, Sites.Values.Aggregate((all, site) => all | site));
        for (var id = -1; id < 300; id++)
            Assert.Equal(Rows.Any(row => row.Id == id), PropertyTable.Find(id).Type != PropertyType.None);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Stands_where_the_table_says_and_nowhere_else(byte id, string value, string site)
    {
        var block = id.ToString("X2") + value;
        if (IsAllowed(id, site)) Assert.Equal(ReasonCode.Success, Check(Alone(id, block), site));
        else Assert.Equal(IsOfOtherDirection(id, site) ? ReasonCode.ProtocolError : ReasonCode.MalformedPacket, Check(block, site));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Repeats_only_where_the_table_says(byte id, string value, string site)
    {
        if (!IsAllowed(id, site)) return;
        var block = id.ToString("X2") + value;
        var repeats = id == 0x26 || (id == 0x0B && site == "publish<");
        Assert.Equal(repeats ? ReasonCode.Success : ReasonCode.ProtocolError, Check(Alone(id, block) + block, site));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Is_malformed_when_cut_anywhere(byte id, string value, string site)
    {
        var block = id.ToString("X2") + value;
        for (var length = 2; length < block.Length; length += 2)
            Assert.Equal(ReasonCode.MalformedPacket, Check(block[..length], site));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Zero_and_two_are_errors_where_the_standard_says(byte id, string value, string site)
    {
        if (!IsAllowed(id, site) || PropertyTable.Find(id).Type is PropertyType.String or PropertyType.Binary
            or PropertyType.StringPair) return;
        var zero = id == 0x0B ? "00" : new string('0', value.Length);
        Assert.Equal(
            id is 0x0B or 0x21 or 0x27 ? ReasonCode.ProtocolError : ReasonCode.Success, Check($"{id:X2}{zero}", site));
        var flag = PropertyTable.Find(id).Type == PropertyType.Flag;
        if (flag) Assert.Equal(ReasonCode.ProtocolError, Check($"{id:X2}02", site));
        if (flag) Assert.Equal(ReasonCode.ProtocolError, Check($"{id:X2}FF", site));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Text_is_strict_UTF_8_and_binary_is_not(byte id, string value, string site)
    {
        if (!IsAllowed(id, site)) return;
        Assert.NotEmpty(value);
        var type = PropertyTable.Find(id).Type;
        if (type == PropertyType.Binary)
        {
            Assert.Equal(ReasonCode.Success, Check(Alone(id, $"{id:X2}000300EDA0"), site));
            return;
        }

        if (type is not (PropertyType.String or PropertyType.StringPair)) return;
        var rest = type == PropertyType.StringPair ? "0000" : "";
        foreach (var bad in (string[])["000100", "0001FF", "0003EDA080", "0002C080"])
        {
            Assert.Equal(ReasonCode.MalformedPacket, Check($"{id:X2}{bad}{rest}", site));
            if (rest.Length > 0) Assert.Equal(ReasonCode.MalformedPacket, Check($"{id:X2}0000{bad}", site));
        }
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("0400")]
    [InlineData("2B00")]
    [InlineData("7F00")]
    [InlineData("800100")]
    [InlineData("FFFFFF7F")]
    [InlineData("8100")]
    public void Unknown_identifiers_are_malformed_everywhere(string block) =>
        Assert.All(Sites.Keys, site => Assert.Equal(ReasonCode.MalformedPacket, Check(block, site)));

    [Fact]
    public void Authentication_Data_needs_a_Method_in_any_order()
    {
        foreach (var site in (string[])["connect", "connack", "auth"])
        {
            Assert.Equal(ReasonCode.ProtocolError, Check("16000101", site));
            Assert.Equal(ReasonCode.Success, Check("16000101" + "15000161", site));
        }
    }

    private static bool IsAllowed(byte id, string site) =>
        Rows.Single(row => row.Id == id).Sites.Split(' ').Contains(site);

    /// <summary>Whether the packet may carry the property when the other side sends it.</summary>
    private static bool IsOfOtherDirection(byte id, string site) =>
        site[^1] is '<' or '>' && IsAllowed(id, site[..^1] + (site[^1] == '<' ? '>' : '<'));

    /// <summary>The block, completed by what the property must not stand without.</summary>
    private static string Alone(byte id, string block) => id == 0x16 ? "15000161" + block : block;

    private static ReasonCode Check(string block, string site)
    {
        var bytes = Convert.FromHexString($"{block.Length / 2:X2}{block}");
        var reader = new WireReader(bytes);
        return PropertyBlock.TryRead(ref reader, Sites[site], out _).Code;
    }
}
