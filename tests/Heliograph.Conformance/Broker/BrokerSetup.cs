using Heliograph.Broker;

namespace Heliograph.Conformance.Broker;

/// <summary>What a test needs of its broker beyond the defaults.</summary>
public sealed record BrokerSetup
{
    public BrokerOptions Options { get; init; } = new() { SysInterval = TimeSpan.Zero };

    /// <summary>Only the user <c>bob</c> with the password <c>secret</c> may connect.</summary>
    public bool OnlyBob { get; init; }

    /// <summary>Nobody may publish to or subscribe under <c>denied</c>.</summary>
    public bool DenyDenied { get; init; }

    /// <summary>Enhanced authentication with the method <c>ECHO</c> is offered.</summary>
    public bool Echo { get; init; }
}
