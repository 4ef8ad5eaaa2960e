using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Views;
using Heliograph.Server.Files;
using Heliograph.Server.Instance;
using Heliograph.Server.Security;

namespace Heliograph.Server.Admin.Access;

/// <summary>The access control list: shown, checked and changed. What is answered as done is in force.</summary>
internal sealed class AclRoutes(AdminContext context)
{
    // JSON doubles some bytes.
    private const long BodyBytesMax = 3 * AccessEditor.RulesBytesMax;

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/acl", "The access control list, as text and as rules.", ShowAsync, Role.Admin).Answers(AdminJson.Default.AclAnswer),
        AdminRoute.Post("/api/v1/acl/validate", Role.Admin, "What is wrong with a text, and what it would change.", ValidateAsync).Takes(AdminJson.Default.AclText).Answers(AdminJson.Default.AclCheck) with { Changes = false },
        AdminRoute.Post("/api/v1/acl/apply", Role.Admin, "Replaces the access control list and puts it in force.", ApplyAsync).Takes(AdminJson.Default.AclOrder).Answers(AdminJson.Default.AclVersion),
        AdminRoute.Post("/api/v1/acl/add", Role.Admin, "Adds a rule behind the others of its scope.", AddAsync).Takes(AdminJson.Default.AclAddition).Answers(AdminJson.Default.AclVersion),
        AdminRoute.Post("/api/v1/acl/remove", Role.Admin, "Removes the rule of a line.", RemoveAsync).Takes(AdminJson.Default.AclRemoval).Answers(AdminJson.Default.AclVersion),
    ];

    private Task ShowAsync(AdminCall call)
    {
        var text = context.Access.ReadRules();
        AclRules.TryParse(text, context.Access.RulesName, out var rules, out var errors);
        return call.ReplyAsync(
            new(context.Access.RulesName, text, TextFile.VersionOf(text), [.. (rules?.Entries ?? []).Select(AclRuleRow.Of)], AclErrorRow.Of(errors)),
            AdminJson.Default.AclAnswer);
    }

    private async Task ValidateAsync(AdminCall call)
    {
        call.AllowBody(BodyBytesMax);
        var text = (await call.ReadAsync(AdminJson.Default.AclText)).Text;
        await call.ReplyAsync(new(AclErrorRow.Of(context.Access.Check(text)), LineDiff.Of(context.Access.ReadRules(), text)), AdminJson.Default.AclCheck);
    }

    private async Task ApplyAsync(AdminCall call)
    {
        call.AllowBody(BodyBytesMax);
        var order = await call.ReadAsync(AdminJson.Default.AclOrder);
        call.Concerns(context.Access.RulesName);
        if (System.Text.Encoding.UTF8.GetByteCount(order.Text) > AccessEditor.RulesBytesMax)
            throw ProblemException.BadField("text", $"{order.Text.Length} characters", $"{AccessEditor.RulesBytesMax} bytes at most; edit larger ones as files");
        await EditAsync(call, order.Version, before =>
        {
            var lines = LineDiff.Of(before, order.Text);
            call.Concerns(context.Access.RulesName, $"{lines.Count(line => line.Kind == "added")} lines added, {lines.Count(line => line.Kind == "removed")} removed");
            return order.Text;
        });
    }

    private async Task AddAsync(AdminCall call)
    {
        var rule = RuleOf(await call.ReadAsync(AdminJson.Default.AclAddition));
        call.Concerns(rule.User ?? rule.Scope.ToString().ToLowerInvariant(), $"{rule.Access.ToString().ToLowerInvariant()} {rule.Filter}");
        // Alone first: then what is wrong is the rule's own, and not of a file that has errors already.
        if (context.Access.Check(AclFileEdit.Add("", rule)) is [var error, ..]) throw ProblemException.BadField("filter", rule.Filter, error.Remedy);
        await EditAsync(call, version: null, before => AclFileEdit.Add(before, rule));
    }

    private async Task RemoveAsync(AdminCall call)
    {
        var removal = await call.ReadAsync(AdminJson.Default.AclRemoval);
        await EditAsync(call, removal.Version, before =>
        {
            if (!AclFileEdit.TryRemove(before, removal.Line, out var edited))
                throw ProblemException.NotFound($"there is no rule on line {removal.Line}", "Look at the list of rules");
            call.Concerns(context.Access.RulesName, $"line {removal.Line}: {before.Split('\n')[removal.Line - 1].Trim()}");
            return edited;
        });
    }

    private Task EditAsync(AdminCall call, string? version, Func<string, string> edit)
    {
        if (context.Access.TryEditRules(version, edit, out var errors) is { } current)
            return call.ReplyAsync(new(current), AdminJson.Default.AclVersion);
        if (errors is [var error, ..])
        {
            throw new ProblemException(422, "A rule cannot be used", $"line {error.Line} of {error.Source} cannot be used as it is")
            {
                Field = "text",
                Value = error.Value,
                Remedy = error.Remedy,
            };
        }

        throw ProblemException.ChangedMeanwhile(context.Access.RulesName, version);
    }

    private static AclEntry RuleOf(AclAddition order)
    {
        var scope = order.Scope switch
        {
            "user" => AclScope.User,
            "anonymous" => AclScope.Anonymous,
            "everyone" => AclScope.Everyone,
            _ => throw ProblemException.BadField("scope", order.Scope, "user, anonymous or everyone"),
        };
        var access = order.Access switch
        {
            "read" => AclAccess.Read,
            "write" => AclAccess.Write,
            "readwrite" => AclAccess.ReadWrite,
            "deny" => AclAccess.Deny,
            _ => throw ProblemException.BadField("access", order.Access, "read, write, readwrite or deny"),
        };
        if (scope == AclScope.User && (order.User is null || UserNameSyntax.Fault(order.User) is not null))
            throw ProblemException.BadField("user", order.User, order.User is null ? "a user name" : UserNameSyntax.Fault(order.User)!);
        if (scope != AclScope.User && order.User is not null) throw ProblemException.BadField("user", order.User, $"null where the scope is {order.Scope}");
        // One line of the file: nothing in it may end the line, and space at the ends would be lost.
        if (order.Filter.Length == 0 || order.Filter.Any(char.IsControl) || order.Filter.Trim() != order.Filter)
            throw ProblemException.BadField("filter", order.Filter, "a topic filter such as plant/+/state or plant/#, without control characters and space at its ends");
        return new(0, scope, order.User, access, order.Filter);
    }
}
