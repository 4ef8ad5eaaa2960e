namespace Heliograph.Cli.Services;

/// <summary>What a service is to run, and as whom.</summary>
internal sealed record ServicePlan
{
    /// <summary>The name of the instance: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The full path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>The full path of the instance folder.</summary>
    public required string Instance { get; init; }

    /// <summary>The account it runs as; on Windows the service's own (<c>NT SERVICE\...</c>), whatever this says.</summary>
    public required string User { get; init; }

    /// <summary>Whether that account exists; a missing one is made, where the system has a command for it.</summary>
    public bool HasUser { get; init; } = true;

    /// <summary>Whether Windows has the service already, maybe running; other systems are told the same in either case.</summary>
    public bool IsInstalled { get; init; }

    /// <summary>Whether the program makes machine code while it runs; else the system can be told to forbid that.</summary>
    public bool MakesCode { get; init; } = true;
}
