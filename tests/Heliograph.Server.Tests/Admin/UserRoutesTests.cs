using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Security;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Admin;

public sealed class UserRoutesTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passwords_that_are_set_at_once_are_bounded()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        using var browser = await instance.LogInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number =>
            browser.PostAsync("/api/v1/users/set", ConsoleUnderTest.Body(new { userName = $"user{number}", password = "x" }), TestContext.Current.CancellationToken)));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task A_user_is_added_connects_is_listed_and_deleted_with_the_connection()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        using var admin = await instance.LogInAsync();
        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/set", new { userName = "bob", password = "secret" }, HttpStatusCode.NoContent);
        await using var client = await RawPeer.ConnectAsync(instance.EndPoint, "dev1", userName: "bob", password: "secret");
        await using var bystander = await RawPeer.ConnectAsync(instance.EndPoint, "dev2");
        var users = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/users", Stop)).GetProperty("items");
        Assert.Equal(
            ["admin sha512-pbkdf2 True True admin 0", "bob sha512-pbkdf2 False False  1"],
            users.EnumerateArray().Select(user => string.Join(' ', new[] { "userName", "hash", "isWeakHash", "isFirstPassword", "role", "connected" }.Select(name => user.GetProperty(name).ToString()))));

        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/delete", new { userName = "bob" }, HttpStatusCode.NoContent);
        Assert.Equal(ReasonCode.NotAuthorized, (await client.ReadAsync(PacketType.Disconnect)).Code);
        await bystander.PingAsync();
        Assert.Equal(["admin"], (await PasswordsAsync(instance)).Users);
        var happened = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/events?clientId=dev1&kind=disconnected", Stop)).GetProperty("items")[0];
        Assert.Equal("its user was deleted", happened.GetProperty("cause").GetString());
        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/delete", new { userName = "bob" }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_changed_password_ends_the_users_other_logins_and_that_of_a_deleted_user_ends_too()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        using var admin = await instance.LogInAsync();
        using var elsewhere = await instance.LogInAsync();
        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/set", new { userName = "second", password = "one" }, HttpStatusCode.NoContent);
        using var second = await instance.LogInAsync("second", "one");
        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/set", new { userName = "admin", password = "new" }, HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/v1/session", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/v1/session", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/v1/session", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await instance.Anonymous().PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "admin", password = "password" }), Stop)).StatusCode);
        (await instance.LogInAsync("admin", "new")).Dispose();

        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/delete", new { userName = "second" }, HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("/api/v1/session", Stop)).StatusCode);
    }

    [Fact]
    public async Task Nobody_deletes_the_account_they_are_logged_in_with()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        using var admin = await instance.LogInAsync();
        var problem = await InstanceUnderTest.PostAsync(admin, "/api/v1/users/delete", new { userName = "admin" }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("userName", problem.GetProperty("field").GetString());
        Assert.Equal(["admin"], (await PasswordsAsync(instance)).Users);
    }

    [Theory]
    [InlineData("a:b", "x", "userName")]
    [InlineData("", "x", "userName")]
    [InlineData("a\nb", "x", "userName")]
    [InlineData("bob", "", "password")]
    public async Task What_cannot_stand_in_the_file_is_refused_with_its_field(string userName, string password, string field)
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        using var admin = await instance.LogInAsync();
        var problem = await InstanceUnderTest.PostAsync(admin, "/api/v1/users/set", new { userName, password }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Equal(["admin"], (await PasswordsAsync(instance)).Users);
    }

    [Fact]
    public async Task The_way_a_password_is_kept_stays_and_the_audit_log_knows_no_password()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        var file = instance.Layout.UsersFile(new());
        using var admin = await instance.LogInAsync();
        await File.AppendAllTextAsync(file, $"scram:{PasswordHash.Create("old", PasswordHashForm.ScramSha256).Text}\nplain:old\n", Stop);
        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/set", new { userName = "plain", password = "se-cret" }, HttpStatusCode.NoContent);
        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/set", new { userName = "scram", password = "se-cret" }, HttpStatusCode.NoContent);
        var users = await PasswordsAsync(instance);
        Assert.True(users.TryFind("scram", out PasswordHash? scram) && scram is ScramHash && scram.Verify("se-cret"u8));
        Assert.True(users.TryFind("plain", out PasswordHash? plain) && plain is Pbkdf2Hash);
        Assert.StartsWith("# The users of this", await File.ReadAllTextAsync(file, Stop), StringComparison.Ordinal);
        var audit = await admin.GetStringAsync("/api/v1/audit?action=users.set", Stop);
        Assert.Contains("\"target\":\"scram\",\"detail\":\"password changed\"", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("se-cret", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_is_deleted_from_the_file_is_disconnected_too()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        using var admin = await instance.LogInAsync();
        await InstanceUnderTest.PostAsync(admin, "/api/v1/users/set", new { userName = "bob", password = "secret" }, HttpStatusCode.NoContent);
        await using var client = await RawPeer.ConnectAsync(instance.EndPoint, "dev1", userName: "bob", password: "secret");
        var file = instance.Layout.UsersFile(new());
        Assert.True(PasswordFileEdit.TryDelete(await File.ReadAllTextAsync(file, Stop), "bob", out var without));
        await File.WriteAllTextAsync(file, without, Stop);
        Assert.Equal(ReasonCode.NotAuthorized, (await client.ReadAsync(PacketType.Disconnect)).Code);
    }

    private static async Task<PasswordFile> PasswordsAsync(InstanceUnderTest instance)
    {
        Assert.True(PasswordFile.TryParse(await File.ReadAllTextAsync(instance.Layout.UsersFile(new()), Stop), "etc/users", out var users, out _));
        return users;
    }
}
