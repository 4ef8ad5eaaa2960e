using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliograph.Cli.Api;
using Heliograph.Cli.Commands.Asking;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Administering;

/// <summary><c>heliograph acl</c>.</summary>
internal static class AclCommands
{
    public static IEnumerable<Command> All(Terminal terminal) => [Show(terminal), WhyDeniedCommand.Create(terminal, "test", "acl test"), Add(terminal), Remove(terminal)];

    private static Command Show(Terminal terminal)
    {
        var asText = new Option<bool>("--text") { Description = "The file as it is, with its comments" };
        var command = new ProgramCommand("show", "Show the access rules", "", "Shows the rules of a running broker's access control list, with their lines.")
        {
            Examples = [("heliograph acl show", "Every rule and its line.")],
        };
        return ChangeCommand.Create(terminal, command, [asText], async (parsed, session, stop) =>
        {
            var answer = await session.GetAsync("/api/v1/acl", stop);
            return (answer, () =>
            {
                if (parsed.GetValue(asText)) terminal.Text.Write(answer.GetProperty("text").GetString());
                else Print(terminal, answer);
            });
        });
    }

    private static Command Add(Terminal terminal)
    {
        var access = new Argument<string>("ACCESS") { Description = "read, write, readwrite or deny" };
        access.AcceptOnlyFromAmong("read", "write", "readwrite", "deny");
        var filter = new Argument<string>("FILTER") { Description = "The topics; with --everyone %u is the user name and %c the client id" };
        var user = new Option<string?>("--user") { HelpName = "NAME", Description = "For this user" };
        var anonymous = new Option<bool>("--anonymous") { Description = "For clients without a user name" };
        var everyone = new Option<bool>("--everyone") { Description = "For everybody" };
        var command = new ProgramCommand("add", "Add an access rule", "ACCESS FILTER",
            "Adds a rule to a running broker's access control list, behind the others for the same clients. It is in force when the command ends.")
        {
            Examples = [("heliograph acl add read 'plant/#' --user maria", "Let maria read there.")],
        };
        command.Arguments.Add(access);
        command.Arguments.Add(filter);
        return ChangeCommand.Create(terminal, command, [user, anonymous, everyone], async (parsed, session, stop) =>
        {
            List<string> scopes = [];
            if (parsed.GetValue(user) is not null) scopes.Add("user");
            if (parsed.GetValue(anonymous)) scopes.Add("anonymous");
            if (parsed.GetValue(everyone)) scopes.Add("everyone");
            if (scopes.Count != 1) throw new UsageException("one of --user NAME, --anonymous and --everyone says for whom the rule is");
            var answer = await session.PostAsync("/api/v1/acl/add", new JsonObject
            {
                ["scope"] = scopes[0],
                ["user"] = parsed.GetValue(user),
                ["access"] = parsed.GetRequiredValue(access),
                ["filter"] = parsed.GetRequiredValue(filter),
            }, stop);
            return (answer, () => terminal.Text.WriteLine("The rule is in force."));
        });
    }

    private static Command Remove(Terminal terminal)
    {
        var line = new Argument<int>("LINE") { Description = "The line of the rule, as heliograph acl show says" };
        var version = new Option<string?>("--version") { HelpName = "VERSION", Description = "Of the text that the line is from, as acl show --json says: refused when it has changed since" };
        var command = new ProgramCommand("remove", "Remove an access rule", "LINE", "Removes a rule of a running broker's access control list. It is in force no more when the command ends.")
        {
            Examples = [("heliograph acl remove 21", "Remove the rule on line 21.")],
        };
        command.Arguments.Add(line);
        return ChangeCommand.Create(terminal, command, [version], async (parsed, session, stop) =>
        {
            var at = parsed.GetRequiredValue(line);
            var shown = await session.GetAsync("/api/v1/acl", stop);
            var removed = shown.GetProperty("text").GetString()!.Split('\n').ElementAtOrDefault(at - 1)?.Trim();
            var answer = await session.PostAsync(
                "/api/v1/acl/remove", new JsonObject { ["line"] = at, ["version"] = parsed.GetValue(version) ?? shown.GetProperty("version").GetString() }, stop);
            return (answer, () => terminal.Text.WriteLine($"Removed: {removed}"));
        });
    }

    private static void Print(Terminal terminal, JsonElement answer)
    {
        var table = new TextTable([("LINE", true), ("FOR", false), ("ACCESS", false), ("FILTER", false)]);
        foreach (var rule in answer.GetProperty("rules").EnumerateArray())
        {
            var scope = rule.GetProperty("scope").GetString();
            table.Add([
                rule.GetProperty("line").ToString(), scope == "user" ? $"user {rule.GetProperty("user").GetString()}" : scope!,
                rule.GetProperty("access").GetString()!, rule.GetProperty("filter").GetString()!]);
        }

        table.Print(terminal);
        foreach (var error in answer.GetProperty("errors").EnumerateArray())
            terminal.Error.WriteLine($"{answer.GetProperty("file").GetString()} line {error.GetProperty("line")}: {error.GetProperty("remedy").GetString()}; the rules before it are in force");
    }
}
