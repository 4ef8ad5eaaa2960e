using System.Text;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Mqtt.Tests.Topics;

public sealed class TopicNameTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("/", true)]
    [InlineData(" a b ", true)]
    [InlineData("$SYS", true)]
    [InlineData("", false)]
    [InlineData("+", false)]
    [InlineData("a/#", false)]
    [InlineData("a+b", false)]
    [Trait("MQTT 5.0", "MQTT-4.7.0-1")]
    [Trait("MQTT 5.0", "MQTT-4.7.3-1")]
    public void Has_a_character_and_no_wildcard(string name, bool valid) =>
        Assert.Equal(valid, TopicName.IsValid(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("$", true)]
    [InlineData("$SYS/x", true)]
    [InlineData("", false)]
    [InlineData("a/$SYS", false)]
    [InlineData("/$SYS", false)]
    public void Is_reserved_when_it_begins_with_a_dollar(string name, bool reserved) =>
        Assert.Equal(reserved, TopicName.IsReserved(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a")]
    [InlineData("/a//b/")]
    [InlineData("a/b/c")]
    public void Levels_are_the_parts_between_slashes(string topic)
    {
        var bytes = Encoding.UTF8.GetBytes(topic);
        var parts = new List<string>();
        var levels = new TopicLevels(bytes);
        while (levels.MoveNext())
        {
            parts.Add(Encoding.UTF8.GetString(levels.Current));
            Assert.Equal(parts.Count == topic.Split('/').Length, levels.IsLast);
        }

        Assert.Equal(topic.Split('/'), parts);
        Assert.Equal(parts.Count, TopicLevels.Count(bytes));
        Assert.False(levels.MoveNext());
    }
}
