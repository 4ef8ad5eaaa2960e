namespace Heliograph.Console.Running;

/// <summary>Names that no other test uses.</summary>
internal static class Names
{
    public static string New(string beginning) => $"{beginning}-{Guid.NewGuid().ToString("N")[..8]}";
}
