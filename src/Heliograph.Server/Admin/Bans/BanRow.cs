using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Admin.Bans;

/// <summary>One ban in a list.</summary>
internal sealed record BanRow(
    string Id, string Kind, string Value, string Reason, DateTime CreatedAt, string CreatedBy, DateTime? ExpiresAt, long Hits)
{
    public static BanRow Of(Ban ban) => new(
        ban.Id, KindName(ban.Kind), ban.Value, ban.Reason, ban.CreatedAt, ban.CreatedBy, ban.ExpiresAt, ban.Hits);

    public static string KindName(BanKind kind) => kind switch
    {
        BanKind.ClientId => "clientId",
        BanKind.User => "user",
        _ => "address",
    };
}

/// <summary>Whom to ban.</summary>
internal sealed record BanOrder(string Kind, string Value, string Reason, int? Minutes = null);
