using System.CommandLine;

namespace Heliograph.Cli.Commands.Tls;

/// <summary>How long a certificate is good.</summary>
internal static class CertificateDays
{
    private const int DaysMax = 36_500;

    public static Option<int> DaysOption(int otherwise) => new("--days")
    {
        HelpName = "N", Description = $"Days that it is good (default {otherwise})", DefaultValueFactory = _ => otherwise,
    };

    /// <exception cref="UsageException">It is out of range.</exception>
    public static int Checked(int days) => days is >= 1 and <= DaysMax ? days : throw new UsageException($"--days is a number from 1 to {DaysMax}");
}
