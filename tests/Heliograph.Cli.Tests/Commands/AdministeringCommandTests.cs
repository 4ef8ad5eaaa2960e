using System.Text.Json;

namespace Heliograph.Cli.Tests.Commands;

/// <summary>The commands that change a running broker over its REST API.</summary>
public sealed class AdministeringCommandTests(RunningInstance broker) : IClassFixture<RunningInstance>
{
    [Fact]
    public async Task A_user_is_set_listed_and_deleted()
    {
        Assert.Equal("The password of bob is set.\n", (await ProgramRun.WithInput("secret\n", "users", "set", "bob", "--console", broker.Console)).Output);
        var listed = (await Ask("users", "list")).Output;
        Assert.Contains("bob", listed, StringComparison.Ordinal);
        Assert.Contains("the first one", listed, StringComparison.Ordinal);
        Assert.Equal("Deleted bob.\n", (await Ask("users", "delete", "bob")).Output);
        Assert.Contains("there is no user 'bob'", (await Ask("users", "delete", "bob")).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Ask("users", "delete", "admin")).ExitCode);
    }

    [Fact]
    public async Task A_rule_is_added_tested_shown_and_removed()
    {
        Assert.Equal("The rule is in force.\n", (await Ask("acl", "add", "write", "plant/#", "--user", "maria")).Output);
        var tested = (await Ask("acl", "test", "maria", "publish", "plant/1")).Output;
        Assert.StartsWith("allowed: etc/acl line ", tested, StringComparison.Ordinal);
        var rule = JsonDocument.Parse((await Ask("acl", "show", "--json")).Output).RootElement.GetProperty("rules").EnumerateArray().Last();
        Assert.Contains($"{rule.GetProperty("line")}  user maria  write      plant/#", (await Ask("acl", "show")).Output, StringComparison.Ordinal);
        Assert.StartsWith("# Who may publish", (await Ask("acl", "show", "--text")).Output, StringComparison.Ordinal);
        Assert.Equal("Removed: topic write plant/#\n", (await Ask("acl", "remove", rule.GetProperty("line").ToString())).Output);
        Assert.StartsWith("denied: ", (await Ask("acl", "test", "maria", "publish", "plant/1")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Ask("acl", "add", "write", "x")).ExitCode);
        Assert.Equal(2, (await Ask("acl", "add", "write", "x", "--user", "a", "--everyone")).ExitCode);
    }

    [Fact]
    public async Task A_ban_is_set_listed_and_lifted()
    {
        var id = JsonDocument.Parse((await Ask("bans", "add", "address", "192.0.2.7/24", "--reason", "scans", "--minutes", "5", "--json")).Output).RootElement.GetProperty("id").GetString()!;
        Assert.Contains($"{id}  address  192.0.2.0/24", (await Ask("bans", "list")).Output, StringComparison.Ordinal);
        Assert.Equal("The ban is lifted.\n", (await Ask("bans", "remove", id)).Output);
        Assert.DoesNotContain(id, (await Ask("bans", "list", "--json")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Ask("bans", "add", "address", "192.0.2.7")).ExitCode);
    }

    [Fact]
    public async Task A_key_asks_in_place_of_a_login_until_it_is_revoked_and_the_audit_log_tells_of_it()
    {
        var secret = (await Ask("keys", "create", "script", "--role", "operator", "--days", "1")).Output.TrimEnd();
        Assert.StartsWith("hgk_", secret, StringComparison.Ordinal);
        Assert.Equal(0, (await Ask("bans", "list", "--api-key", secret)).ExitCode);
        Assert.Contains("key script is an operator", (await Ask("audit", "--api-key", secret)).Error, StringComparison.Ordinal);
        Assert.Contains("takes the place of", (await Ask("clients", "--api-key", secret, "-u", "admin")).Error, StringComparison.Ordinal);
        var id = JsonDocument.Parse((await Ask("keys", "list", "--json")).Output.Split('\n')[0]).RootElement.GetProperty("id").GetString()!;
        Assert.Equal("The key is revoked.\n", (await Ask("keys", "revoke", id)).Output);
        Assert.Contains("the API key 'script' was revoked by admin", (await Ask("clients", "--api-key", secret)).Error, StringComparison.Ordinal);
        var audit = (await Ask("audit", "--action", "keys.create")).Output;
        Assert.Contains("keys.create  script  done     operator, expires in 1 days", audit, StringComparison.Ordinal);
    }

    private Task<ProgramRun> Ask(params string[] arguments) => ProgramRun.Of([.. arguments, "--console", broker.Console]);
}
