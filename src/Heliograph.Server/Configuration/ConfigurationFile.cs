using System.Text;

namespace Heliograph.Server.Configuration;

/// <summary>Reads <c>etc/heliograph.toml</c>.</summary>
public static class ConfigurationFile
{
    /// <summary>The largest file read, in bytes.</summary>
    public const int BytesMax = 1_000_000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file from disk. Never throws for what the file or the file system holds.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What to call it in errors.</param>
    public static ConfigurationReading Load(string path, string name)
    {
        try
        {
            if (new FileInfo(path).Length > BytesMax)
                return Refused(name, "the file is too large", $"At most {BytesMax} bytes are read");
            return Parse(StrictUtf8.GetString(File.ReadAllBytes(path)), name);
        }
        catch (DecoderFallbackException)
        {
            return Refused(name, "the file is not UTF-8 text", "Save it as UTF-8");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Refused(name, $"the file cannot be read: {failure.Message.TrimEnd('.')}", "Check that it exists and its permissions");
        }
    }

    /// <summary>Reads the text of a file.</summary>
    public static ConfigurationReading Parse(string text, string name) =>
        new ConfigurationParser(name).Parse(text.StartsWith('\uFEFF') ? text[1..] : text);

    private static ConfigurationReading Refused(string name, string problem, string remedy) =>
        new(null, [new(name, 0, 0, problem, remedy)]);
}
