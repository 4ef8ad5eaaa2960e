namespace Heliograph.Server.Mosquitto;

/// <summary>One option as it stands in a file. Its value has the form of the option.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Number">The line, from 1.</param>
/// <param name="Option">Which.</param>
/// <param name="Value">As text.</param>
internal sealed record ConfLine(string File, int Number, ConfOption Option, string Value)
{
    /// <summary>Where it stands, for people.</summary>
    public string Place => $"{File}:{Number}";
}

/// <summary>The options that hold for one thing: the broker, a listener, or the rights at one.</summary>
internal sealed class ConfSection
{
    private readonly List<ConfLine> _lines = [];

    /// <summary>All of them, in their order.</summary>
    public IReadOnlyList<ConfLine> Lines => _lines;

    public void Add(ConfLine line) => _lines.Add(line);

    /// <summary>The last of a name; null when there is none.</summary>
    public ConfLine? Find(string name) => _lines.FindLast(line => line.Option.Name == name);

    /// <summary>All of a name, in their order.</summary>
    public IEnumerable<ConfLine> All(string name) => _lines.Where(line => line.Option.Name == name);

    public string? Text(string name) => Find(name)?.Value;

    public bool? Flag(string name) => Find(name) is { } line ? line.Value == "true" : null;

    public bool Flag(string name, bool otherwise) => Flag(name) ?? otherwise;

    public long? Number(string name) => Find(name) is { } line ? ConfValue.Number(line.Value) : null;

    public long Number(string name, long otherwise) => Number(name) ?? otherwise;
}
