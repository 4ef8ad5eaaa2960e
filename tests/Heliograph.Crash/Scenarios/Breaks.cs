using System.Diagnostics;
using System.Globalization;
using Heliograph.Crash.Clients;
using Heliograph.Crash.Running;
using Heliograph.Mqtt;
using Heliograph.Tests.Common.Checks;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Scenarios;

/// <summary>Starts the broker, kills it, and cuts its connections; says so in one line each.</summary>
internal sealed class Breaks(CrashPlan plan, World world, Cast cast, BrokerLives lives, Waiting waiting)
{
    private readonly Random _random = new(plan.Seed + 1);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _acknowledgedBefore;

    private History History => world.History;

    /// <summary>Starts the broker, looks at the retained messages while it is alone, and lets the clients in.</summary>
    public async Task StartAsync()
    {
        History.Life++;
        if (await lives.StartAsync() is not { } port)
        {
            History.Report(Laws.Alive, $"it did not start in life {lives.Life}:\n{lives.Output}");
            return;
        }

        if (lives.Life > 1) await ReadRetainedAsync(port);
        world.Open(new(port));
    }

    /// <summary>Kills it and starts it again; sometimes it is killed once more while it starts.</summary>
    public async Task KillAsync()
    {
        var line = Scene("kill", History.Tally.Kills + 1);
        world.Close();
        History.OnKilling();
        if (!lives.HasDied) await lives.KillAsync();
        while (_random.Next(6) == 0)
        {
            plan.Tell(line);
            line = await KillWhileStartingAsync();
        }

        await StartAsync();
        plan.Tell(Line($"{line}; back after {lives.LastStart.TotalSeconds:0.00} s"));
    }

    public void Cut()
    {
        plan.Tell(Scene("cut", History.Tally.Cuts + 1));
        var broker = world.Close();
        History.OnCutting();
        broker.Cut();
        History.Life++;
        world.Open(new(broker.Port));
    }

    /// <summary>Checks what a new subscriber is sent. Call when nobody publishes retained messages.</summary>
    public async Task ReadRetainedAsync(int port)
    {
        try
        {
            var expected = RetainedCheck.Expected(History);
            var found = await RetainedReader.ReadAsync(port, Cast.RetainedFilter, expected, waiting.Limit, world.Stop);
            History.Report(RetainedCheck.Check(History, found));
            History.Tally.RetainedReadings++;
        }
        catch (ProtocolException broken)
        {
            History.Report(Laws.Standard, $"a new subscriber: {broken.Message}");
        }
    }

    private async Task<string> KillWhileStartingAsync()
    {
        var after = TimeSpan.FromMilliseconds(_random.Next(50, 600));
        History.Life++;
        History.OnKilling();
        await lives.StartAndKillAsync(after);
        waiting.CheckBroker();
        return Line($"kill {History.Tally.Kills}: {after.TotalMilliseconds:0} ms after it was started");
    }

    private string Scene(string kind, int number)
    {
        var acknowledged = History.Tally.Acknowledged;
        var since = acknowledged - _acknowledgedBefore;
        _acknowledgedBefore = acknowledged;
        var there = cast.Clients.Count(client => client.IsConnected);
        return Line($"{kind} {number} at {_clock.Elapsed.TotalSeconds:0.0} s: {since:N0} acknowledged since the last, ")
            + $"{History.Read(OnTheirWay)} on their way; {there} of {cast.Clients.Count} clients there";
    }

    private static string OnTheirWay(History history)
    {
        var open = history.Messages
            .Where(message => message is { Sends.Count: > 0, AcknowledgedAt: null, Topic: not Cast.WillTopic }).ToArray();
        var qos2 = open.Count(message => message.QoS == QoS.ExactlyOnce);
        var changes = history.Inboxes.SelectMany(inbox => inbox.Interests).Count(interest => interest.IsChanging);
        return $"{open.Length - qos2} of QoS 1, {qos2} of QoS 2 and {changes} subscription changes";
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
