using Heliograph.Broker.Events;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Admin.Bans;

/// <summary>Who may not connect.</summary>
internal sealed class BanRoutes(AdminContext context)
{
    private const int MinutesMax = 5_256_000, ReasonCharsMax = 500;

    private const string Kinds = "clientId, user or address";

    private static readonly Listing<Ban> Listing = new(
        ban => ban.Id,
        [
            ("createdAt", ban => SortKey.Of(ban.CreatedAt.Ticks)),
            ("expiresAt", ban => SortKey.Of(ban.ExpiresAt?.Ticks ?? long.MaxValue)),
            ("value", ban => SortKey.Of(ban.Value)),
        ]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/bans", "Lists who may not connect.", ListAsync, Role.Operator)
            .Asks(Listing.Parameters).Asks(RouteParameter.Text("text", "a part of value, reason or who set it"), RouteParameter.Text("kind", Kinds)).Answers(AdminJson.Default.PageBanRow),
        AdminRoute.Post("/api/v1/bans/add", Role.Operator, "Bans a client id, a user, an address or a range of them, and disconnects whom it concerns.", AddAsync).Takes(AdminJson.Default.BanOrder).Answers(AdminJson.Default.BanRow),
        AdminRoute.Post("/api/v1/bans/remove", Role.Operator, "Lifts a ban.", RemoveAsync).Takes(AdminJson.Default.IdReference),
    ];

    private Task ListAsync(AdminCall call)
    {
        var text = call.Text("text");
        BanKind? kind = call.Text("kind") is { } name ? KindOf(name) : null;
        var page = Listing.Take(call, context.Bans.All, ban =>
            (kind is null || ban.Kind == kind) && (text is null || Has(ban.Value, text) || Has(ban.Reason, text) || Has(ban.CreatedBy, text)));
        return call.ReplyAsync(page.Select(BanRow.Of), AdminJson.Default.PageBanRow);
    }

    private async Task AddAsync(AdminCall call)
    {
        var order = await call.ReadAsync(AdminJson.Default.BanOrder);
        var kind = KindOf(order.Kind);
        var value = ValueOf(kind, order.Value);
        call.Concerns(value, $"{order.Kind}, {(order.Minutes is { } some ? $"{some} minutes" : "for good")}: {order.Reason}");
        if (string.IsNullOrWhiteSpace(order.Reason) || order.Reason.Length > ReasonCharsMax || order.Reason.Any(char.IsControl))
            throw ProblemException.BadField("reason", order.Reason, $"1 to {ReasonCharsMax} characters, for those who will ask why");
        if (order.Minutes is < 1 or > MinutesMax)
            throw ProblemException.BadField("minutes", $"{order.Minutes}", $"1 to {MinutesMax}, or null for a ban that lasts until it is lifted");
        TimeSpan? life = order.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        var ban = context.Bans.Add(new(kind, value, order.Reason), call.Caller!.Name, life)
            ?? throw new ProblemException(409, "Too many", $"there are {BanList.CountMax} bans already, or {BanList.TextCharsMax} characters of them") { Remedy = "Lift some, or ban a range of addresses" };
        context.Server.DisconnectAll(context.Bans.CauseFor);
        await call.ReplyAsync(BanRow.Of(ban), AdminJson.Default.BanRow);
    }

    private async Task RemoveAsync(AdminCall call)
    {
        var id = (await call.ReadAsync(AdminJson.Default.IdReference)).Id;
        call.Concerns(id);
        var ban = context.Bans.Remove(id) ?? throw ProblemException.NotFound($"there is no ban '{id}'", "Look at the list of bans; it may have ended by itself");
        call.Concerns(ban.Value, BanRow.KindName(ban.Kind));
        await call.DoneAsync();
    }

    private static string ValueOf(BanKind kind, string value)
    {
        if (kind == BanKind.Address)
        {
            return AddressRange.TryParse(value, out var range)
                ? range.ToString()
                : throw ProblemException.BadField("value", value, "an IP address such as 10.1.2.3 or 2001:db8::7, or a range such as 10.1.0.0/16");
        }

        return value.Length is > 0 and <= BrokerEvent.TextMax
            ? value
            : throw ProblemException.BadField("value", value, $"1 to {BrokerEvent.TextMax} characters");
    }

    private static BanKind KindOf(string name) => name switch
    {
        "clientId" => BanKind.ClientId,
        "user" => BanKind.User,
        "address" => BanKind.Address,
        _ => throw ProblemException.BadField("kind", name, Kinds),
    };

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
