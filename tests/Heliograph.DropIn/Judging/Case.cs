namespace Heliograph.DropIn.Judging;

/// <summary>A mosquitto.conf with its files and a script.</summary>
internal sealed record Case(string Name)
{
    private static readonly string Root = Path.Combine(Checkout.Root, "tests/Heliograph.DropIn/Cases");

    public static IEnumerable<string> Names { get; } =
        [.. Directory.EnumerateDirectories(Root).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public string Folder => Path.Combine(Root, Name);

    /// <summary>The lines of the script without comments.</summary>
    public string[] Script() =>
        [.. File.ReadLines(Path.Combine(Folder, "script.txt")).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
}
