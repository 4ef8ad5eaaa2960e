using System.Text;
using System.Text.RegularExpressions;

namespace Heliograph.DropIn.Importing;

/// <summary>An imported instance that runs. Disposing it ends it.</summary>
internal sealed partial class ImportedBroker : IDisposable
{
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChildProcess _program;
    private int _port;

    private ImportedBroker(string instance) =>
        _program = new(Program(), ["run", instance], OnLine, why => _listening.TrySetException(why));

    public static async Task<ImportedBroker> StartAsync(string instance)
    {
        var broker = new ImportedBroker(instance);
        broker._port = await broker._listening.Task.BoundedAsync();
        return broker;
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>Its exit code and all that it wrote.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var output = new StringBuilder();
        using var program = new ChildProcess(Program(), arguments, line => output.AppendLine(line), _ => { }, folder);
        program.CloseInput();
        var code = await program.EndedAsync();
        return (code, output + program.Errors);
    }

    /// <summary>Publishes with QoS 1 as a 5.0 client, and tells how mosquitto_pub ended.</summary>
    public async Task<string> PublishAsync(string? user, string? password, string topic)
    {
        string[] credentials = user is null ? [] : ["-u", user, "-P", password!];
        using var tool = new ChildProcess(
            Tool.Find("mosquitto_pub", "mosquitto-clients"),
            ["-p", $"{_port}", "-V", "mqttv5", "-q", "1", "-t", topic, "-m", "x", .. credentials], _ => { }, _ => { });
        tool.CloseInput();
        var code = await tool.EndedAsync();
        return $"ended with {code}{(tool.Errors.Contains("Not authorized", StringComparison.Ordinal) && code == 0 ? ", refused" : "")}";
    }

    public void Dispose() => _program.Dispose();

    private static Tool Program() => Checkout.Program;

    private void OnLine(string line)
    {
        if (Accepting.Match(line) is { Success: true } accepting) _listening.TrySetResult(int.Parse(accepting.Groups[1].Value));
    }

    [GeneratedRegex(@"Accepting connections at: tcp://.*:(\d+)$")]
    private static partial Regex Accepting { get; }
}
