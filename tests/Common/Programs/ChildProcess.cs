using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Heliograph.Tests.Common.Programs;

/// <summary>A client's process whose output is read line by line. Disposing it ends the process.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int SignalHangUp = 1;
    private const int SignalTerminate = 15;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task<int> _ended;

    public ChildProcess(Tool tool, IEnumerable<string> arguments, Action<string> onLine, Action<Exception> onEnd,
        string? folder = null)
    {
        var start = new ProcessStartInfo(tool.Path, [.. tool.Arguments, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) lock (_errors) _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
        _ended = ReadAsync(tool, onLine, onEnd);
    }

    /// <summary>Waits for the process's own end and returns its exit code; all its output has been read then.</summary>
    public Task<int> EndedAsync() => _ended.BoundedAsync();

    public string Errors
    {
        get { lock (_errors) return _errors.ToString(); }
    }

    /// <summary>Writes to the process's standard input.</summary>
    public async Task WriteAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Asks the process to end in its own way.</summary>
    public void Terminate() => Send(SignalTerminate);

    /// <summary>Asks the process to read its files again.</summary>
    public void HangUp() => Send(SignalHangUp);

    /// <summary>Whether the process has ended and all its output has been read.</summary>
    public bool HasEnded => _ended.IsCompleted;

    private void Send(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0)
            throw new InvalidOperationException("The process has ended.");
    }

    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private async Task<int> ReadAsync(Tool tool, Action<string> onLine, Action<Exception> onEnd)
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line) onLine(line);
            await _process.WaitForExitAsync();
            onEnd(new InvalidOperationException($"{tool.Path} ended with {_process.ExitCode}. {tool.Needs} {Errors}"));
            return _process.ExitCode;
        }
        catch (Exception failure)
        {
            onEnd(failure);
            throw;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
