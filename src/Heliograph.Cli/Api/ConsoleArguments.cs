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

    private readonly Option<string?> _key = new("--api-key") { HelpName = "KEY", Description = "An API key, in place of user name and password (default: that of HELIOGRAPH_API_KEY)" };

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(ProgramCommand command) => command.AddGroup("Connection", _url, _user, _password, _key);

    /// <summary>Logs in with what was given, or takes the key.</summary>
    public Task<ConsoleSession> OpenAsync(ParseResult parsed, CancellationToken stop)
    {
        var text = parsed.GetValue(_url) ?? $"http://127.0.0.1:{new AdminOptions().Port}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new UsageException($"--console: '{text}' is not a URL such as http://127.0.0.1:61680");
        var hasLogin = parsed.GetValue(_user) is not null || parsed.GetValue(_password) is not null;
        if (hasLogin && parsed.GetValue(_key) is not null) throw new UsageException("--api-key takes the place of --username and --pw: give one or the other");
        var key = parsed.GetValue(_key) ?? (hasLogin ? null : Environment.GetEnvironmentVariable("HELIOGRAPH_API_KEY"));
        if (!string.IsNullOrEmpty(key)) return Task.FromResult(ConsoleSession.WithKey(url, key));
        return ConsoleSession.OpenAsync(
            url, parsed.GetValue(_user) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_USER") ?? FirstAccount.UserName,
            parsed.GetValue(_password) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_PASSWORD") ?? FirstAccount.Password, stop);
    }
}
