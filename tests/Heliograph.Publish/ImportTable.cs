using System.Reflection.PortableExecutable;
using System.Text;

namespace Heliograph.Publish;

/// <summary>The libraries that a Windows executable is bound to: its import table, and that of what is loaded when first called.</summary>
/// <remarks>The layouts are those of Microsoft's "PE Format": "The .idata Section" and "Delay-Load Import Tables".</remarks>
internal static class ImportTable
{
    // Bytes of an entry, and where in it the address of the library's name is.
    private static readonly (int Bytes, int NameAt) Import = (20, 12), Delayed = (32, 4);

    /// <summary>The names of the libraries, in lower case.</summary>
    public static IReadOnlyList<string> Read(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        var header = reader.PEHeaders.PEHeader ?? throw new InvalidDataException($"{file} is no executable of Windows");
        return [.. Names(reader, header.ImportTableDirectory, Import), .. Names(reader, header.DelayImportTableDirectory, Delayed)];
    }

    private static IEnumerable<string> Names(PEReader reader, DirectoryEntry table, (int Bytes, int NameAt) entry)
    {
        if (table.Size == 0) yield break;
        for (var at = table.RelativeVirtualAddress + entry.NameAt; ; at += entry.Bytes)
        {
            var name = reader.GetSectionData(at).GetReader(0, sizeof(int)).ReadInt32();
            if (name == 0) yield break; // an entry of zeros ends the table
            var text = reader.GetSectionData(name).GetContent();
            yield return Encoding.ASCII.GetString(text.AsSpan(0, text.IndexOf((byte)0))).ToLowerInvariant();
        }
    }
}
