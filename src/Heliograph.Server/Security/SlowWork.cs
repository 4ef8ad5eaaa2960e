using System.Runtime.InteropServices;

namespace Heliograph.Server.Security;

/// <summary>Runs what takes long on a thread of its own that gives way to all others: hashing a password must not slow messages down.</summary>
internal static partial class SlowWork
{
    private const int ThisThread = 0, Niceness = 5;

    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            if (OperatingSystem.IsLinux()) _ = SetPriority(0, ThisThread, Niceness);
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }) { IsBackground = true, Name = "password", Priority = ThreadPriority.BelowNormal };
        thread.Start();
        return done.Task;
    }

    // Where priorities of .NET have no effect. On Linux it is that of one thread: see setpriority(2), differences to the C library.
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
