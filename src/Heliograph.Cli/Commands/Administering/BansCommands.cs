using System.CommandLine;
using System.Text.Json.Nodes;
using Heliograph.Cli.Commands.Asking;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Administering;

/// <summary><c>heliograph bans</c>.</summary>
internal static class BansCommands
{
    public static IEnumerable<Command> All(Terminal terminal) => [ListCommand.Create(ListDefinition.Bans, terminal), Add(terminal), Remove(terminal)];

    private static Command Add(Terminal terminal)
    {
        var kind = new Argument<string>("KIND") { Description = "clientId, user or address" };
        kind.AcceptOnlyFromAmong("clientId", "user", "address");
        var value = new Argument<string>("VALUE") { Description = "The client identifier, the user name, or an IP address or range such as 10.0.0.0/8" };
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Description = "Why, for those who will ask", Required = true };
        var minutes = new Option<int?>("--minutes") { HelpName = "N", Description = "How long (default: until it is lifted)" };
        var command = new ProgramCommand("add", "Ban a client, a user or an address", "KIND VALUE",
            "Keeps a client id, a user or addresses out of a running broker; who is connected and concerned is cut off.")
        {
            Examples = [("heliograph bans add address 192.0.2.0/24 --reason scans --minutes 60", "Keep these addresses out for an hour.")],
        };
        command.Arguments.Add(kind);
        command.Arguments.Add(value);
        return ChangeCommand.Create(terminal, command, [reason, minutes], async (parsed, session, stop) =>
        {
            var answer = await session.PostAsync("/api/v1/bans/add", new JsonObject
            {
                ["kind"] = parsed.GetRequiredValue(kind),
                ["value"] = parsed.GetRequiredValue(value),
                ["reason"] = parsed.GetRequiredValue(reason),
                ["minutes"] = parsed.GetValue(minutes),
            }, stop);
            return (answer, () => terminal.Text.WriteLine($"Banned {answer.GetProperty("value").GetString()}; to lift it: heliograph bans remove {answer.GetProperty("id").GetString()}"));
        });
    }

    private static Command Remove(Terminal terminal) => ChangeCommand.OfOne(
        terminal,
        new("remove", "Lift a ban", "ID", "Lets in again whom a ban kept out.") { Examples = [("heliograph bans remove 5f3a9c21d04e", "Lift that ban.")] },
        ("ID", "The ban, as heliograph bans list says"), ("/api/v1/bans/remove", "id"), _ => "The ban is lifted.");
}
