using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;
using static Heliograph.Broker.Tests.Access.AclParserTests;

namespace Heliograph.Broker.Tests.Access;

public sealed class AclAuthorizerTests
{
    [Theory]
    [InlineData("topic read a/#", "a/#", AccessAnswer.Allowed)]
    [InlineData("topic read a/#", "a", AccessAnswer.Allowed)]
    [InlineData("topic read a/#", "a/+/c", AccessAnswer.Allowed)]
    [InlineData("topic read a/#", "#", AccessAnswer.AskPerDelivery)]
    [InlineData("topic read a/#", "+/b", AccessAnswer.AskPerDelivery)]
    [InlineData("topic read a/#", "b/#", AccessAnswer.Denied)]
    [InlineData("topic write a/#", "a/#", AccessAnswer.Denied)]
    [InlineData("topic read a/#\ntopic deny a/b", "a/#", AccessAnswer.AskPerDelivery)]
    [InlineData("topic read a/#\ntopic deny a/b", "a/b", AccessAnswer.Denied)]
    [InlineData("topic read a/#\ntopic deny a/b", "a/c", AccessAnswer.Allowed)]
    [InlineData("topic read a/#\ntopic deny a/+", "a/b", AccessAnswer.Denied)]
    [InlineData("topic read #\ntopic deny $SYS/#", "#", AccessAnswer.Allowed)]
    [InlineData("topic read #", "$SYS/#", AccessAnswer.Denied)]
    [InlineData("topic read #\ntopic read $SYS/#", "$SYS/#", AccessAnswer.Allowed)]
    [InlineData("topic read +/#", "#", AccessAnswer.Allowed)]
    public void A_subscribe_is_allowed_whole_refused_or_asked_about_at_each_delivery(
        string rules, string filter, AccessAnswer answer) =>
        Assert.Equal(answer, Ask(new(Parse(rules)), null, AccessAction.Subscribe, filter));

    [Fact]
    public void A_deny_wins_wherever_it_stands()
    {
        var acl = new AclAuthorizer(Parse("pattern deny secret/#\nuser bob\ntopic readwrite #"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "bob", AccessAction.Publish, "secret/x"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "bob", AccessAction.Receive, "secret"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "bob", AccessAction.Publish, "public"));
    }

    [Fact]
    public void The_first_accounts_rules_give_it_all_and_others_nothing()
    {
        var acl = new AclAuthorizer(Parse("user admin\ntopic readwrite #\ntopic read $SYS/#\n"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "admin", AccessAction.Publish, "a/b"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "admin", AccessAction.Subscribe, "#"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "admin", AccessAction.Subscribe, "$SYS/#"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "bob", AccessAction.Publish, "a/b"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, null, AccessAction.Subscribe, "#"));
    }

    [Theory]
    [InlineData("$SYS/broker/uptime", AccessAnswer.Denied)]
    [InlineData("$SYS", AccessAnswer.Denied)]
    [InlineData("$SYS/broker/connection/b1/state", AccessAnswer.Allowed)]
    [InlineData("$SYS/broker/connection/b1/b2/state", AccessAnswer.Denied)]
    [InlineData("$SYS/broker/connection/state", AccessAnswer.Denied)]
    [InlineData("$SYSTEM/x", AccessAnswer.Denied)]
    public void Sys_topics_are_not_writable_whatever_the_rules_say(string topic, AccessAnswer answer) =>
        Assert.Equal(answer, Ask(new(Parse("topic readwrite #\ntopic readwrite $SYS/#")), null, AccessAction.Publish, topic));

    [Fact]
    public void A_pattern_speaks_of_the_client_that_asks()
    {
        var acl = new AclAuthorizer(Parse("pattern write up/%c/%u\npattern read down/%u/#"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "bøb", AccessAction.Publish, "up/c1/bøb"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "bøb", AccessAction.Publish, "up/c2/bøb"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "bøb", AccessAction.Publish, "up/c1/bøbby"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "bøb", AccessAction.Subscribe, "down/bøb/#"));
        Assert.Equal(AccessAnswer.AskPerDelivery, Ask(acl, "bøb", AccessAction.Subscribe, "down/+/x"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "bøb", AccessAction.Subscribe, "down/eve/#"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, null, AccessAction.Subscribe, "down/+/x"));
    }

    [Theory]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_name_that_is_no_plain_level_never_widens_a_pattern(string name)
    {
        var acl = new AclAuthorizer(Parse("pattern readwrite home/%u/#\npattern readwrite id/%c"));
        foreach (var topic in new[] { "home/x/y", "home/a/b", "home//x", $"home/{name}", "id/x", "id/a/b", "id/" })
        {
            Assert.Equal(AccessAnswer.Denied, Ask(acl, name, AccessAction.Publish, topic, name));
            Assert.Equal(AccessAnswer.Denied, Ask(acl, name, AccessAction.Receive, topic, name));
        }

        Assert.Equal(AccessAnswer.Denied, Ask(acl, name, AccessAction.Subscribe, "#", name));
    }

    [Fact]
    public void A_client_id_does_not_reach_dollar_topics_through_a_first_level()
    {
        var acl = new AclAuthorizer(Parse("pattern readwrite %c/#"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, null, AccessAction.Subscribe, "$SYS/#", "$SYS"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, null, AccessAction.Publish, "$x/y", "$x"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, null, AccessAction.Publish, "x/y", "x"));
    }

    [Theory]
    [InlineData("+")]
    [InlineData("a/b")]
    public void A_denying_pattern_denies_such_a_name_all_that_it_could_mean(string name)
    {
        var acl = new AclAuthorizer(Parse("topic readwrite #\npattern deny private/%c"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, null, AccessAction.Publish, "private/a/b", name));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, null, AccessAction.Subscribe, "private/#", name));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, null, AccessAction.Publish, "public/a/b", name));
        Assert.Equal(AccessAnswer.AskPerDelivery, Ask(acl, null, AccessAction.Subscribe, "#", name));
    }

    [Fact]
    public void A_decision_names_its_rule_and_line()
    {
        var acl = new AclAuthorizer(Parse("# first\nuser bob\ntopic   read a/#\ntopic deny a/x\n"));
        Assert.Equal("etc/acl line 3: topic   read a/#", Decide(acl, "bob", AccessAction.Subscribe, "a/y").Rule);
        Assert.Equal("etc/acl line 4: topic deny a/x", Decide(acl, "bob", AccessAction.Receive, "a/x").Rule);
        Assert.Equal("etc/acl line 4: topic deny a/x", Decide(acl, "bob", AccessAction.Subscribe, "a/#").Rule);
        Assert.Equal("no rule of etc/acl allows user bob to write a/b", Decide(acl, "bob", AccessAction.Publish, "a/b").Rule);
        Assert.Equal("no rule of etc/acl allows anonymous clients to read b", Decide(acl, null, AccessAction.Subscribe, "b").Rule);
        Assert.Contains("etc/acl", Decide(acl, "bob", AccessAction.Receive, "q").Rule);
        Assert.Contains("$SYS", Decide(acl, "bob", AccessAction.Publish, "$SYS/x").Rule);
    }

    [Fact]
    public void Replaced_rules_answer_at_once_and_the_version_grows()
    {
        var acl = new AclAuthorizer(Parse("topic read a"));
        var before = acl.RulesVersion;
        acl.Replace(Parse("topic read b"));
        Assert.True(acl.RulesVersion > before);
        Assert.Equal(AccessAnswer.Denied, Ask(acl, null, AccessAction.Receive, "a"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, null, AccessAction.Receive, "b"));
    }

    [Fact]
    public void Decisions_about_topics_and_granted_filters_allocate_nothing()
    {
        var acl = new AclAuthorizer(Parse("pattern readwrite home/%u/%c/#\npattern deny home/+/+/x\nuser bob\ntopic write a/+/c"));
        var who = new Identity("c1", "bob", new("127.0.0.1:1"));
        AccessAnswer[] answers = [.. Enumerable.Repeat(AccessAnswer.Denied, 5)];
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            answers[0] = acl.Decide(new(who, AccessAction.Publish, "a/b/c"u8)).Answer;
            answers[1] = acl.Decide(new(who, AccessAction.Publish, "home/bob/c1/y"u8)).Answer;
            answers[2] = acl.Decide(new(who, AccessAction.Receive, "home/bob/c1/x"u8)).Answer;
            answers[3] = acl.Decide(new(who, AccessAction.Receive, "elsewhere"u8)).Answer;
            answers[4] = acl.Decide(new(who, AccessAction.Subscribe, "home/bob/c1/y/#"u8)).Answer;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(
            [AccessAnswer.Allowed, AccessAnswer.Allowed, AccessAnswer.Denied, AccessAnswer.Denied, AccessAnswer.Allowed], answers);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_refusal_shows_a_bounded_part_of_a_long_topic()
    {
        var rule = Decide(new(Parse("")), "bob", AccessAction.Publish, new string('x', 60_000)).Rule;
        Assert.True(rule.Length < 300, $"{Encoding.UTF8.GetByteCount(rule)} bytes");
    }
}
