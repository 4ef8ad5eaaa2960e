using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliograph.Cli.Commands.Asking;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Administering;

/// <summary><c>heliograph users</c>.</summary>
internal static class UsersCommands
{
    public static IEnumerable<Command> All(Terminal terminal) => [ListCommand.Create(ListDefinition.Users, terminal), Set(terminal), Delete(terminal)];

    private static Command Set(Terminal terminal)
    {
        var user = new Argument<string>("USER") { Description = "The user to add or change" };
        var password = new Option<string?>("--password", "-b") { HelpName = "PASSWORD", Description = "The user's new password (default: ask for it, or read a line of standard input)" };
        var command = new ProgramCommand("set", "Add a user or change a password", "USER",
            "Sets the password of a user of a running broker; a user that is not there yet is added. It is in force when the command ends, "
            + "and the user's logins on the console end. What the user may do is said in etc/acl.")
        {
            Examples = [("heliograph users set bob", "Add bob; the password is asked for twice.")],
        };
        command.Arguments.Add(user);
        return ChangeCommand.Create(terminal, command, [password], async (parsed, session, stop) =>
        {
            var name = parsed.GetRequiredValue(user);
            var secret = parsed.GetValue(password) ?? SecretPrompt.Read(terminal, $"New password of {name}: ");
            await session.PostAsync("/api/v1/users/set", new JsonObject { ["userName"] = name, ["password"] = secret }, stop);
            return (default(JsonElement), () => terminal.Text.WriteLine($"The password of {name} is set."));
        });
    }

    private static Command Delete(Terminal terminal) => ChangeCommand.OfOne(
        terminal,
        new("delete", "Delete a user", "USER", "Deletes a user of a running broker, disconnects the user's clients and ends the logins on the console.")
        {
            Examples = [("heliograph users delete bob", "Delete bob.")],
        },
        ("USER", "The user to delete"), ("/api/v1/users/delete", "userName"), user => $"Deleted {user}.");
}
