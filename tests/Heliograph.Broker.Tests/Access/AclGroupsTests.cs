using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;

namespace Heliograph.Broker.Tests.Access;

public sealed class AclGroupsTests
{
    private const string Text = """
        everyone
        deny publish retain=true plant/#

        group readers
        allow subscribe,receive plant/#

        group operators
        member ann
        in readers
        allow publish qos<=1 payload<=1KB plant/%u/#
        deny receive payload>1MB #

        user bob
        in readers
        topic write own
        """;

    [Theory]
    [InlineData("ann", AccessAction.Publish, "plant/ann/x", 1, 1000, false, "etc/acl line 10: allow publish qos<=1 payload<=1KB plant/%u/#")]
    [InlineData("ann", AccessAction.Publish, "plant/ann/x", 2, 1000, false, null)]
    [InlineData("ann", AccessAction.Publish, "plant/ann/x", 1, 1001, false, null)]
    [InlineData("ann", AccessAction.Publish, "plant/ann/x", 1, 10, true, null)]
    [InlineData("ann", AccessAction.Publish, "plant/bob/x", 1, 10, false, null)]
    [InlineData("ann", AccessAction.Receive, "plant/x", 0, 10, false, "etc/acl line 5: allow subscribe,receive plant/#")]
    [InlineData("ann", AccessAction.Receive, "plant/x", 0, 1_000_001, false, null)]
    [InlineData("bob", AccessAction.Receive, "plant/x", 0, 1_000_001, false, "etc/acl line 5: allow subscribe,receive plant/#")]
    [InlineData("bob", AccessAction.Publish, "own", 0, 0, false, "etc/acl line 15: topic write own")]
    [InlineData("bob", AccessAction.Publish, "plant/bob/x", 0, 0, false, null)]
    [InlineData("eve", AccessAction.Receive, "plant/x", 0, 0, false, null)]
    public void Groups_grant_to_their_members_what_their_rules_and_conditions_say(
        string user, AccessAction action, string topic, int qos, int bytes, bool retain, string? rule)
    {
        var decision = new AclAuthorizer(Parse(Text)).Decide(
            new(new("c1", user, Peer.None), action, Encoding.UTF8.GetBytes(topic), (QoS)qos, retain, bytes));
        Assert.Equal(rule is not null, decision.IsAllowed);
        if (rule is not null) Assert.Equal(rule, decision.Rule);
        Assert.True(decision.DependsOnPayload);
    }

    [Fact]
    public void A_subscription_that_a_rule_of_receiving_concerns_is_asked_about_at_each_delivery()
    {
        var acl = new AclAuthorizer(Parse(Text));
        Assert.Equal(AccessAnswer.AskPerDelivery, Subscribe("ann"));
        Assert.Equal(AccessAnswer.Allowed, Subscribe("bob"));
        Assert.Equal(AccessAnswer.Denied, Subscribe("eve"));
        acl.Replace(Parse("user ann\nallow all plant/#\ndeny all payload>1MB #\n"));
        Assert.Equal(AccessAnswer.AskPerDelivery, Subscribe("ann"));
        acl.Replace(Parse("user ann\nallow subscribe plant/#\n"));
        Assert.Equal(AccessAnswer.AskPerDelivery, Subscribe("ann"));

        AccessAnswer Subscribe(string user) => acl.Decide(new(new("c1", user, Peer.None), AccessAction.Subscribe, "plant/#"u8)).Answer;
    }

    [Fact]
    public void A_login_brings_groups_along()
    {
        var acl = new AclAuthorizer(Parse(Text));
        var eve = new Identity("c1", "eve", Peer.None) { Rights = new(["operators", "unknown"], null) };
        Assert.True(acl.Decide(new(eve, AccessAction.Publish, "plant/eve/x"u8)).IsAllowed);
        Assert.True(acl.Decide(new(eve, AccessAction.Receive, "plant/x"u8)).IsAllowed);
    }

    [Fact]
    public void A_chain_asks_the_next_link_for_what_the_first_does_not_speak_of_and_heeds_what_it_denies()
    {
        Assert.True(AclRules.TryMake([new(true, AclActions.All, "#")], "the login", out var all, out _));
        var acl = new AclAuthorizer(Parse("user ann\ntopic deny secret/#\n"));
        var chain = new AuthorizationChain([acl, new LoginLink()]);
        var ann = new Identity("c1", "ann", Peer.None) { Rights = new([], new AclAuthorizer(all)) };
        Assert.Equal("rule 1 of the login: allow all #", chain.Decide(new(ann, AccessAction.Publish, "a"u8)).Rule);
        Assert.Equal((AccessAnswer.Denied, 2), (Answer("secret/x", AccessAction.Publish).Answer, Answer("secret/x", AccessAction.Publish).Line));
        Assert.Equal(AccessAnswer.AskPerDelivery, Answer("#", AccessAction.Subscribe).Answer);
        Assert.Equal(AccessAnswer.Denied, Answer("secret/x", AccessAction.Receive).Answer);
        Assert.Equal(AccessAnswer.Denied, chain.Decide(new(ann with { Rights = null }, AccessAction.Publish, "a"u8)).Answer);

        AccessDecision Answer(string topic, AccessAction action) => chain.Decide(new(ann, action, Encoding.UTF8.GetBytes(topic)));
    }

    [Theory]
    [InlineData("allow a/#", 1, "is not publish, subscribe, receive, all")]
    [InlineData("allow publish", 1, "the topic is missing")]
    [InlineData("allow publish qos<=3 a", 1, "is no condition")]
    [InlineData("allow publish payload>big a", 1, "is no condition")]
    [InlineData("allow all retain=true a", 1, "retain is of publishes only")]
    [InlineData("deny subscribe payload>1KB a", 1, "a filter has no payload")]
    [InlineData("member ann", 1, "member stands below a group")]
    [InlineData("in readers", 1, "in stands below a user or a group")]
    [InlineData("user ann\nin readers", 2, "there is no group 'readers'")]
    [InlineData("group a\nin b\ngroup b\nin a", 2, "would be in itself")]
    [InlineData("group", 1, "the name is missing")]
    public void A_bad_line_is_refused_with_its_remedy(string text, int line, string remedy)
    {
        Assert.False(AclRules.TryParse(text, "acl", out _, out var errors));
        Assert.Equal(line, errors[0].Line);
        Assert.Contains(remedy, errors[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_thrown_upon()
    {
        var random = new Random(11);
        string[] words = ["user", "group", "member", "in", "everyone", "allow", "deny", "topic", "pattern", "publish", "all", "qos<=1", "payload<=1KB", "payload<=99999999999KB", "retain=true", "a/#", "+/%u", "%c", "\t", "\n", "\n", "\n", "a", "=", "#", "€", ","];
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(30)).Select(_ => words[random.Next(words.Length)]));
            var isRead = AclRules.TryParse(text, "acl", out var rules, out var errors);
            Assert.Equal(isRead, errors.Count == 0);
            if (!isRead) continue;
            var acl = new AclAuthorizer(rules!);
            acl.Decide(new(new("c", "a", Peer.None) { Rights = new(["a"], null) }, AccessAction.Publish, "a/b"u8));
            acl.Decide(new(new("c", null, Peer.None), AccessAction.Subscribe, "a/#"u8));
        }
    }

    private static AclRules Parse(string text)
    {
        Assert.True(AclRules.TryParse(text, "etc/acl", out var rules, out var errors), string.Join('\n', errors));
        return rules;
    }
}
