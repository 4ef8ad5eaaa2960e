using System.Globalization;
using System.Text.RegularExpressions;
using Heliograph.DropIn.Running;

namespace Heliograph.DropIn.Scripts;

/// <summary>The verbs that do something to the broker, its files and its log, or run a program beside it.</summary>
internal sealed partial class BrokerVerbs(BrokerKind kind, Stage stage) : IDisposable
{
    // A line of a log may come later than the packet that it tells of.
    private static readonly TimeSpan LogDelayMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private BrokerProcess? _process;
    private string[] _arguments = [];

    public BrokerProcess Process => _process ?? throw new InvalidOperationException("The broker does not run.");

    public string Output => _process?.Output ?? "";

    /// <summary>Whether a script that begins with this command starts its broker itself.</summary>
    public static bool Starts(Command first) => first.Verb is "start" or "fails" or "check";

    /// <returns>What was seen; null when it is no verb of this kind.</returns>
    public async Task<string?> RunAsync(Command command) => command.Verb switch
    {
        "start" => Start([.. command.All]),
        "stop" => await StopAsync(),
        "restart" => $"{await StopAsync()}{Start(_arguments)}",
        "reload" => Reload(),
        "fails" => await FailAsync(command.Words),
        "check" => await CheckAsync(),
        "copy" => Copy(command.Words[0], command.Words[1]),
        "file" => File.Exists(stage.At(command.Words[0])) ? "exists" : "does not exist",
        "log" => await LogAsync(() => Output, command.Words[0]),
        "logfile" => await LogAsync(() => ReadShared(stage.At(command.Words[0])), command.Words[1]),
        "nolog" => Search(Output, command.Words[0]),
        "run" => await RunToolAsync(command.All[0], command.All.Skip(1)),
        "wait" => await WaitAsync(command.Words[0]),
        _ => null,
    };

    public void Dispose() => _process?.Dispose();

    private string Start(string[] arguments)
    {
        _process?.Dispose();
        _arguments = arguments;
        _process = new(kind, stage, arguments);
        return "";
    }

    private async Task<string> StopAsync() => $"ended with {await Process.StopAsync()}";

    private string Reload()
    {
        Process.Reload();
        return "";
    }

    // Which words the complaint has is all that two programs can have in common.
    private async Task<string> FailAsync(IReadOnlyList<string> words)
    {
        Start(["-c", Stage.ConfigurationFile]);
        var began = await Process.HasStartedAsync(stage.Port("port")) ? "starts, then " : "";
        var code = began.Length > 0 ? await Process.StopAsync() : await Process.EndedAsync();
        var named = words.Select(word => $"\n{(Output.Contains(word, StringComparison.Ordinal) ? "names" : "does not name")} {word}");
        return $"{began}ended with {code}{string.Concat(named)}";
    }

    // Mosquitto 2.0 has no --test-config: whether it starts is its word on the file.
    private async Task<string> CheckAsync()
    {
        Start(kind == BrokerKind.Heliograph ? ["-c", Stage.ConfigurationFile, "--test-config"] : ["-c", Stage.ConfigurationFile]);
        if (kind == BrokerKind.Mosquitto && await Process.HasStartedAsync(stage.Port("port"))) return await StopAsync();
        return $"ended with {await Process.EndedAsync()}";
    }

    private string Copy(string from, string to)
    {
        stage.Write(to, File.ReadAllText(stage.At(from)));
        return "";
    }

    private async Task<string> LogAsync(Func<string> read, string pattern)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < LogDelayMax)
        {
            if (Search(read(), pattern) is { } found and not "nothing") return found;
            await Task.Delay(Poll);
        }

        return "nothing";
    }

    private static string Search(string log, string pattern)
    {
        var lines = log.Split('\n').Where(line => Regex.IsMatch(line, pattern)).Select(line => Time().Replace(line.TrimEnd('\r'), "")).ToArray();
        return lines.Length > 0 ? string.Join('\n', lines) : "nothing";
    }

    private static string ReadShared(string file)
    {
        if (!File.Exists(file)) return "";
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private async Task<string> RunToolAsync(string name, IEnumerable<string> arguments)
    {
        var lines = new List<string>();
        using var tool = new ChildProcess(Tool.Find(name, "mosquitto-clients"), arguments, lines.Add, _ => { }, stage.Folder);
        tool.CloseInput();
        var code = await tool.EndedAsync();
        return string.Join('\n', [$"ended with {code}", .. lines, .. tool.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private static async Task<string> WaitAsync(string seconds)
    {
        // What a broker does after a time by its own clock can be seen after that time only.
        await Task.Delay(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
        return "";
    }

    [GeneratedRegex(@"^(\d+|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d): ")]
    private static partial Regex Time();
}
