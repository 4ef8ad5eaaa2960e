using System.Text;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;
using Heliograph.Server.Admin.Sessions;
using Heliograph.Server.Security;

namespace Heliograph.Server.Admin.Users;

/// <summary>The users of the password file. A key changes none: that takes a login.</summary>
internal sealed class UserRoutes(AdminContext context)
{
    private const int PasswordBytesMax = 65_535; // of CONNECT

    private const int AtOnceMax = 4; // of which one is worked on: a hash is slow on purpose

    private static readonly Listing<UserRow> Listing = new(row => row.UserName, [("userName", row => SortKey.Of(row.UserName))]);

    private readonly Lock _turn = new();
    private int _asking;

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/users", "Lists the users.", ListAsync, Role.Admin)
            .Asks(Listing.Parameters).Asks(RouteParameter.Text("text", "a part of the name")).Answers(AdminJson.Default.PageUserRow),
        AdminRoute.Post("/api/v1/users/set", Role.Admin, "Adds a user, or changes a password; the user's other logins at the console end.", SetAsync).Takes(AdminJson.Default.UserOrder) with { NeedsLogin = true },
        AdminRoute.Post("/api/v1/users/delete", Role.Admin, "Deletes a user, ends the logins and disconnects the clients.", DeleteAsync).Takes(AdminJson.Default.UserReference) with { NeedsLogin = true },
    ];

    private Task ListAsync(AdminCall call)
    {
        var text = call.Text("text");
        var users = context.Access.Users;
        var connected = context.Broker.Inspection.Clients().Where(client => client is { IsConnected: true, UserName: not null })
            .CountBy(client => client.UserName!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var page = Listing.Take(call, RowsOf(users, connected), row => text is null || row.UserName.Contains(text, StringComparison.OrdinalIgnoreCase));
        return call.ReplyAsync(page, AdminJson.Default.PageUserRow);
    }

    private IEnumerable<UserRow> RowsOf(PasswordFile users, Dictionary<string, int> connected)
    {
        foreach (var user in users.Users)
        {
            if (!users.TryFind(user, out PasswordHash? hash)) continue;
            var isFirst = user == FirstAccount.UserName && context.HasFirstPassword();
            yield return UserRow.Of(user, hash, isFirst, context.Options.RoleOf(user), connected.GetValueOrDefault(user));
        }
    }

    private async Task SetAsync(AdminCall call)
    {
        var order = await call.ReadAsync(AdminJson.Default.UserOrder);
        var isKnown = context.Access.Users.TryFind(order.UserName, out PasswordHash? before);
        call.Concerns(order.UserName, isKnown ? "password changed" : "user added");
        if (UserNameSyntax.Fault(order.UserName) is { } fault) throw ProblemException.BadField("userName", order.UserName, fault);
        if (order.Password.Length == 0 || Encoding.UTF8.GetByteCount(order.Password) > PasswordBytesMax)
            throw ProblemException.BadField("password", value: null, $"1 to {PasswordBytesMax} bytes");
        try
        {
            if (Interlocked.Increment(ref _asking) > AtOnceMax)
                throw new ProblemException(503, "Not done now", $"{AtOnceMax} passwords are being set already") { RetryAfterSeconds = 1, Remedy = "Try again" };
            await Task.Run(() => Set(order, before, call.Session!));
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
        }

        await call.DoneAsync();
    }

    // One after the other: a login is spared by the change that it makes itself, and by no other.
    private void Set(UserOrder order, PasswordHash? before, LoginSession session)
    {
        lock (_turn)
        {
            var hash = HashOf(order.Password, before);
            session.IsSpared = session.UserName == order.UserName;
            try
            {
                context.Access.SetUser(order.UserName, hash);
            }
            finally
            {
                session.IsSpared = false;
            }
        }
    }

    private async Task DeleteAsync(AdminCall call)
    {
        var name = (await call.ReadAsync(AdminJson.Default.UserReference)).UserName;
        call.Concerns(name);
        if (name == call.Session!.UserName)
            throw ProblemException.BadField("userName", name, "any but the one you are logged in as, so that nobody locks themselves out");
        if (!context.Access.TryDeleteUser(name)) throw ProblemException.NotFound($"there is no user '{name}'", "Look at the list of users");
        await call.DoneAsync();
    }

    // Whoever logs in with SCRAM can go on doing so.
    private static PasswordHash HashOf(string password, PasswordHash? before)
    {
        try
        {
            return PasswordHash.Create(password, before switch
            {
                ScramHash => PasswordHashForm.ScramSha256,
                Argon2Hash => PasswordHashForm.Argon2id,
                _ => PasswordHashForm.Pbkdf2,
            });
        }
        catch (ArgumentException unfit)
        {
            throw ProblemException.BadField("password", value: null, unfit.Message);
        }
    }
}
