using System.Security.Cryptography;
using Heliograph.Fuzz.Owned;

namespace Heliograph.Fuzz;

/// <summary>A folder of inputs, one per file: lines of hex digits, and comments after <c>;</c>.</summary>
public static class Corpus
{
    /// <summary>The inputs by file name, in the order of their names.</summary>
    public static IReadOnlyDictionary<string, byte[]> Load(string folder) =>
        new SortedDictionary<string, byte[]>(
            Directory.EnumerateFiles(folder, "*.hex").ToDictionary(file => Path.GetFileName(file), Read),
            StringComparer.Ordinal);

    /// <summary>Writes an input that failed.</summary>
    /// <returns>The path of the new file.</returns>
    public static string Save(string folder, byte[] input, string cause)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"found-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}.hex");
        File.WriteAllText(path, $"; {cause.ReplaceLineEndings(" ")}\n{Convert.ToHexString(input)}\n");
        return path;
    }

    private static byte[] Read(string file)
    {
        var digits = File.ReadLines(file).Select(line => line.Split(';')[0].Trim());
        return Octets.FromHex(string.Concat(digits)).Span.ToArray();
    }
}
