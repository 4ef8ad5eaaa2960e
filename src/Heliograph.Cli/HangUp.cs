using System.Runtime.InteropServices;

namespace Heliograph.Cli;

/// <summary>SIGHUP, which asks a server to read its files again.</summary>
internal static class HangUp
{
    /// <summary>Calls back on each SIGHUP, until what is returned is disposed.</summary>
    /// <returns>Null on Windows, which has no SIGHUP to reload by: there it means that the console window closes.</returns>
    public static PosixSignalRegistration? Register(Action reload) => OperatingSystem.IsWindows()
        ? null
        : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            reload();
        });
}
