using System.Text.RegularExpressions;

[assembly: AssemblyFixture(typeof(Heliograph.Interop.Running.RunningBroker))]

namespace Heliograph.Interop.Running;

/// <summary>
/// The real program, with a new instance on a free port, started once for all tests and stopped after them;
/// or one of its own for a test that stops it.
/// </summary>
public sealed partial class RunningBroker : IAsyncLifetime
{
    public const string User = "admin";
    public const string Password = "password";
    private readonly string _folder = Directory.CreateTempSubdirectory("heliograph-interop-").FullName;
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? _program;

    /// <summary>Where it listens; 0 while it does not.</summary>
    public int Port { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var instance = Path.Combine(_folder, "mybroker");
        using (var create = Start(["create", instance, "--port", "0"], _ => { }, _ => { }))
            Assert.True(await create.EndedAsync() == 0, create.Errors);
        _program = Start(["run", instance], OnLine, why => _listening.TrySetException(why));
        Port = await _listening.Task.BoundedAsync();
    }

    /// <summary>Asks the program to end, and sees that it does so without a complaint.</summary>
    public async Task StopAsync()
    {
        if (Port == 0) return;
        Port = 0;
        _program!.Terminate();
        Assert.True(await _program.EndedAsync() == 0, _program.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _program?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ChildProcess Start(string[] arguments, Action<string> onLine, Action<Exception> onEnd) =>
        new(Checkout.Program, arguments, onLine, onEnd);

    private void OnLine(string line)
    {
        if (Accepting.Match(line) is { Success: true } accepting)
            _listening.TrySetResult(int.Parse(accepting.Groups[1].Value));
    }

    [GeneratedRegex(@"Accepting connections at: tcp://.*:(\d+)$")]
    private static partial Regex Accepting { get; }
}
