namespace Heliograph.Cli;

/// <summary>What the program says to the shell that started it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It was tried and failed; standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>The time of <c>sub -W</c> ran out; the number that mosquitto_sub gives.</summary>
    public const int TimedOut = 27;
}
