namespace Heliograph.Crash.Scenarios;

/// <summary>What a run does.</summary>
/// <param name="Seed">Chooses what can be chosen; the moments themselves are the machine's.</param>
internal sealed record CrashPlan(int Seed)
{
    /// <summary>At the end of each chapter everybody comes back, and everything is checked.</summary>
    public int RoundsPerChapter { get; init; } = 20;

    /// <summary>A round ends with all connections cut at once, and the broker lives on; else it is killed.</summary>
    public bool OnlyCuts { get; init; }

    /// <summary>The broker's setting: fsync, os or none.</summary>
    public string Durability { get; init; } = "fsync";

    /// <summary>Whether the journal has small files and frequent snapshots, so that many kills fall into their making.</summary>
    public bool IsStoreSmall => Seed % 2 == 1;

    /// <summary>Further chapters begin until this is over; one chapter is always played.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>Takes the lines that tell how the run goes.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>What runs it.</summary>
    public string Command =>
        $"./crash {(OnlyCuts ? "--cut " : "")}{(Durability == "fsync" ? "" : $"--durability {Durability} ")}1 {Seed}";

    /// <summary>Lines of the configuration, by the lines they replace.</summary>
    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string> { ["# durability = \"fsync\""] = $"durability = \"{Durability}\"" };
        if (IsStoreSmall)
        {
            settings["# segment_size = \"32MiB\""] = "segment_size = \"1MiB\"";
            settings["# snapshot_after = \"32MiB\""] = "snapshot_after = \"1MiB\"";
        }

        return settings;
    }
}
