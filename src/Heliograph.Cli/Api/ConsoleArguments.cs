using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server.Admin;
using Heliograph.Server.Security;

namespace Heliograph.Cli.Api;

/// <summary>The options that say where the console of a running broker is, and who asks.</summary>
internal sealed class ConsoleArguments
{
    private readonly Option<string?> _url = new("--console")
    {
        HelpName = "URL", Description = $"Where the console is (default http://127.0.0.1:{new AdminOptions().Port})",
    };

    private readonly Option<string?> _user = new("--username", "-u") { HelpName = "NAME", Description = $"The user name (default {FirstAccount.UserName})" };

    private readonly Option<string?> _password = new("--pw", "-P") { HelpName = "PASSWORD", Description = "The password (default: the first one of admin)" };

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(ProgramCommand command) => command.AddGroup("Connection", _url, _user, _password);

    /// <summary>Logs in with what was given.</summary>
    public Task<ConsoleSession> OpenAsync(ParseResult parsed, CancellationToken stop)
    {
        var text = parsed.GetValue(_url) ?? $"http://127.0.0.1:{new AdminOptions().Port}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new UsageException($"--console: '{text}' is not a URL such as http://127.0.0.1:61680");
        return ConsoleSession.OpenAsync(
            url, parsed.GetValue(_user) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_USER") ?? FirstAccount.UserName,
            parsed.GetValue(_password) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_PASSWORD") ?? FirstAccount.Password, stop);
    }
}
