using System.Diagnostics;
using System.Text.RegularExpressions;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Crash.Running;

/// <summary>One process of the heliograph program. Disposing it kills the process.</summary>
internal sealed partial class ProgramProcess : IDisposable
{
    private const int LinesMax = 30;
    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isKilled;

    public ProgramProcess(params IEnumerable<string> arguments)
    {
        var program = Checkout.Program;
        _process = Process.Start(new ProcessStartInfo(program.Path, [.. program.Arguments, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Ended = _process.WaitForExitAsync();
    }

    /// <summary>Done when the process has ended and all its output was read.</summary>
    public Task Ended { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>From before the signal on: whatever its clients see from then on is our doing.</summary>
    public bool IsKilled => _isKilled;

    /// <summary>The last lines it printed.</summary>
    public string Output
    {
        get { lock (_lines) return string.Join('\n', _lines); }
    }

    /// <summary>Waits until it serves clients.</summary>
    /// <returns>The port; null when it ended instead, or did not come to it in time.</returns>
    public async Task<int?> ListeningAsync(TimeSpan limit)
    {
        var first = await Task.WhenAny(_port.Task, Ended, Task.Delay(limit));
        return first == _port.Task ? await _port.Task : null;
    }

    /// <summary>SIGKILL, or TerminateProcess; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        _isKilled = true;
        _process.Kill();
        await Ended;
    }

    public void Dispose()
    {
        _isKilled = true;
        if (!Ended.IsCompleted) _process.Kill();
        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesMax) _lines.Dequeue();
        }

        if (Accepting.Match(line) is { Success: true } accepting)
            _port.TrySetResult(int.Parse(accepting.Groups[1].Value));
    }

    [GeneratedRegex(@"Accepting connections at: tcp://.*:(\d+)$")]
    private static partial Regex Accepting { get; }
}
