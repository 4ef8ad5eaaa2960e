using System.CommandLine;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Administering;

/// <summary>The commands that change a running broker over its REST API.</summary>
internal static class Administration
{
    public static IEnumerable<Command> All(Terminal terminal) =>
    [
        Group("users", "List, set and delete users", "list | set | delete",
            "Looks after the users of a running broker, over its console. Where none runs, heliograph passwd does.", UsersCommands.All(terminal)),
        Group("acl", "Show, test and change the access rules", "show | test | add | remove",
            "Looks after the access control list of a running broker. What is changed is in force at once.", AclCommands.All(terminal)),
        Group("bans", "List, set and lift bans", "list | add | remove",
            "Keeps client ids, users and addresses out of a running broker.", BansCommands.All(terminal)),
        Group("keys", "List, make and revoke API keys", "list | create | revoke",
            "Looks after the keys that programs ask the REST API with.", KeysCommands.All(terminal)),
    ];

    private static ProgramCommand Group(string name, string summary, string arguments, string explanation, IEnumerable<Command> commands)
    {
        var group = new ProgramCommand(name, summary, arguments, explanation);
        foreach (var command in commands) group.Subcommands.Add(command);
        return group;
    }
}
