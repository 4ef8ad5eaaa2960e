namespace Heliograph.Server.Mosquitto;

/// <summary>One option of mosquitto.conf: its form, and what becomes of it here.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Scope">What it speaks of.</param>
/// <param name="Form">What its value looks like.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Note">For one that is ignored, why; for one that is refused, what to do; else what there is to know, or nothing.</param>
internal sealed record ConfOption(string Name, ConfScope Scope, ConfForm Form, ConfUse Use, string Note = "")
{
    /// <summary>The least number that it takes.</summary>
    public long Least { get; init; }

    /// <summary>The greatest number that it takes.</summary>
    public long Most { get; init; } = uint.MaxValue;

    /// <summary>The only texts that it takes; empty for any.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether it may stand more than once, each time adding to the others.</summary>
    public bool Repeats { get; init; }
}

/// <summary>What an option speaks of.</summary>
internal enum ConfScope : byte
{
    /// <summary>The whole broker, wherever it stands.</summary>
    Whole,

    /// <summary>The listener above it, or the one of <c>port</c>.</summary>
    Listener,

    /// <summary>With <c>per_listener_settings true</c> the listener above it, else the whole broker.</summary>
    Access,

    /// <summary>The bridge above it.</summary>
    Bridge,
}

/// <summary>What the value of an option looks like.</summary>
internal enum ConfForm : byte
{
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>The rest of the line.</summary>
    Text,

    /// <summary>A number and a unit, such as <c>2w</c>.</summary>
    Duration,

    /// <summary>A list of cipher suites in OpenSSL's form.</summary>
    Ciphers,
}

/// <summary>What becomes of an option.</summary>
internal enum ConfUse : byte
{
    /// <summary>It does here what it does there.</summary>
    Supported,

    /// <summary>It is read and has no effect, for the reason that its note gives.</summary>
    Ignored,

    /// <summary>It stops the start.</summary>
    Refused,
}
