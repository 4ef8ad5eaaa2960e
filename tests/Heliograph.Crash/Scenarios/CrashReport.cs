using System.Globalization;
using System.Text;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Scenarios;

/// <summary>How a run ended.</summary>
internal sealed record CrashReport(
    CrashPlan Plan, TimeSpan Time, TimeSpan SlowestStart, Tally Tally, IReadOnlyList<BrokenPromise> Broken)
{
    private const int ShownOfEachLaw = 2;

    public bool IsGood => Broken.Count == 0;

    /// <summary>What is left of the instance after a failure.</summary>
    public string Folder { get; init; } = "";

    public string Text => IsGood ? Summary() : Failure();

    private string Breaks => Plan.OnlyCuts ? $"all connections cut {Tally.Cuts} times" : $"{Tally.Kills} kills";

    private string Summary() => Line(
        $"""
        Seed {Plan.Seed}: {Breaks} in {Time.TotalSeconds:0} s, slowest start {SlowestStart.TotalSeconds:0.00} s. All promises were kept.
          acknowledged  {Tally.AcknowledgedQoS1:N0} messages of QoS 1, {Tally.AcknowledgedQoS2:N0} of QoS 2; {Tally.Resent:N0} were sent again after a reconnect
          received      {Tally.Receipts:N0}, of them {Tally.Repeats:N0} repetitions of QoS 1; none lost, none of QoS 2 doubled, all in order
          sessions      resumed {Tally.SessionsResumed:N0} times; {Tally.SessionsMade:N0} new ones
          subscriptions made {Tally.Subscribed:N0} times, given up {Tally.Unsubscribed:N0} times; {Tally.Toggled:N0} changes where nothing is published
          wills         {Tally.WillsOwed:N0} published, {Tally.WillsWithdrawn:N0} not, since their client was back in time
          retained      all topics read {Tally.RetainedReadings:N0} times
        """);

    private string Failure()
    {
        var text = new StringBuilder();
        text.Append(Line($"Seed {Plan.Seed}, {Breaks}, {Time.TotalSeconds:0} s: {Broken.Count:N0} times a promise was not kept.\n"));
        foreach (var law in Broken.GroupBy(promise => promise.Law))
        {
            text.Append(Line($"  {law.Key}: not kept {law.Count():N0} times\n"));
            foreach (var promise in law.Take(ShownOfEachLaw)) text.Append(Line($"    {promise}\n"));
        }

        return text.Append(Line($"The instance is left in {Folder}. Again: {Plan.Command}")).ToString();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
