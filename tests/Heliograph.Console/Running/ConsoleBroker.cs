using System.Text.RegularExpressions;
using Heliograph.Console.Running;

[assembly: AssemblyFixture(typeof(ConsoleBroker))]

namespace Heliograph.Console.Running;

/// <summary>
/// The real program with a new instance, its listener and its console on free ports: one for all tests, or one of its own for
/// a test that counts clients or is locked out.
/// </summary>
public sealed partial class ConsoleBroker : IAsyncLifetime
{
    public const string Admin = "admin";
    public const string Viewer = "watcher";

    /// <summary>A user of the broker who has no role on the console.</summary>
    public const string Stranger = "stranger";

    public const string Password = "password";
    private readonly string _folder = Directory.CreateTempSubdirectory("heliograph-console-").FullName;
    private readonly string _instance;
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, TaskCompletionSource<Uri>> _serving = new()
    {
        [Uri.UriSchemeHttp] = new(TaskCreationOptions.RunContinuationsAsynchronously),
        [Uri.UriSchemeHttps] = new(TaskCreationOptions.RunContinuationsAsynchronously),
    };

    private ChildProcess? _program;
    private bool _hasTls;

    public ConsoleBroker() => _instance = Path.Combine(_folder, "mybroker");

    /// <summary>Where MQTT clients are accepted.</summary>
    public int Port { get; private set; }

    /// <summary>Where the console is.</summary>
    public Uri Console { get; private set; } = new("about:blank");

    /// <summary>Where the console is with TLS.</summary>
    public Uri SecureConsole { get; private set; } = new("about:blank");

    /// <summary>Starts one of a test's own.</summary>
    /// <param name="hasTls">Whether its listener speaks TLS, too, with the console's certificate.</param>
    public static async Task<ConsoleBroker> StartAsync(bool hasTls = false)
    {
        var broker = new ConsoleBroker { _hasTls = hasTls };
        await broker.InitializeAsync();
        return broker;
    }

    public async ValueTask InitializeAsync()
    {
        await RunAsync("create", _instance, "--port", "0", "--console-port", "0");
        await ConfigureAsync(Path.Combine(_instance, "etc"), _hasTls);
        _program = Start(["run", _instance], OnLine, OnEnd);
        Port = await _listening.Task.BoundedAsync();
        Console = await _serving[Uri.UriSchemeHttp].Task.BoundedAsync();
        SecureConsole = await _serving[Uri.UriSchemeHttps].Task.BoundedAsync();
    }

    /// <summary>Changes a user's password as an operator does, while the broker runs.</summary>
    public Task ChangePasswordAsync(string user, string password) => RunAsync("passwd", _instance, user, "--password", password);

    /// <summary>Asks the program to end, and sees that it does so without a complaint.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            _program.Terminate();
            Assert.True(await _program.EndedAsync() == 0, _program.Errors);
            _program.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task ConfigureAsync(string etc, bool hasTls)
    {
        var file = Path.Combine(etc, "heliograph.toml");
        var text = await File.ReadAllTextAsync(file);
        const string viewers = "# viewers = []";
        Assert.Contains(viewers, text, StringComparison.Ordinal);
        const string noTls = "# tls_certificate = \"\"";
        Assert.Contains(noTls, text, StringComparison.Ordinal);
        if (hasTls) text = text.Replace(noTls, "tls_certificate = \"etc/console.pem\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(viewers, $"viewers = [\"{Viewer}\"]", StringComparison.Ordinal));
        await File.AppendAllTextAsync(Path.Combine(etc, "users"), $"{Viewer}:{Password}\n{Stranger}:{Password}\n");
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var program = Start(arguments, _ => { }, _ => { });
        Assert.True(await program.EndedAsync() == 0, program.Errors);
    }

    private static ChildProcess Start(string[] arguments, Action<string> onLine, Action<Exception> onEnd) =>
        new(Checkout.Program, arguments, onLine, onEnd);

    private void OnLine(string line)
    {
        if (Accepting.Match(line) is { Success: true } accepting)
            _listening.TrySetResult(int.Parse(accepting.Groups[1].Value));
        else if (ConsoleAt.Match(line) is { Success: true } console)
            _serving[console.Groups[2].Value].TrySetResult(new(console.Groups[1].Value));
        else if (line.Contains("The console is not at", StringComparison.Ordinal))
            OnEnd(new InvalidOperationException(line));
    }

    private void OnEnd(Exception why)
    {
        _listening.TrySetException(why);
        foreach (var serving in _serving.Values) serving.TrySetException(why);
    }

    [GeneratedRegex(@"Accepting connections at: tcp://.*:(\d+)$")]
    private static partial Regex Accepting { get; }

    [GeneratedRegex(@"Console at: ((https?)://\S+)$")]
    private static partial Regex ConsoleAt { get; }
}
