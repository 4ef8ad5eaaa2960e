using System.Globalization;

namespace Heliograph.Crash.Scenarios;

/// <summary>The command <c>./crash</c>.</summary>
internal static class CrashCommand
{
    private const string Usage =
        """
        Kills a broker again and again under load, and checks that it keeps what it acknowledged.
        Usage: ./crash [--cut] [--durability LEVEL] [MINUTES] [SEED]
          MINUTES             how long (default: 1); the run ends with the chapter of 20 kills in which they are over
          SEED                chooses what clients do and, as far as a machine allows, the moments; an odd one has a
                              journal of small files and frequent snapshots
          --cut               cuts all connections instead, and lets the broker live
          --durability LEVEL  the broker's setting: fsync (default), os, or none, which must fail
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (Parse(arguments) is not { } plan)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        Console.WriteLine($"Seed {plan.Seed}");
        try
        {
            var report = await CrashRun.RunAsync(plan with { Tell = Console.WriteLine }, stop.Token);
            Console.WriteLine(report.Text);
            return report.IsGood ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("Stopped; nothing is said of what was not checked yet.");
            return 130;
        }
    }

    private static CrashPlan? Parse(ReadOnlySpan<string> arguments)
    {
        var plan = new CrashPlan(Environment.TickCount & 0xFFFFF) { Time = TimeSpan.FromMinutes(1) };
        while (arguments is [['-', ..], ..])
        {
            switch (arguments)
            {
                case ["--cut", .. var rest]:
                    plan = plan with { OnlyCuts = true };
                    arguments = rest;
                    break;
                case ["--durability", "fsync" or "os" or "none", .. var rest]:
                    plan = plan with { Durability = arguments[1] };
                    arguments = rest;
                    break;
                default:
                    return null;
            }
        }

        if (arguments is [var minutes, ..])
        {
            if (!double.TryParse(minutes, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
                return null;
            plan = plan with { Time = TimeSpan.FromMinutes(count) };
        }

        if (arguments is [_, var seed])
        {
            if (!int.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            plan = plan with { Seed = number };
        }

        return arguments.Length <= 2 ? plan : null;
    }
}
