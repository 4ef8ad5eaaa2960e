using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Heliograph.Server.Files;

namespace Heliograph.Server.Imports.Apollo;

/// <summary>Reads the files in the <c>etc</c> folder of an Apollo instance.</summary>
/// <param name="folder">The instance folder.</param>
internal sealed class ApolloFile(string folder)
{
    public const string Configuration = "etc/apollo.xml";
    public const string Properties = "etc/apollo.xml.properties";
    public const string Users = "etc/users.properties";
    public const string Groups = "etc/groups.properties";
    private const int BytesMax = 10_000_000;
    private const int DepthMax = 100;

    public bool Has(string name) => File.Exists(Path.Combine(folder, name));

    /// <exception cref="OperatorException">It is not there, or is no XML of Apollo's.</exception>
    public XElement ReadConfiguration()
    {
        var text = Text(Configuration);
        // No DTD: an entity could grow without bound, or read other files.
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = BytesMax };
        try
        {
            using (var depth = XmlReader.Create(new StringReader(text), settings))
            {
                while (depth.Read())
                {
                    if (depth.Depth > DepthMax) throw new XmlException($"elements are nested deeper than {DepthMax}");
                }
            }

            using var reader = XmlReader.Create(new StringReader(text), settings);
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            return root.Name.LocalName == "broker" ? root : throw new XmlException($"the outermost element is <{root.Name.LocalName}>, not <broker>");
        }
        catch (XmlException wrong)
        {
            throw new OperatorException($"{Configuration} is no configuration of Apache Apollo: {wrong.Message.TrimEnd('.')}", "Correct it and try again");
        }
    }

    /// <summary>The <c>name=value</c> lines of a file in Java's format; none when it is not there.</summary>
    public IEnumerable<(int Line, string Name, string Value)> ReadProperties(string name)
    {
        if (!Has(name)) yield break;
        var number = 0;
        foreach (var whole in Text(name).Split('\n'))
        {
            number++;
            var line = whole.Trim();
            if (line.Length == 0 || line[0] is '#' or '!') continue;
            var end = Separator(line);
            yield return (number, Unescape(line[..end].TrimEnd()), Unescape(line[Math.Min(end + 1, line.Length)..].TrimStart()));
        }
    }

    private static int Separator(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\') i++;
            else if (line[i] is '=' or ':') return i;
        }

        return line.Length;
    }

    // \uXXXX, \t, \n, \r, \f; any other character stands for itself.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
            }
            else if (text[++i] == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, null, out var unit))
            {
                plain.Append((char)unit);
                i += 4;
            }
            else
            {
                plain.Append(text[i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', var other => other });
            }
        }

        return plain.ToString();
    }

    private string Text(string name) => TextFile.TryRead(Path.Combine(folder, name), BytesMax, out var fault)
        ?? throw new OperatorException($"{Path.Combine(folder, name)}: {fault.Problem}", fault.Remedy);
}
