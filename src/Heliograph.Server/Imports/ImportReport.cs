namespace Heliograph.Server.Imports;

/// <summary>Gathers what became of each line. Bounded: what comes after <see cref="EntriesMax"/> is counted only.</summary>
internal sealed class ImportReport
{
    /// <summary>Entries kept.</summary>
    public const int EntriesMax = 100_000;

    private const int WhatCharactersMax = 100;
    private readonly List<ImportEntry> _entries = [];

    /// <summary>In no promised order.</summary>
    public IReadOnlyList<ImportEntry> Entries => _entries;

    /// <summary>How much was carried over.</summary>
    public int Carried { get; private set; }

    /// <summary>How much was left out.</summary>
    public int Left { get; private set; }

    internal void Carry(string file, int line, string what, string note) => Add(new(file, line, Short(what), IsCarried: true, note));

    internal void Leave(string file, int line, string what, string note) => Add(new(file, line, Short(what), IsCarried: false, note));

    private void Add(ImportEntry entry)
    {
        if (entry.IsCarried) Carried++;
        else Left++;
        if (_entries.Count < EntriesMax) _entries.Add(entry);
    }

    // A line of a foreign file may hold anything; it goes to a terminal.
    private static string Short(string what)
    {
        var shown = what.Length > WhatCharactersMax ? string.Concat(what.AsSpan(0, WhatCharactersMax), "…") : what;
        return string.Concat(shown.Select(letter => char.IsControl(letter) ? ' ' : letter));
    }
}
