using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;

namespace Heliograph.Server.Admin.Audit;

/// <summary>Who changed what.</summary>
internal sealed class AuditRoutes(AdminContext context)
{
    private static readonly Listing<AuditEntry> Listing = new(
        entry => $"{entry.Number:d19}",
        [
            ("-at", entry => SortKey.Of(entry.Number)),
            ("user", entry => SortKey.Of(entry.User)),
            ("action", entry => SortKey.Of(entry.Action)),
        ]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/audit", "Lists what people and programs changed or were refused.", ListAsync, Role.Admin)
            .Asks(Listing.Parameters).Asks(RouteParameter.Text("text", "a part of target, detail, user or reason"), RouteParameter.Text("user", "who did it"), RouteParameter.Text("action", "such as bans.add")).Answers(AdminJson.Default.PageAuditEntry),
    ];

    private Task ListAsync(AdminCall call)
    {
        var (text, user, action) = (call.Text("text"), call.Text("user"), call.Text("action"));
        var page = Listing.Take(call, context.Audit.Latest(), entry =>
            (user is null || entry.User == user) && (action is null || entry.Action == action)
            && (text is null || Has(entry.Action, text) || Has(entry.Target, text) || Has(entry.Detail, text) || Has(entry.Reason, text)
                || Has(entry.User, text) || Has(entry.Via, text) || Has(entry.Address, text)));
        return call.ReplyAsync(page, AdminJson.Default.PageAuditEntry);
    }

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
