using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;

namespace Heliograph.Server.Admin.Keys;

/// <summary>The keys of programs. A key makes and ends none itself: that takes a login.</summary>
internal sealed class KeyRoutes(AdminContext context)
{
    private const int DaysMax = 3650, NameCharsMax = 100;

    private static readonly Listing<ApiKey> Listing = new(
        key => key.Id,
        [
            ("name", key => SortKey.Of(key.Name)),
            ("createdAt", key => SortKey.Of(key.CreatedAt.Ticks)),
            ("expiresAt", key => SortKey.Of(key.ExpiresAt?.Ticks ?? long.MaxValue)),
        ]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/keys", "Lists the API keys, without their secrets.", ListAsync, Role.Admin).Asks(Listing.Parameters).Answers(AdminJson.Default.PageKeyRow),
        AdminRoute.Post("/api/v1/keys/create", Role.Admin, "Makes an API key; its secret is told this once.", CreateAsync).Takes(AdminJson.Default.KeyOrder).Answers(AdminJson.Default.KeyCreated) with { NeedsLogin = true },
        AdminRoute.Post("/api/v1/keys/revoke", Role.Admin, "Ends an API key at once.", RevokeAsync).Takes(AdminJson.Default.IdReference) with { NeedsLogin = true },
    ];

    private DateTime Now => context.Time.GetUtcNow().UtcDateTime;

    private Task ListAsync(AdminCall call)
    {
        var page = Listing.Take(call, context.Keys.All, _ => true);
        return call.ReplyAsync(page.Select(key => KeyRow.Of(key, Now)), AdminJson.Default.PageKeyRow);
    }

    private async Task CreateAsync(AdminCall call)
    {
        var order = await call.ReadAsync(AdminJson.Default.KeyOrder);
        var role = order.Role switch
        {
            "viewer" => Role.Viewer,
            "operator" => Role.Operator,
            "admin" => Role.Admin,
            _ => throw ProblemException.BadField("role", order.Role, "viewer, operator or admin"),
        };
        CheckName(order.Name);
        if (order.ExpiresInDays is < 1 or > DaysMax)
            throw ProblemException.BadField("expiresInDays", $"{order.ExpiresInDays}", $"1 to {DaysMax}, or null for a key that does not expire");
        TimeSpan? life = order.ExpiresInDays is { } days ? TimeSpan.FromDays(days) : null;
        call.Concerns(order.Name, $"{order.Role}, {(life is null ? "does not expire" : $"expires in {order.ExpiresInDays} days")}");
        var key = context.Keys.Create(order.Name, role, call.Caller!.UserName, life, out var secret)
            ?? throw new ProblemException(409, "Too many", $"there are {ApiKeys.CountMax} API keys already") { Remedy = "Revoke those that are not used" };
        await call.ReplyAsync(new(KeyRow.Of(key, Now), secret), AdminJson.Default.KeyCreated);
    }

    private async Task RevokeAsync(AdminCall call)
    {
        var id = (await call.ReadAsync(AdminJson.Default.IdReference)).Id;
        call.Concerns(id);
        var key = context.Keys.Revoke(id, call.Caller!.UserName) ?? throw ProblemException.NotFound($"there is no API key '{id}'", "Look at the list of keys");
        call.Concerns(key.Name);
        await call.DoneAsync();
    }

    private void CheckName(string name)
    {
        if (name.Length is 0 or > NameCharsMax || name.Any(char.IsControl) || string.IsNullOrWhiteSpace(name))
            throw ProblemException.BadField("name", name, $"1 to {NameCharsMax} characters without control characters, such as the program that uses it");
        if (context.Keys.All.Any(key => key.Name == name)) throw ProblemException.BadField("name", name, "one that no other key has");
    }
}
