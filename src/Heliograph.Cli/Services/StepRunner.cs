using System.ComponentModel;
using System.Diagnostics;
using Heliograph.Server;

namespace Heliograph.Cli.Services;

/// <summary>Does the steps, or shows them.</summary>
/// <param name="terminal">Where to show them.</param>
/// <param name="isDryRun">Whether to show them only.</param>
/// <param name="remedy">What to do when a program of the system fails, as a sentence without a full stop.</param>
internal sealed class StepRunner(Terminal terminal, bool isDryRun, string remedy)
{
    /// <exception cref="OperatorException">A step failed; those before it are done.</exception>
    public async Task DoAsync(IEnumerable<ServiceStep> steps, CancellationToken stop)
    {
        foreach (var step in steps)
        {
            if (isDryRun) Show(step);
            else await DoAsync(step, stop);
        }
    }

    /// <summary>Runs a program of the system with this terminal.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperatorException">The system has no such program.</exception>
    public static async Task<int> RunAsync(ServiceStep.Run step, CancellationToken stop)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(step.Program, step.Arguments))!;
            await process.WaitForExitAsync(stop);
            return process.ExitCode;
        }
        catch (Win32Exception failure)
        {
            throw new OperatorException($"{step.Program} cannot be run: {failure.Message}", "Use --dry-run to see what would be done, and do it in the way of this system", failure);
        }
    }

    private void Show(ServiceStep step)
    {
        switch (step)
        {
            case ServiceStep.Write write:
                terminal.Text.WriteLine($"write {write.File}:");
                foreach (var line in write.Text.TrimEnd('\n').Split('\n')) terminal.Text.WriteLine($"    {line}");
                break;
            case ServiceStep.Delete delete:
                terminal.Text.WriteLine($"delete {delete.File}");
                break;
            case ServiceStep.Stop end:
                terminal.Text.WriteLine($"stop {end.Service} and wait until it has stopped");
                break;
            case ServiceStep.Run run:
                terminal.Text.WriteLine($"{run}");
                break;
        }
    }

    private async Task DoAsync(ServiceStep step, CancellationToken stop)
    {
        try
        {
            switch (step)
            {
                case ServiceStep.Write write:
                    await File.WriteAllTextAsync(write.File, write.Text, stop);
                    break;
                case ServiceStep.Delete delete:
                    File.Delete(delete.File);
                    break;
                case ServiceStep.Stop end when OperatingSystem.IsWindows():
                    WindowsServices.Stop(end.Service);
                    break;
                case ServiceStep.Run run:
                    if (await RunAsync(run, stop) is var code && code != 0 && !run.MayFail)
                        throw new OperatorException($"{run} ended with {code}", remedy);
                    break;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"a file of the service cannot be changed: {failure.Message.TrimEnd('.')}", "Run this as root (with sudo), or on Windows as administrator", failure);
        }
    }
}
