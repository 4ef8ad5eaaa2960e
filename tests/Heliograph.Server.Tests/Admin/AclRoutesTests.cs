using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Admin;

public sealed class AclRoutesTests
{
    private const string Rules = "# Everybody is welcome.\ntopic readwrite #\n\n# Bob.\nuser bob\ntopic read a/#\npattern readwrite home/%u/#\n";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_are_shown_tested_added_and_removed_and_are_in_force_when_it_is_answered()
    {
        await using var instance = await InstanceUnderTest.StartAsync(Rules);
        using var admin = await instance.LogInAsync();
        var shown = await ShowAsync(admin);
        Assert.Equal((Rules, "etc/acl"), (shown.GetProperty("text").GetString(), shown.GetProperty("file").GetString()));
        Assert.Equal(
            ["2 anonymous  readwrite #", "6 user bob read a/#", "7 everyone  readwrite home/%u/#"],
            shown.GetProperty("rules").EnumerateArray().Select(rule => string.Join(' ', new[] { "line", "scope", "user", "access", "filter" }.Select(name => rule.GetProperty(name).ToString()))));
        Assert.Equal("denied ", await TestAsync(admin, "b/1"));

        await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/add", new { scope = "user", user = "bob", access = "write", filter = "b/#" });
        Assert.Equal("allowed 7", await TestAsync(admin, "b/1"));
        var added = await ShowAsync(admin);
        Assert.Equal(Rules.Replace("topic read a/#\n", "topic read a/#\ntopic write b/#\n", StringComparison.Ordinal), added.GetProperty("text").GetString());
        var stale = await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/remove", new { line = 7, version = shown.GetProperty("version").GetString() }, HttpStatusCode.Conflict);
        Assert.Equal("version", stale.GetProperty("field").GetString());
        await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/remove", new { line = 4, version = added.GetProperty("version").GetString() }, HttpStatusCode.NotFound);
        var removed = await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/remove", new { line = 7, version = added.GetProperty("version").GetString() });
        Assert.Equal(shown.GetProperty("version").GetString(), removed.GetProperty("version").GetString());
        Assert.Equal("denied ", await TestAsync(admin, "b/1"));
    }

    [Fact]
    public async Task A_text_is_validated_and_applied_whole_or_not_at_all()
    {
        await using var instance = await InstanceUnderTest.StartAsync(Rules);
        using var admin = await instance.LogInAsync();
        var version = (await ShowAsync(admin)).GetProperty("version").GetString();
        var wrong = Rules + "topic sometimes x\n";
        var check = await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/validate", new { text = wrong });
        Assert.Equal(8, check.GetProperty("errors")[0].GetProperty("line").GetInt32());
        Assert.Equal(("added", "topic sometimes x"), (check.GetProperty("diff")[7].GetProperty("kind").GetString(), check.GetProperty("diff")[7].GetProperty("text").GetString()));
        var refused = await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/apply", new { text = wrong, version }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("line 8 of etc/acl cannot be used as it is", refused.GetProperty("detail").GetString());
        Assert.Equal(version, (await ShowAsync(admin)).GetProperty("version").GetString());

        var applied = await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/apply", new { text = Rules + "topic write b/#\n", version });
        Assert.Equal("allowed 8", await TestAsync(admin, "b/1"));
        await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/apply", new { text = Rules, version }, HttpStatusCode.Conflict);
        await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/apply", new { text = Rules, version = applied.GetProperty("version").GetString() });
        var audit = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?action=acl.apply", Stop)).GetProperty("items");
        Assert.Equal(["done", "refused", "done", "refused"], audit.EnumerateArray().Select(entry => entry.GetProperty("outcome").GetString()));
        Assert.Equal("0 lines added, 1 removed", audit[0].GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("somebody", null, "read", "a", "scope")]
    [InlineData("user", null, "read", "a", "user")]
    [InlineData("user", "a\nb", "read", "a", "user")]
    [InlineData("everyone", "bob", "read", "a", "user")]
    [InlineData("everyone", null, "sometimes", "a", "access")]
    [InlineData("everyone", null, "read", "a/#/b", "filter")]
    [InlineData("everyone", null, "read", "a\ntopic readwrite #", "filter")]
    [InlineData("everyone", null, "read", "", "filter")]
    public async Task A_bad_rule_is_refused_with_its_field(string scope, string? user, string access, string filter, string field)
    {
        await using var instance = await InstanceUnderTest.StartAsync(Rules);
        using var admin = await instance.LogInAsync();
        var problem = await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/add", new { scope, user, access, filter }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Equal(Rules, await File.ReadAllTextAsync(instance.Layout.AclFile(new()), Stop));
    }

    [Fact]
    public async Task Connected_clients_may_what_the_new_rules_say_whether_they_came_over_the_api_or_from_the_disk()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        using var admin = await instance.LogInAsync();
        await using var subscriber = await RawPeer.ConnectAsync(instance.EndPoint, "sub");
        await using var publisher = await RawPeer.ConnectAsync(instance.EndPoint, "pub");
        await subscriber.SubscribeAsync("secret/#", 1);
        await subscriber.SubscribeAsync("open/#", 1);
        await PublishedAsync(publisher, ReasonCode.Success, "secret/1");
        Assert.Equal("secret/1", (await subscriber.ReadAsync(PacketType.Publish)).Topic);

        await InstanceUnderTest.PostAsync(admin, "/api/v1/acl/add", new { scope = "anonymous", user = (string?)null, access = "deny", filter = "secret/#" });
        await PublishedAsync(publisher, ReasonCode.NotAuthorized, "secret/2");
        await InstanceUnderTest.PostAsync(admin, "/api/v1/publish", new { topic = "secret/3", payload = "x", qos = 1, retain = false });
        await PublishedAsync(publisher, ReasonCode.Success, "open/4");
        Assert.Equal("open/4", (await subscriber.ReadAsync(PacketType.Publish)).Topic); // and nothing of secret before it

        await File.WriteAllTextAsync(instance.Layout.AclFile(new()), "topic write #\ntopic read secret/#\n", Stop);
        await TestServer.UntilAsync(() => TestAsync(admin, "secret/1", user: null).GetAwaiter().GetResult() == "allowed 1", () => "the file is not in force");
        await PublishedAsync(publisher, ReasonCode.Success, "open/5");
        await PublishedAsync(publisher, ReasonCode.Success, "secret/6");
        Assert.Equal("secret/6", (await subscriber.ReadAsync(PacketType.Publish)).Topic);
    }

    private static async Task PublishedAsync(RawPeer publisher, ReasonCode expected, string topic)
    {
        await publisher.SendAsync(Octets.Publish(topic, "x"u8.ToArray(), publisher.Version, qos: 1, publisher.NextPacketId()));
        var answer = (await publisher.ReadAsync(PacketType.PubAck)).Body;
        var code = answer.Length > 2 ? (ReasonCode)answer[2] : ReasonCode.Success;
        Assert.Equal(expected, code == ReasonCode.NoMatchingSubscribers ? ReasonCode.Success : code);
    }

    private static Task<JsonElement> ShowAsync(HttpClient browser) => browser.GetFromJsonAsync<JsonElement>("/api/v1/acl", Stop);

    private static async Task<string> TestAsync(HttpClient browser, string topic, string? user = "bob")
    {
        var answer = await browser.GetFromJsonAsync<JsonElement>($"/api/v1/access/test?user={user}&action=publish&topic={topic}", Stop);
        return $"{answer.GetProperty("answer").GetString()} {answer.GetProperty("line")}";
    }
}
