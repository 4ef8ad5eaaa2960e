using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Security;

namespace Heliograph.Server.Tests.Security;

public sealed class AclFileEditTests
{
    [Theory]
    [InlineData("", "topic read x\n", AclScope.Anonymous)]
    [InlineData("", "pattern read x\n", AclScope.Everyone)]
    [InlineData("", "user bob\ntopic read x\n", AclScope.User)]
    [InlineData("user ann\ntopic #", "user ann\ntopic #\n\nuser bob\ntopic read x\n", AclScope.User)]
    [InlineData("user bob\n# his\ntopic #\n\nuser ann\ntopic #\n", "user bob\n# his\ntopic #\ntopic read x\n\nuser ann\ntopic #\n", AclScope.User)]
    [InlineData("user bob\n\npattern a\n", "user bob\ntopic read x\n\npattern a\n", AclScope.User)]
    [InlineData("user bob\ntopic a\nuser ann\nuser bob\ntopic b\n", "user bob\ntopic a\nuser ann\nuser bob\ntopic b\ntopic read x\n", AclScope.User)]
    [InlineData("# Files.\n\n# Bob.\nuser bob\n", "# Files.\n\ntopic read x\n\n# Bob.\nuser bob\n", AclScope.Anonymous)]
    [InlineData("topic a\n\nuser bob\ntopic b\n", "topic a\ntopic read x\n\nuser bob\ntopic b\n", AclScope.Anonymous)]
    [InlineData("user bob\npattern a\ntopic b\n", "user bob\npattern a\npattern read x\ntopic b\n", AclScope.Everyone)]
    [InlineData("user bob\r\ntopic b\r\n", "user bob\r\ntopic b\r\ntopic read x\r\n", AclScope.User)]
    public void A_rule_is_added_in_its_place_and_means_what_it_says(string before, string after, AclScope scope)
    {
        var rule = new AclEntry(0, scope, scope == AclScope.User ? "bob" : null, AclAccess.Read, "x");
        Assert.Equal(after, AclFileEdit.Add(before, rule));
        Assert.True(AclRules.TryParse(after, "acl", out var rules, out _));
        var added = Assert.Single(rules.Entries, entry => entry.Filter == "x");
        Assert.Equal(rule with { Line = added.Line }, added);
        Assert.True(AclFileEdit.TryRemove(after, added.Line, out var without));
        Assert.True(AclRules.TryParse(without, "acl", out var fewer, out _));
        Assert.Equal(rules.Entries.Count - 1, fewer.Entries.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void What_is_no_rule_is_not_removed(int line)
    {
        const string text = "# topic a\nuser bob\ntopic b\n";
        Assert.False(AclFileEdit.TryRemove(text, line, out var edited));
        Assert.Equal(text, edited);
    }
}
