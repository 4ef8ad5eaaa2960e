using Heliograph.Cli.Services;
using Heliograph.Server;

namespace Heliograph.Cli;

/// <summary>The life of a program that serves: from the end of its start until it is told to stop.</summary>
internal static class Serving
{
    /// <summary>Waits until the program is told to stop.</summary>
    /// <param name="reload">What SIGHUP asks for.</param>
    /// <param name="failed">Ends when the server can go on no longer.</param>
    /// <param name="stop">Tells to stop.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="OperatorException">The server can go on no longer.</exception>
    public static async Task<int> UntilStoppedAsync(Action reload, Task<OperatorException> failed, CancellationToken stop)
    {
        using var hangUp = HangUp.Register(reload);
        _ = StartMemory.GiveBackLaterAsync(stop);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        StartNotice.Ready();
        var first = await Task.WhenAny(stopped.Task, failed);
        StartNotice.Stopping();
        return first == stopped.Task ? ExitCode.Ok : throw await failed;
    }
}
