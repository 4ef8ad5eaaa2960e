using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;

namespace Heliograph.Broker.Tests.Access;

public sealed class AclParserTests
{
    [Theory]
    [InlineData("topic raed a/b", 1, "not read, write, readwrite or deny")]
    [InlineData("topic", 1, "missing")]
    [InlineData("topic deny", 1, "topic readwrite deny")]
    [InlineData("pattern", 1, "missing")]
    [InlineData("\nuser", 2, "user NAME")]
    [InlineData("# fine\n\npermit a", 3, "user, topic or pattern")]
    [InlineData("topic read a/#/b", 1, "last level")]
    [InlineData("topic read a/b#", 1, "whole level")]
    [InlineData("topic read a+/b", 1, "whole level")]
    [InlineData("pattern read a/x%u", 1, "whole levels")]
    [InlineData("pattern read %c%u/a", 1, "whole levels")]
    [InlineData("topic read $share/g/a", 1, "leave out")]
    [InlineData("topic read a\u0001b", 1, "control")]
    public void A_bad_line_is_refused_with_its_number_value_and_remedy(string text, int line, string remedy)
    {
        Assert.False(AclRules.TryParse(text, "etc/acl", out var rules, out var errors));
        Assert.Null(rules);
        var error = Assert.Single(errors);
        Assert.Equal(line, error.Line);
        Assert.Equal(text.Split('\n')[line - 1], error.Value);
        Assert.Contains(remedy, error.Remedy);
        Assert.StartsWith($"etc/acl line {line}: '", error.ToString());
    }

    [Fact]
    public void All_errors_are_told_and_one_is_enough_to_refuse_the_whole_text()
    {
        Assert.False(AclRules.TryParse("topic read a\nfoo\ntopic read b\nbar\n", "acl", out _, out var errors));
        Assert.Equal([2, 4], errors.Select(error => error.Line));
    }

    [Fact]
    public void The_number_of_errors_is_bounded()
    {
        var text = string.Join('\n', Enumerable.Repeat("nonsense", 1_000));
        Assert.False(AclRules.TryParse(text, "acl", out _, out var errors));
        Assert.Equal(100, errors.Count);
    }

    [Fact]
    public void Mosquittos_syntax_is_read_with_comments_tabs_spaces_and_either_line_end()
    {
        const string text = "# anonymous\r\ntopic read  news/#\r\n\r\n  # bob\r\n\tuser bob smith \r\ntopic\twrite my room/light\r\n";
        var acl = new AclAuthorizer(Parse(text));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, null, AccessAction.Subscribe, "news/#"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "bob smith", AccessAction.Publish, "my room/light"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "bob", AccessAction.Publish, "my room/light"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "bob smith", AccessAction.Subscribe, "news/#"));
    }

    [Fact]
    public void Without_an_access_word_reading_and_writing_are_granted()
    {
        var acl = new AclAuthorizer(Parse("topic a"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, null, AccessAction.Publish, "a"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, null, AccessAction.Receive, "a"));
    }

    [Fact]
    public void A_user_that_is_named_twice_has_both_lots_of_rules()
    {
        var acl = new AclAuthorizer(Parse("user a\ntopic read x\nuser b\ntopic read y\nuser a\ntopic read z"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "a", AccessAction.Receive, "x"));
        Assert.Equal(AccessAnswer.Allowed, Ask(acl, "a", AccessAction.Receive, "z"));
        Assert.Equal(AccessAnswer.Denied, Ask(acl, "a", AccessAction.Receive, "y"));
    }

    internal static AclRules Parse(string text)
    {
        Assert.True(AclRules.TryParse(text, "etc/acl", out var rules, out var errors), string.Join('\n', errors));
        return rules;
    }

    internal static AccessDecision Decide(
        AclAuthorizer acl, string? user, AccessAction action, string topic, string clientId = "c1") =>
        acl.Decide(new(new(clientId, user, new("127.0.0.1:1")), action, Encoding.UTF8.GetBytes(topic)));

    internal static AccessAnswer Ask(
        AclAuthorizer acl, string? user, AccessAction action, string topic, string clientId = "c1") =>
        Decide(acl, user, action, topic, clientId).Answer;
}
