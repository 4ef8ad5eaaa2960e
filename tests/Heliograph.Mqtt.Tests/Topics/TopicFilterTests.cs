using System.Text;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Mqtt.Tests.Topics;

public sealed class TopicFilterTests
{
    [Theory]
    [InlineData("#", true)]
    [InlineData("+", true)]
    [InlineData("/", true)]
    [InlineData("//", true)]
    [InlineData("a", true)]
    [InlineData(" ", true)]
    [InlineData("a/#", true)]
    [InlineData("/#", true)]
    [InlineData("+/+", true)]
    [InlineData("+/a/#", true)]
    [InlineData("a/+/b", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("#a", false)]
    [InlineData("#/", false)]
    [InlineData("#/a", false)]
    [InlineData("a/#/b", false)]
    [InlineData("##", false)]
    [InlineData("a+", false)]
    [InlineData("+a", false)]
    [InlineData("++", false)]
    [InlineData("a/b+/c", false)]
    [InlineData("+#", false)]
    [Trait("MQTT 5.0", "MQTT-4.7.1-1")]
    [Trait("MQTT 5.0", "MQTT-4.7.1-2")]
    [Trait("MQTT 5.0", "MQTT-4.7.3-1")]
    public void Wildcards_stand_alone_in_their_level(string filter, bool valid) =>
        Assert.Equal(valid, TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter)));

    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player10", false)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("sport/#", "sport/", true)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("#", "/", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("a/+/c", "a//c", true)]
    [InlineData("a", "A", false)]
    [InlineData("a", "/a", false)]
    [InlineData("a/", "a", false)]
    [InlineData("a", "a/", false)]
    [InlineData("ab", "a", false)]
    [InlineData("caf\u00E9", "cafe\u0301", false)]
    [Trait("MQTT 5.0", "MQTT-4.7.3-4")]
    public void Matches_level_by_level_and_byte_by_byte(string filter, string name, bool matches) =>
        Assert.Equal(matches, TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("#", "$SYS/broker", false)]
    [InlineData("+/broker", "$SYS/broker", false)]
    [InlineData("+", "$SYS", false)]
    [InlineData("+/#", "$SYS", false)]
    [InlineData("$SYS/#", "$SYS/broker", true)]
    [InlineData("$SYS/#", "$SYS", true)]
    [InlineData("$SYS/+", "$SYS/broker", true)]
    [InlineData("+/$SYS", "a/$SYS", true)]
    [InlineData("/#", "/$SYS", true)]
    [Trait("MQTT 5.0", "MQTT-4.7.2-1")]
    public void A_leading_wildcard_does_not_match_a_reserved_name(string filter, string name, bool matches) =>
        Assert.Equal(matches, TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("$share/g/a", "g", "a")]
    [InlineData("$share/g/a/+/#", "g", "a/+/#")]
    [InlineData("$share/g//", "g", "/")]
    [InlineData("$share/$share/$share/g/a", "$share", "$share/g/a")]
    [InlineData("$share/g/#", "g", "#")]
    public void Shared_filters_split(string shared, string name, string filter)
    {
        Assert.True(TopicFilter.IsShared(Encoding.UTF8.GetBytes(shared)));
        Assert.True(TopicFilter.TrySplitShared(Encoding.UTF8.GetBytes(shared), out var group, out var rest));
        Assert.Equal(name, Encoding.UTF8.GetString(group));
        Assert.Equal(filter, Encoding.UTF8.GetString(rest));
    }

    [Theory]
    [InlineData("$share", true)]
    [InlineData("$share/", true)]
    [InlineData("$share/g", true)]
    [InlineData("$share/g/", true)]
    [InlineData("$share//a", true)]
    [InlineData("$share/+/a", true)]
    [InlineData("$share/g#/a", true)]
    [InlineData("$share/g/a#", true)]
    [InlineData("$shared/g/a", false)]
    [InlineData("$SHARE/g/a", false)]
    [InlineData("/$share/g/a", false)]
    [Trait("MQTT 5.0", "MQTT-4.8.2-1")]
    [Trait("MQTT 5.0", "MQTT-4.8.2-2")]
    public void Shared_filters_that_do_not(string shared, bool isShared)
    {
        Assert.Equal(isShared, TopicFilter.IsShared(Encoding.UTF8.GetBytes(shared)));
        Assert.False(TopicFilter.TrySplitShared(Encoding.UTF8.GetBytes(shared), out _, out _));
    }
}
