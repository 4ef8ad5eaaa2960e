using Heliograph.Mqtt.Properties;

namespace Heliograph.Mqtt.Tests.Properties;

public sealed class PropertyWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(1024)]
    public void Writes_each_type_whatever_the_scratch_holds(int scratchBytes)
    {
        var writer = new PropertyWriter(new byte[scratchBytes]);
        writer.Add(PropertyId.PayloadFormatIndicator, 1);
        writer.Add(PropertyId.ReceiveMaximum, 0x1234);
        writer.Add(PropertyId.MessageExpiryInterval, 0x12345678);
        writer.Add(PropertyId.SubscriptionIdentifier, 268_435_455);
        writer.Add(PropertyId.ContentType, "t"u8);
        writer.Add(PropertyId.CorrelationData, [0xFF]);
        writer.AddUserProperty("k"u8, "v"u8);
        writer.AddRaw([0x23, 0, 1]);
        Assert.Equal(
            "0101" + "211234" + "0212345678" + "0BFFFFFF7F" + "03000174" + "090001FF" + "2600016B000176" + "230001",
            Convert.ToHexString(writer.Block.Bytes));
        writer.Dispose();
    }

    [Theory]
    [InlineData(PropertyId.ContentType)]
    [InlineData(PropertyId.UserProperty)]
    [InlineData((PropertyId)0x7F)]
    public void A_number_for_a_property_that_is_none_is_a_bug(PropertyId id) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PropertyWriter([]).Add(id, 1));
}
