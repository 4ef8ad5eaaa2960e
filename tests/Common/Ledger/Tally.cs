namespace Heliograph.Tests.Common.Ledger;

/// <summary>What was counted in a whole run.</summary>
public sealed class Tally
{
    /// <summary>Acknowledged to their publishers; by QoS 1 and 2, retained ones included.</summary>
    public int AcknowledgedQoS1 { get; set; }

    public int AcknowledgedQoS2 { get; set; }

    public int Acknowledged => AcknowledgedQoS1 + AcknowledgedQoS2;

    /// <summary>Written a second time or more, after a reconnect.</summary>
    public int Resent { get; set; }

    public int Receipts { get; set; }

    /// <summary>Receipts of what that subscriber had already.</summary>
    public int Repeats { get; set; }

    public int Subscribed { get; set; }
    public int Unsubscribed { get; set; }

    /// <summary>Subscription changes on filters without messages.</summary>
    public int Toggled { get; set; }

    /// <summary>By clients that came during the load.</summary>
    public int SessionsMade { get; set; }

    public int SessionsResumed { get; set; }
    public int WillsOwed { get; set; }
    public int WillsWithdrawn { get; set; }
    public int RetainedReadings { get; set; }
    public int Kills { get; set; }

    /// <summary>Times that the machine lost its power.</summary>
    public int PowerCuts { get; set; }

    /// <summary>Times that all connections were cut, and the broker lived on.</summary>
    public int Cuts { get; set; }
}
