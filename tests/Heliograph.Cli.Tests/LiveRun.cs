using System.IO.Pipelines;

namespace Heliograph.Cli.Tests;

/// <summary>A run of the program that goes on while the test watches what it prints.</summary>
internal sealed class LiveRun : IDisposable
{
    // Without a bound: a program that nobody reads must not wait for the test.
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly StringWriter _error = new();
    private readonly StreamReader _lines;
    private readonly Task<int> _run;

    private LiveRun(string[] arguments)
    {
        var output = _output.Writer.AsStream();
        _lines = new(_output.Reader.AsStream());
        _run = Task.Run(async () =>
        {
            var terminal = new Terminal(Stream.Null, output, _error, HasColours: false, IsInteractive: false);
            var exitCode = await CommandLine.RunAsync(arguments, terminal, _stop.Token);
            await _output.Writer.CompleteAsync();
            return exitCode;
        });
    }

    public string Error => _error.ToString();

    public static LiveRun Of(params string[] arguments) => new(arguments);

    /// <summary>The next line that contains the text.</summary>
    public Task<string> LineAsync(string text) => LineAsync(line => line.Contains(text, StringComparison.Ordinal), text);

    /// <summary>The next line that is as wanted.</summary>
    /// <param name="wanted">Whether a line is.</param>
    /// <param name="name">What is waited for, in words.</param>
    public async Task<string> LineAsync(Func<string, bool> wanted, string name)
    {
        while (await _lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (wanted(line)) return line;
        throw new InvalidOperationException($"It ended without printing '{name}'. {Error}");
    }

    /// <summary>Does what Ctrl-C does, and waits for the end.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _run;
    }

    /// <summary>Waits for the end.</summary>
    public Task<int> EndAsync() => _run;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _error.Dispose();
        _lines.Dispose();
    }
}
