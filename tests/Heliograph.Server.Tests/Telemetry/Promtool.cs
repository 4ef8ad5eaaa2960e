using System.Diagnostics;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>Prometheus's own checker.</summary>
internal static class Promtool
{
    /// <summary>Runs it on some input, and passes when it finds nothing to say.</summary>
    public static async Task CheckAsync(string input, params string[] arguments)
    {
        var tool = Tool.Find("promtool", "prometheus");
        using var process = Process.Start(new ProcessStartInfo(tool.Path, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, string.Join('\n', await said));
    }
}
