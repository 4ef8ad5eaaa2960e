using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server;
using Heliograph.Server.Configuration;
using Heliograph.Server.Files;
using Heliograph.Server.Instance;
using Heliograph.Server.Security;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph passwd</c>: adds users, changes and deletes them.</summary>
internal sealed class PasswdCommand
{
    private static readonly Dictionary<string, PasswordHashForm> Forms = new()
    {
        ["sha512-pbkdf2"] = PasswordHashForm.Pbkdf2,
        ["argon2id"] = PasswordHashForm.Argon2id,
        ["scram-sha-256"] = PasswordHashForm.ScramSha256,
    };

    private readonly Terminal _terminal;
    private readonly Argument<string[]> _names = new("[DIR] USER")
    {
        Arity = new(1, 2), Description = "The instance (default: the one here) and the user to add or change",
    };

    private readonly Option<bool> _delete = new("--delete", "-D") { Description = "Delete the user" };
    private readonly Option<string> _hash = new("--hash")
    {
        HelpName = "HASH",
        Description = "How the password is kept: sha512-pbkdf2 (default), argon2id, or scram-sha-256 (for SCRAM logins too)",
        DefaultValueFactory = _ => "sha512-pbkdf2",
    };

    private readonly Option<string?> _password = new("--password", "-b")
    {
        HelpName = "PASSWORD", Description = "The password (default: ask for it, or read a line of standard input)",
    };

    private PasswdCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var passwd = new PasswdCommand(terminal);
        var command = new ProgramCommand("passwd", "Add a user, change a password, delete a user", "[DIR] USER",
            "Sets the password of a user in the instance's etc/users; a user that is not there yet is added. A running broker "
            + "applies it at once. What the user may do is said in etc/acl.")
        {
            Examples =
            [
                ("heliograph passwd mybroker admin", "Change the first password; it is asked for twice."),
                ("heliograph passwd mybroker bob --hash argon2id < secret.txt", "Add bob with the password of a file."),
                ("heliograph passwd mybroker bob --delete", "Delete bob."),
            ],
        };
        passwd._hash.AcceptOnlyFromAmong([.. Forms.Keys]);
        command.Arguments.Add(passwd._names);
        command.AddGroup("Options", passwd._delete, passwd._hash, passwd._password);
        command.SetAction(passwd.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var names = parsed.GetRequiredValue(_names);
        var user = names[^1];
        if (UserNameSyntax.Fault(user) is { } fault) throw new UsageException($"'{user}': {fault}");
        var layout = InstanceFolder.Find(names.Length == 2 ? names[0] : null);
        var path = layout.UsersFile(Access(layout));
        var text = File.Exists(path) ? Read(path) : "";
        if (parsed.GetValue(_delete)) Delete(path, text, user);
        else Set(path, text, user, parsed);
        return ExitCode.Ok;
    }

    private void Set(string path, string text, string user, ParseResult parsed)
    {
        var password = parsed.GetValue(_password) ?? SecretPrompt.Read(_terminal, $"New password of {user}: ");
        if (password.Length == 0) throw new UsageException("the password is empty");
        PasswordHash hash;
        try
        {
            hash = PasswordHash.Create(password, Forms[parsed.GetValue(_hash) ?? ""]);
        }
        catch (ArgumentException unfit)
        {
            throw new UsageException(unfit.Message);
        }

        var isNew = !PasswordFileEdit.TryDelete(text, user, out _);
        Write(path, PasswordFileEdit.Set(text, user, hash));
        _terminal.Text.WriteLine(isNew
            ? $"Added {user} to {path}. What {user} may do is said in etc/acl."
            : $"Changed the password of {user} in {path}.");
    }

    private void Delete(string path, string text, string user)
    {
        if (!PasswordFileEdit.TryDelete(text, user, out var edited)) throw new OperatorException($"{path} has no user {user}", "Check the name");
        Write(path, edited);
        _terminal.Text.WriteLine($"Deleted {user} from {path}.");
    }

    // A configuration with an error must not keep anybody from changing a password.
    private static AccessOptions Access(InstanceLayout layout) =>
        ConfigurationFile.Load(layout.ConfigurationFile, InstanceLayout.ConfigurationName).Configuration?.Access ?? new();

    private static string Read(string path) => TextFile.TryRead(path, long.MaxValue, out var fault)
        ?? throw new OperatorException($"{path}: {fault.Problem}", fault.Remedy);

    private static void Write(string path, string text)
    {
        try
        {
            TextFile.Replace(path, text, TextFile.OwnerOnly);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be written: {failure.Message.TrimEnd('.')}", "Correct the permissions", failure);
        }
    }
}
