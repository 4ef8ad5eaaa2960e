using System.CommandLine;
using System.Text.Json.Nodes;
using Heliograph.Cli.Commands.Asking;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Administering;

/// <summary><c>heliograph keys</c>.</summary>
internal static class KeysCommands
{
    public static IEnumerable<Command> All(Terminal terminal) => [ListCommand.Create(ListDefinition.Keys, terminal), Make(terminal), Revoke(terminal)];

    private static Command Make(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "What to call it, such as the program that uses it" };
        var role = new Option<string>("--role") { HelpName = "ROLE", Description = "What it may do: viewer (default), operator or admin", DefaultValueFactory = _ => "viewer" };
        role.AcceptOnlyFromAmong("viewer", "operator", "admin");
        var days = new Option<int?>("--days") { HelpName = "N", Description = "How long it is good (default: for ever)" };
        var command = new ProgramCommand("create", "Make an API key", "NAME",
            "Makes a key that a program asks the REST API of a running broker with. It is printed this once. Takes a login: a key makes no keys.")
        {
            Examples = [("heliograph keys create backup --role operator --days 365", "Make a key for the backup.")],
        };
        command.Arguments.Add(name);
        return ChangeCommand.Create(terminal, command, [role, days], async (parsed, session, stop) =>
        {
            var answer = await session.PostAsync("/api/v1/keys/create", new JsonObject
            {
                ["name"] = parsed.GetRequiredValue(name),
                ["role"] = parsed.GetValue(role),
                ["expiresInDays"] = parsed.GetValue(days),
            }, stop);
            // The secret alone goes to standard output, so that a script can take it.
            return (answer, () =>
            {
                terminal.Error.WriteLine("Keep it: it is told this once.");
                terminal.Text.WriteLine(answer.GetProperty("secret").GetString());
            });
        });
    }

    private static Command Revoke(Terminal terminal) => ChangeCommand.OfOne(
        terminal,
        new("revoke", "End an API key", "ID", "Ends a key at once: whoever uses it is refused.") { Examples = [("heliograph keys revoke 5f3a9c21d04e", "End that key.")] },
        ("ID", "The key, as heliograph keys list says"), ("/api/v1/keys/revoke", "id"), _ => "The key is revoked.");
}
