using System.Globalization;
using System.Text.RegularExpressions;

namespace Heliograph.DropIn.Scripts;

/// <summary>One line of a script: a verb, plain words and <c>name=value</c> options. Quotation marks hold spaces together.</summary>
internal sealed partial class Command
{
    private readonly Dictionary<string, string> _options = [];

    public Command(string line)
    {
        Line = line;
        var words = Word().Matches(line).Select(word => word.Value.Replace("\"", "", StringComparison.Ordinal)).ToArray();
        Verb = words[0];
        var plain = new List<string>();
        foreach (var word in words.Skip(1))
        {
            if (Named().Match(word) is { Success: true } named) _options[named.Groups[1].Value] = named.Groups[2].Value;
            else plain.Add(word);
        }

        Words = plain;
        All = words[1..];
    }

    public string Line { get; }

    public string Verb { get; }

    /// <summary>The words that are no options.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>All words after the verb.</summary>
    public IReadOnlyList<string> All { get; }

    public string? Option(string name) => _options.GetValueOrDefault(name);

    public int? Number(string name) => Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("""([^\s"]|"[^"]*")+""")]
    private static partial Regex Word();

    [GeneratedRegex("^([a-z]+)=(.*)$", RegexOptions.Singleline)]
    private static partial Regex Named();
}
